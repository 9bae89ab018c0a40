"""Batches of views: which ones are written, so that a journal is not written twice.

And no index of the views' numbers, which nobody looks for: a fifth of what it costs to write a view.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "view_batches",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_batches")),
    )
    op.drop_constraint(op.f("pk_upload_analytics"), "upload_analytics", type_="primary")


def downgrade() -> None:
    op.create_primary_key(op.f("pk_upload_analytics"), "upload_analytics", ["id", "accessed_at"])
    op.drop_table("view_batches")
