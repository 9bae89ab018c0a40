"""What the API says of an upload."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bulletdrop.core.database import now
from bulletdrop.core.schemas import Body, Text, Time
from bulletdrop.files.links import LONGEST_LIFE, Signer, page_url, thumbnail_url
from bulletdrop.media.types import has_preview


class UploadAnswer(BaseModel):
    """One upload, as its owner sees it."""

    model_config = ConfigDict(json_schema_extra={"title": "Upload"})

    id: int
    url: str = Field(description="The address of the file")
    view_url: str = Field(description="The address of its page")
    download_url: str
    signed_url: str | None = Field(
        description="Of files that are not open to all (private, with a password or a number of views): the address with a "
        "signature that lives for 15 minutes"
    )
    thumbnail_url: str | None = Field(
        description="A WebP picture of it, 320 pixels wide, or 640 with `size=640`; signed where the file is not open to all. "
        "null where there can be none"
    )
    placeholder: str | None = Field(description="A ThumbHash (base64) to show until the picture is there")
    filename: str = Field(description="The last part of the address")
    original_filename: str
    file_size: int = Field(description="Bytes")
    mime_type: str = Field(description="Told from the bytes")
    file_hash: str = Field(description="SHA-256 of the bytes as served, hexadecimal")
    width: int | None
    height: int | None
    duration: float | None = Field(description="Seconds, of video and audio")
    metadata_removed: list[str] = Field(description="What was taken out of the file on arrival, such as GPS, camera")
    metadata_fault: str | None = Field(description="Why nothing could be taken out; the file is as it came")
    custom_name: str | None
    domain: str
    is_public: bool
    has_password: bool
    expires_at: Time | None
    max_views: int | None = Field(description="How many times the file is given out; then it is gone")
    views_left: int | None = Field(description="Of max_views")
    view_count: int
    folder: str | None
    tags: list[str]
    status: Literal["ready", "held", "expired", "trashed"] = Field(
        description="held: not given out until the scanner has looked at it. expired: its time or its views are over"
    )
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


class Entry(BaseModel):
    """A file, or a folder, in an archive."""

    path: str
    size: int = Field(description="Bytes, unpacked")
    modified: str | None = Field(description="RFC 3339")
    is_folder: bool


class Contents(BaseModel):
    """What is in an archive, as far as it was looked through."""

    entries: list[Entry]
    count: int = Field(description="How many there are, or were found before it got too much")
    is_cut: bool = Field(description="Whether there are more than these")


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
    max_views: int | None = Field(None, ge=1, le=(1 << 31) - 1, description="More than were taken already")
    password: Text | None = Field(None, min_length=1, max_length=128, description="null takes the password away")


def upload_answer(row: Mapping[str, Any], *, signer: Signer, trash_days: int = 0) -> dict[str, Any]:
    """The fields of UploadAnswer, from a row of `queries.COLUMNS`; `trash_days` for rows that may lie in the trash."""
    url, is_public, expires_at, deleted_at = row["upload_url"], row["is_public"], row["expires_at"], row["deleted_at"]
    is_open = is_public and row["password_hash"] is None and row["max_views"] is None
    signed = None if is_open else signer.sign(url, row["id"])[0]
    return {
        "id": row["id"],
        "url": url,
        "view_url": page_url(url),
        "download_url": f"{signed}&download" if signed else f"{url}?download",
        "signed_url": signed,
        "thumbnail_url": _thumbnail(row, None if is_open else signer),
        "placeholder": b64encode(row["placeholder"]).decode() if row["placeholder"] else None,
        "filename": row["filename"],
        "original_filename": row["original_filename"],
        "file_size": row["file_size"],
        "mime_type": row["mime_type"],
        "file_hash": row["file_hash"],
        "width": row["width"],
        "height": row["height"],
        "duration": row["duration"],
        "metadata_removed": row["metadata_removed"],
        "metadata_fault": row["metadata_fault"],
        "custom_name": row["custom_name"],
        "domain": row["domain_name"],
        "is_public": is_public,
        "has_password": row["password_hash"] is not None,
        "expires_at": expires_at,
        "max_views": row["max_views"],
        "views_left": None if row["max_views"] is None else max(0, row["max_views"] - row["views_taken"]),
        "view_count": row["view_count"],
        "folder": None,
        "tags": [],
        "status": _status(row),
        "created_at": row["created_at"],
        "deleted_at": deleted_at,
        "purged_at": _purged_at(expires_at, deleted_at, trash_days),
    }


def _thumbnail(row: Mapping[str, Any], signer: Signer | None) -> str | None:
    """The address of its picture, which is made when it is first asked for; the owner's, of a file that is not open to all,
    is signed.
    """
    if row["preview"] == "none" or row["is_held"] or not has_preview(row["mime_type"]):
        return None
    url = thumbnail_url(row["upload_url"], row["slug"])
    return url if signer is None else signer.sign(url, row["id"])[0]


def _purged_at(expires_at: datetime | None, deleted_at: datetime | None, trash_days: int) -> datetime | None:
    """When an upload in the trash goes for good (tasks.py): its days there are over, or its own time is."""
    if deleted_at is None:
        return None
    kept_until = deleted_at + timedelta(days=trash_days)
    return min(kept_until, expires_at) if expires_at else kept_until


def _status(row: Mapping[str, Any]) -> str:
    if row["deleted_at"]:
        return "trashed"
    if row["expires_at"] and row["expires_at"] <= now():
        return "expired"
    if row["max_views"] is not None and row["views_taken"] >= row["max_views"]:
        return "expired"
    return "held" if row["is_held"] else "ready"
