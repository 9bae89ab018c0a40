"""Views of many files are noted in slim rows before they are added to the uploads (ADR 14)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CARRY_ALL = """
UPDATE uploads SET view_count = view_count + view_tallies.views FROM view_tallies WHERE uploads.id = view_tallies.upload_id
"""


def upgrade() -> None:
    op.create_table(
        "view_tallies",
        sa.Column("upload_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_view_tallies")),
    )
    # Room beside each row for its next state, which then touches no index.
    op.execute("ALTER TABLE view_tallies SET (fillfactor = 50)")


def downgrade() -> None:
    op.execute(CARRY_ALL)
    op.drop_table("view_tallies")
