"""Lists, search and counts that cost the same however many uploads a user has (ADR 13)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# PL/pgSQL, since a function in SQL that a column is made by is parsed anew for every statement (0.2 ms of an upload).
# The numbers of kinds are those of files/shelves.py; + 8: not public, + 16: in the trash.
SHELF = """
CREATE FUNCTION upload_shelf(mime_type varchar, is_public boolean, deleted_at timestamptz) RETURNS smallint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN RETURN (CASE
    WHEN mime_type LIKE 'image/%' THEN 0
    WHEN mime_type LIKE 'video/%' THEN 1
    WHEN mime_type LIKE 'audio/%' THEN 2
    WHEN mime_type IN ('application/pdf', 'application/msword', 'application/epub+zip', 'text/rtf')
      OR mime_type LIKE 'application/vnd.openxmlformats-officedocument.%'
      OR mime_type LIKE 'application/vnd.oasis.opendocument.%'
      OR mime_type LIKE 'application/vnd.ms-%' THEN 4
    WHEN mime_type LIKE 'text/%' OR mime_type IN ('application/json', 'application/xml', 'application/x-ndjson',
      'application/toml', 'application/yaml', 'application/sql') THEN 3
    WHEN mime_type IN ('application/zip', 'application/gzip', 'application/x-bzip2', 'application/x-xz', 'application/zstd',
      'application/x-tar', 'application/x-7z-compressed', 'application/vnd.rar', 'application/java-archive',
      'application/vnd.android.package-archive') THEN 5
    ELSE 6
  END
  + CASE WHEN is_public THEN 0 ELSE 8 END
  + CASE WHEN deleted_at IS NULL THEN 0 ELSE 16 END)::smallint;
END $$
"""
# Below 16 the count itself, above eight classes to each doubling. Where the logarithm of a power of two is rounded to the
# wrong side the class is the same.
VIEW_CLASS = """
CREATE FUNCTION view_class(views bigint) RETURNS smallint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN RETURN (CASE
    WHEN views < 16 THEN views
    ELSE 8 * floor(ln(views::float8) / ln(2::float8))::int + (views >> (floor(ln(views::float8) / ln(2::float8))::int - 3))
  END)::smallint;
END $$
"""
# Whoever adds or removes uploads holds the owner's row (files/records.py); whoever changes one takes it here, before the
# counters: so these wait for nobody but its holder.
COUNT_ADDED = """
CREATE FUNCTION count_added_upload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO upload_counts AS counted (user_id, shelf, day, count, bytes)
  VALUES (NEW.user_id, NEW.shelf, (NEW.created_at AT TIME ZONE 'UTC')::date, 1, NEW.file_size)
  ON CONFLICT (user_id, shelf, day) DO UPDATE
  SET count = counted.count + excluded.count, bytes = counted.bytes + excluded.bytes;
  RETURN NULL;
END $$
"""
COUNT_REMOVED = """
CREATE FUNCTION count_removed_uploads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE upload_counts AS counted SET count = counted.count - gone.count, bytes = counted.bytes - gone.bytes
  FROM (
    SELECT user_id, shelf, (created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS count, sum(file_size) AS bytes
    FROM removed GROUP BY 1, 2, 3
  ) AS gone
  WHERE counted.user_id = gone.user_id AND counted.shelf = gone.shelf AND counted.day = gone.day;
  RETURN NULL;
END $$
"""
COUNT_CHANGED = """
CREATE FUNCTION count_changed_upload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM users WHERE id IN (OLD.user_id, NEW.user_id) ORDER BY id FOR NO KEY UPDATE;
  UPDATE upload_counts SET count = count - 1, bytes = bytes - OLD.file_size
  WHERE user_id = OLD.user_id AND shelf = OLD.shelf AND day = (OLD.created_at AT TIME ZONE 'UTC')::date;
  INSERT INTO upload_counts AS counted (user_id, shelf, day, count, bytes)
  VALUES (NEW.user_id, NEW.shelf, (NEW.created_at AT TIME ZONE 'UTC')::date, 1, NEW.file_size)
  ON CONFLICT (user_id, shelf, day) DO UPDATE
  SET count = counted.count + excluded.count, bytes = counted.bytes + excluded.bytes;
  RETURN NULL;
END $$
"""
# They come one by one, and a table of those added would take as long as counting one.
WHEN_ADDED = """
CREATE TRIGGER count_added AFTER INSERT ON uploads FOR EACH ROW EXECUTE FUNCTION count_added_upload()
"""
WHEN_REMOVED = """
CREATE TRIGGER count_removed AFTER DELETE ON uploads REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION count_removed_uploads()
"""
# Not of view_count, which changes all the time.
WHEN_CHANGED = """
CREATE TRIGGER count_changed AFTER UPDATE OF user_id, mime_type, is_public, deleted_at, file_size, created_at ON uploads
FOR EACH ROW WHEN ((OLD.user_id, OLD.shelf, OLD.file_size, OLD.created_at) IS DISTINCT FROM
                   (NEW.user_id, NEW.shelf, NEW.file_size, NEW.created_at)) EXECUTE FUNCTION count_changed_upload()
"""
COUNT_ALL = """
INSERT INTO upload_counts (user_id, shelf, day, count, bytes)
SELECT user_id, shelf, (created_at AT TIME ZONE 'UTC')::date, count(*), sum(file_size) FROM uploads GROUP BY 1, 2, 3
"""
LIVE = sa.text("deleted_at IS NULL")
FOLDED: sa.ColumnElement[str] = sa.literal_column("lower(original_filename)")
NEWEST: list[str | sa.ColumnElement[object]] = [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")]


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    for function in (SHELF, VIEW_CLASS):
        op.execute(function)
    # One statement, since each of them writes the table anew.
    op.execute(
        "ALTER TABLE uploads "
        "ADD COLUMN shelf smallint GENERATED ALWAYS AS (upload_shelf(mime_type, is_public, deleted_at)) STORED NOT NULL, "
        "ADD COLUMN view_class smallint GENERATED ALWAYS AS (view_class(view_count)) STORED NOT NULL"
    )
    _change_indexes()
    op.create_table(
        "upload_counts",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("shelf", sa.SmallInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_upload_counts_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "shelf", "day", name=op.f("pk_upload_counts")),
    )
    for statement in (COUNT_ALL, COUNT_ADDED, COUNT_REMOVED, COUNT_CHANGED, WHEN_ADDED, WHEN_REMOVED, WHEN_CHANGED):
        op.execute(statement)


def _change_indexes() -> None:
    for name in ("library", "user_original", "user_filename", "search_trigram", "search_words"):
        op.drop_index(f"ix_uploads_{name}", table_name="uploads")
    op.create_index("ix_uploads_library", "uploads", ["user_id", *NEWEST], postgresql_where=LIVE)
    op.create_index("ix_uploads_user_original", "uploads", ["user_id", FOLDED, "id"], postgresql_where=LIVE)
    op.create_index("ix_uploads_shelf_created", "uploads", ["user_id", "shelf", "created_at", "id"])
    op.create_index("ix_uploads_shelf_size", "uploads", ["user_id", "shelf", "file_size", "id"])
    op.create_index("ix_uploads_shelf_name", "uploads", ["user_id", "shelf", FOLDED, "id"])
    op.create_index("ix_uploads_shelf_views", "uploads", ["user_id", "shelf", "view_class", "id"])
    op.create_index(
        "ix_uploads_search_trigram",
        "uploads",
        ["user_id", sa.func.lower(sa.literal_column("original_filename")).label("folded")],
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )


def downgrade() -> None:
    for name in ("added", "removed", "changed"):
        op.execute(f"DROP TRIGGER count_{name} ON uploads")
    for function in ("count_added_upload", "count_removed_uploads", "count_changed_upload"):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("upload_counts")
    for name in ("search_trigram", "library", "user_original"):
        op.drop_index(f"ix_uploads_{name}", table_name="uploads")
    for column in ("view_class", "shelf"):  # the indexes that they are in go with them
        op.drop_column("uploads", column)
    for name in ("view_class", "upload_shelf"):
        op.execute(f"DROP FUNCTION {name}")
    op.execute("DROP EXTENSION IF EXISTS btree_gin")
    op.create_index("ix_uploads_library", "uploads", ["user_id", *NEWEST])
    op.create_index("ix_uploads_user_original", "uploads", ["user_id", FOLDED, "id"])
    op.create_index("ix_uploads_user_filename", "uploads", ["user_id", "filename"])
    op.create_index(
        "ix_uploads_search_trigram",
        "uploads",
        ["original_filename"],
        postgresql_using="gin",
        postgresql_ops={"original_filename": "gin_trgm_ops"},
    )
    words: sa.ColumnElement[object] = sa.literal_column("to_tsvector('simple'::regconfig, original_filename)")
    op.create_index("ix_uploads_search_words", "uploads", [words], postgresql_using="gin")
