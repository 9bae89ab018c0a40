"""What the API says of an upload."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bulletdrop.core.database import now
from bulletdrop.core.schemas import Body, Text, Time
from bulletdrop.files.links import LONGEST_LIFE, Signer, page_url


class UploadAnswer(BaseModel):
    """One upload, as its owner sees it."""

    model_config = ConfigDict(json_schema_extra={"title": "Upload"})

    id: int
    url: str = Field(description="The address of the file")
    view_url: str = Field(description="The address of its page")
    download_url: str
    signed_url: str | None = Field(
        description="Private files only: the address with a signature that lives for 15 minutes"
    )
    thumbnail_url: str | None
    filename: str = Field(description="The last part of the address")
    original_filename: str
    file_size: int = Field(description="Bytes")
    mime_type: str = Field(description="Told from the bytes")
    file_hash: str = Field(description="SHA-256 of the bytes as served, hexadecimal")
    width: int | None
    height: int | None
    duration: float | None
    custom_name: str | None
    domain: str
    is_public: bool
    has_password: bool
    expires_at: Time | None
    max_views: int | None
    view_count: int
    folder: str | None
    tags: list[str]
    status: Literal["ready", "expired", "trashed"]
    created_at: Time
    deleted_at: Time | None
    purged_at: Time | None = Field(description="What lies in the trash: when it goes for good")


class NewUpload(UploadAnswer):
    """An upload just made; its deletion link is told this once."""

    delete_url: str


class Summary(BaseModel):
    """How many uploads match, and their bytes together."""

    count: int
    bytes: int


class Month(BaseModel):
    """A month in which matching uploads were made, and how many."""

    month: str = Field(description="Such as 2026-11", pattern=r"^\d{4}-\d{2}$")
    count: int


class Months(BaseModel):
    """The months of a list, newest first; months without an upload are left out."""

    items: list[Month]


class Link(BaseModel):
    """A signed link to a private file."""

    url: str
    expires_at: Time


class LinkBody(Body):
    """How long the link is to live."""

    expires_in: int = Field(300, ge=1, le=LONGEST_LIFE, description="Seconds")


class UploadChange(Body):
    """What of an upload may be changed; null clears where there is something to clear."""

    original_filename: Text | None = Field(None, min_length=1, max_length=255)
    custom_name: Text | None = Field(None, max_length=100)
    domain: Text | None = Field(None, max_length=255)
    is_public: bool | None = None
    expires_at: Time | None = None


def upload_answer(row: Mapping[str, Any], *, signer: Signer, trash_days: int = 0) -> dict[str, Any]:
    """The fields of UploadAnswer, from a row of `queries.COLUMNS`; `trash_days` for rows that may lie in the trash."""
    url, is_public, expires_at, deleted_at = row["upload_url"], row["is_public"], row["expires_at"], row["deleted_at"]
    signed = None if is_public else signer.sign(url, row["id"])[0]
    return {
        "id": row["id"],
        "url": url,
        "view_url": page_url(url),
        "download_url": f"{signed}&download" if signed else f"{url}?download",
        "signed_url": signed,
        "thumbnail_url": _preview(signed or url) if row["mime_type"].startswith("image/") else None,
        "filename": row["filename"],
        "original_filename": row["original_filename"],
        "file_size": row["file_size"],
        "mime_type": row["mime_type"],
        "file_hash": row["file_hash"],
        "width": row["width"],
        "height": row["height"],
        "duration": None,
        "custom_name": row["custom_name"],
        "domain": row["domain_name"],
        "is_public": is_public,
        "has_password": False,
        "expires_at": expires_at,
        "max_views": None,
        "view_count": row["view_count"],
        "folder": None,
        "tags": [],
        "status": _status(expires_at, deleted_at),
        "created_at": row["created_at"],
        "deleted_at": deleted_at,
        "purged_at": _purged_at(expires_at, deleted_at, trash_days),
    }


def _preview(url: str) -> str:
    """The picture itself; whoever looks at his own list makes no view."""
    return f"{url}&preview" if "?" in url else f"{url}?preview"


def _purged_at(expires_at: datetime | None, deleted_at: datetime | None, trash_days: int) -> datetime | None:
    """When an upload in the trash goes for good (tasks.py): its days there are over, or its own time is."""
    if deleted_at is None:
        return None
    kept_until = deleted_at + timedelta(days=trash_days)
    return min(kept_until, expires_at) if expires_at else kept_until


def _status(expires_at: datetime | None, deleted_at: datetime | None) -> str:
    if deleted_at:
        return "trashed"
    return "expired" if expires_at and expires_at <= now() else "ready"
