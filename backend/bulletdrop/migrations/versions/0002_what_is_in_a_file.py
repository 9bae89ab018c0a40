"""What is in a file: scanned, cleaned, previewed, ending; tiers, defaults, settings of the host, security events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOW = sa.text("now()")


def upgrade() -> None:
    op.create_table(
        "tiers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("max_file_size", sa.BigInteger(), nullable=True),
        sa.Column("allowed_types", sa.ARRAY(sa.String(length=100)), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiers")),
        sa.UniqueConstraint("name", name=op.f("uq_tiers_name")),
    )
    op.create_table(
        "host_settings",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host_settings")),
    )
    op.create_table(
        "security_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("ip_address", postgresql.INET(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_security_events_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_events")),
    )
    op.create_index(op.f("ix_security_events_user_id"), "security_events", ["user_id"])
    op.create_index("ix_security_events_newest", "security_events", [sa.literal_column("id DESC"), "kind"])
    op.add_column("users", sa.Column("tier_id", sa.BigInteger(), nullable=True))
    op.add_column("users", sa.Column("upload_defaults", postgresql.JSONB(), server_default="{}", nullable=False))
    op.create_index(op.f("ix_users_tier_id"), "users", ["tier_id"])
    op.create_foreign_key(op.f("fk_users_tier_id_tiers"), "users", "tiers", ["tier_id"], ["id"], ondelete="SET NULL")
    _extend_blobs()
    _extend_uploads()


def _extend_blobs() -> None:
    op.add_column("blobs", sa.Column("is_held", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("blobs", sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("blobs", sa.Column("preview", sa.String(length=8), nullable=True))
    op.add_column("blobs", sa.Column("preview_tries", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("blobs", sa.Column("placeholder", sa.LargeBinary(), nullable=True))
    op.create_index("ix_blobs_held", "blobs", ["id"], postgresql_where=sa.text("is_held"))
    wanted = sa.text("preview IS NULL AND preview_tries < 3")
    op.create_index("ix_blobs_preview_wanted", "blobs", ["id"], postgresql_where=wanted)


def _extend_uploads() -> None:
    op.add_column("uploads", sa.Column("duration", sa.Double(), nullable=True))
    op.add_column(
        "uploads", sa.Column("metadata_removed", sa.ARRAY(sa.String(length=32)), server_default="{}", nullable=False)
    )
    op.add_column("uploads", sa.Column("metadata_fault", sa.Text(), nullable=True))
    op.add_column("uploads", sa.Column("password_hash", sa.Text(), nullable=True))
    op.add_column("uploads", sa.Column("max_views", sa.Integer(), nullable=True))
    op.add_column("uploads", sa.Column("views_taken", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_uploads_used_up", "uploads", ["id"], postgresql_where=sa.text("views_taken >= max_views"))


# What only a key, or the scanner, would have opened must not lie open afterwards.
CLOSE = """
UPDATE uploads SET is_public = false FROM blobs
WHERE blobs.id = uploads.blob_id AND (password_hash IS NOT NULL OR max_views IS NOT NULL OR blobs.is_held)
"""


def downgrade() -> None:
    op.execute(CLOSE)
    op.drop_index("ix_uploads_used_up", table_name="uploads")
    for name in ("views_taken", "max_views", "password_hash", "metadata_fault", "metadata_removed", "duration"):
        op.drop_column("uploads", name)
    op.drop_index("ix_blobs_preview_wanted", table_name="blobs")
    op.drop_index("ix_blobs_held", table_name="blobs")
    for name in ("placeholder", "preview_tries", "preview", "scanned_at", "is_held"):
        op.drop_column("blobs", name)
    op.drop_constraint(op.f("fk_users_tier_id_tiers"), "users", type_="foreignkey")
    op.drop_index(op.f("ix_users_tier_id"), table_name="users")
    op.drop_column("users", "upload_defaults")
    op.drop_column("users", "tier_id")
    op.drop_index("ix_security_events_newest", table_name="security_events")
    op.drop_index(op.f("ix_security_events_user_id"), table_name="security_events")
    op.drop_table("security_events")
    op.drop_table("host_settings")
    op.drop_table("tiers")
