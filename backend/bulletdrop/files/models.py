"""Uploads, and the blobs that they point to."""

from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    false,
    func,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from bulletdrop.core.database import Base

_LIVE = text("deleted_at IS NULL")


class Blob(Base):
    """Stored bytes, known by their SHA-256; every upload of the same bytes points to the same blob.

    `is_held`: not served until the scanner has looked at them; `scanned_at`: when it last found nothing in the whole of
    them. `preview`: "made" or "none" (there can be none) once it is known; `placeholder` is a ThumbHash.
    """

    __tablename__ = "blobs"
    __table_args__ = (
        Index("ix_blobs_held", "id", postgresql_where=text("is_held")),
        Index("ix_blobs_preview_wanted", "id", postgresql_where=text("preview IS NULL AND preview_tries < 3")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    storage_key: Mapped[str] = mapped_column(String(255), unique=True)
    is_held: Mapped[bool] = mapped_column(Boolean, server_default=false())
    scanned_at: Mapped[datetime | None]
    preview: Mapped[str | None] = mapped_column(String(8))
    preview_tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    placeholder: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Upload(Base):
    """The act of uploading, and its record.

    `filename` is the public name (`{slug}.{ext}`), `name` that name without its extension in lower case: what is unique
    on a domain. A custom name takes the place of the slug in the address; `slug` keeps the old address alive.
    `delete_hash` is the SHA-256 of the deletion link's token. `views_taken` counts the bodies given out of a file with
    `max_views`, and only of such a one. `metadata_fault` says why the metadata of this file could not be removed.

    `shelf` is where it stands in its owner's library (shelves.py): every list and count goes by it. `view_class` grows with
    `view_count`, but seldom changes, so that most views touch no index; below 16 it is the count itself.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_library", "user_id", text("created_at DESC"), text("id DESC"), postgresql_where=_LIVE),
        Index("ix_uploads_user_original", "user_id", text("lower(original_filename)"), "id", postgresql_where=_LIVE),
        Index("ix_uploads_shelf_created", "user_id", "shelf", "created_at", "id"),
        Index("ix_uploads_shelf_size", "user_id", "shelf", "file_size", "id"),
        Index("ix_uploads_shelf_name", "user_id", "shelf", text("lower(original_filename)"), "id"),
        Index("ix_uploads_shelf_views", "user_id", "shelf", "view_class", "id"),
        Index("uq_uploads_slug", "domain_id", "slug", unique=True),
        Index(
            "uq_uploads_custom_name",
            "domain_id",
            func.lower(text("custom_name")),
            unique=True,
            postgresql_where=text("custom_name IS NOT NULL"),
        ),
        Index(
            "ix_uploads_search_trigram",
            "user_id",
            func.lower(text("original_filename")).label("folded"),
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
        Index("ix_uploads_expires_at", "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
        Index("ix_uploads_deleted_at", "deleted_at", postgresql_where=text("deleted_at IS NOT NULL")),
        Index("ix_uploads_used_up", "id", postgresql_where=text("views_taken >= max_views")),
        CheckConstraint("file_size >= 0", name="file_size"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    blob_id: Mapped[int] = mapped_column(ForeignKey("blobs.id", ondelete="RESTRICT"), index=True)
    domain_id: Mapped[int] = mapped_column(ForeignKey("domains.id", ondelete="RESTRICT"))
    slug: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(255), index=True)
    original_filename: Mapped[str] = mapped_column(Text)
    custom_name: Mapped[str | None] = mapped_column(String(100))
    file_size: Mapped[int] = mapped_column(BigInteger)
    mime_type: Mapped[str] = mapped_column(String(255))
    file_hash: Mapped[str] = mapped_column(String(64))
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    duration: Mapped[float | None] = mapped_column(Double)
    metadata_removed: Mapped[list[str]] = mapped_column(ARRAY(String(32)), server_default="{}")
    metadata_fault: Mapped[str | None] = mapped_column(Text)
    upload_url: Mapped[str] = mapped_column(Text)
    view_count: Mapped[int] = mapped_column(BigInteger, server_default="0")
    shelf: Mapped[int] = mapped_column(SmallInteger, Computed("upload_shelf(mime_type, is_public, deleted_at)"))
    view_class: Mapped[int] = mapped_column(SmallInteger, Computed("view_class(view_count)"))
    is_public: Mapped[bool] = mapped_column(Boolean, server_default=true())
    password_hash: Mapped[str | None] = mapped_column(Text)
    max_views: Mapped[int | None] = mapped_column(Integer)
    views_taken: Mapped[int] = mapped_column(Integer, server_default="0")
    delete_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UploadCount(Base):
    """How many uploads of a user stand on a shelf that were made on a day (UTC), and their bytes.

    Kept by triggers of `uploads`, in the transaction that changes them. What was there once stays as 0.
    """

    __tablename__ = "upload_counts"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    shelf: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    bytes: Mapped[int] = mapped_column(BigInteger)


class DoomedKey(Base):
    """A storage key whose bytes nothing points to any more: written with the deletion, dropped when the bytes are gone."""

    __tablename__ = "doomed_keys"

    storage_key: Mapped[str] = mapped_column(String(255), primary_key=True)
    doomed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class GoneName(Base):
    """The address of an upload whose time was up: it answers 410 after its record is gone."""

    __tablename__ = "gone_names"

    domain_id: Mapped[int] = mapped_column(ForeignKey("domains.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    gone_at: Mapped[datetime] = mapped_column(server_default=func.now())
