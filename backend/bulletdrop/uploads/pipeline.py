"""The recipe: how bytes become an upload. Every way in ends here.

A failure at any step leaves neither a row nor bytes.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bulletdrop.core.announce import Announcements
from bulletdrop.core.crypto import digest, random_name
from bulletdrop.core.database import Database, now
from bulletdrop.core.errors import FieldError, Invalid, Problem
from bulletdrop.core.rate_limits import RateLimits
from bulletdrop.core.settings import Settings
from bulletdrop.domains.hosts import Host, Hosts
from bulletdrop.files.links import Signer, public_name, upload_url
from bulletdrop.files.names import clean_filename, extension_of, new_slug
from bulletdrop.files.queries import Row, first_of
from bulletdrop.files.records import DOOMED, NewBytes, add_upload
from bulletdrop.media.detect import Detected, detect
from bulletdrop.media.types import ending_for
from bulletdrop.storage.base import Storage
from bulletdrop.uploads.options import UploadOptions
from bulletdrop.uploads.receive import PATIENCE, Receiving, too_large

DELETE_TOKEN: Final = 32  # characters: 190 bits
KEY_NAME: Final = 16  # characters: 95 bits


@dataclass(frozen=True)
class Parts:
    """What the pipeline works with."""

    settings: Settings
    database: Database
    announcements: Announcements
    storage: Storage
    hosts: Hosts
    signer: Signer
    rate_limits: RateLimits
    patience: float = PATIENCE  # seconds without a byte after which a client has gone


@dataclass(frozen=True)
class Made:
    """An upload that is durable and recorded: the row for the answer, and the token of its deletion link.

    No token: it was there before, and what opens its deletion link is kept as a digest alone.
    """

    row: Mapping[str, Any]
    delete_token: str | None


async def take_in(parts: Parts, received: Receiving, *, user_id: int, filename: str, options: UploadOptions) -> Made:
    """Received → decided → known by its bytes and durable → recorded."""
    host = await host_for(parts, options.domain)
    decide(received, limit=limit_of(parts, host))
    await received.settled()
    if options.reuse and options.asks_nothing_special:
        await asyncio.to_thread(received.finish)
        if known := await same_bytes(parts, host, received.sha256(), user_id=user_id, is_public=options.is_public):
            return Made(known, None)
    key = storage_key(now())
    detected = await asyncio.to_thread(make_durable, received, key)
    row, delete_token = describe(parts.settings, detected, host, user_id=user_id, filename=filename, options=options)
    new = NewBytes(received.sha256(), received.size, key)
    try:
        added = await add_upload(parts.database, new, **row)
    except Problem:
        await asyncio.to_thread(parts.storage.delete, key)
        raise
    # Any other error leaves open whether the commit happened: the bytes stay, rather than being taken from a record that
    # may be there. Nothing finds them yet where no record came of it.
    if not added.is_fresh:
        parts.announcements.tell(DOOMED, "bytes")
    made = {
        **row,
        "id": added.upload_id,
        "created_at": added.created_at,
        "view_count": 0,
        "deleted_at": None,
        "domain_name": host.name,
    }
    return Made({**made, "file_size": new.size, "file_hash": new.sha256.hex()}, delete_token)


async def same_bytes(parts: Parts, host: Host, sha256: bytes, *, user_id: int, is_public: bool) -> Row | None:
    """The first of this person's uploads of these bytes whose link does as well as a new one would."""
    async with parts.database.transaction() as session:
        return await first_of(session, sha256=sha256, user_id=user_id, domain_id=host.id, is_public=is_public)


async def host_for(parts: Parts, domain: str | None) -> Host:
    """The domain that the link is to be on. Raises Invalid for one that is not to be had."""
    host = await parts.hosts.find((domain or parts.settings.default_domain).lower())
    if host is None or not host.is_default:
        raise Invalid(FieldError("domain", f"{domain} is no domain that you can use here."))
    return host


def limit_of(parts: Parts, host: Host | None) -> int:
    """The largest file in bytes, negative for none: the domain's word goes before the host's."""
    return host.max_file_size if host and host.max_file_size is not None else parts.settings.max_file_size


def decide(received: Receiving, *, limit: int) -> None:
    """Whether the file may stay, now that all of it is here. Raises TooLarge."""
    if 0 <= limit < received.size:
        raise too_large(limit)


def make_durable(received: Receiving, key: str) -> Detected:
    """The last bytes, the type, and durability under `key`. Blocking, in one hop for a small file."""
    incoming = received.finish()
    detected = detect(incoming.path(), received.head)
    received.publish(key)
    return detected


def storage_key(day: datetime) -> str:
    """A fresh key: the day of storing, and a random name that says nothing of the file."""
    return f"{day:%Y/%m/%d}/{random_name(KEY_NAME)}"


def describe(
    settings: Settings,
    detected: Detected,
    host: Host,
    *,
    user_id: int,
    filename: str,
    options: UploadOptions,
) -> tuple[dict[str, Any], str]:
    """The columns of the upload, and the token of its deletion link."""
    original = clean_filename(filename)
    slug, delete_token = new_slug(), random_name(DELETE_TOKEN)
    name = public_name(
        slug=slug, custom_name=options.custom_name, extension=ending_for(detected.mime_type, extension_of(original))
    )
    return {
        "user_id": user_id,
        "domain_id": host.id,
        "slug": slug,
        "filename": name,
        "original_filename": original,
        "custom_name": options.custom_name,
        "mime_type": detected.mime_type,
        "width": detected.width,
        "height": detected.height,
        "upload_url": upload_url(settings, domain=host.name, name=name),
        "is_public": options.is_public,
        "expires_at": options.expiry(),
        "delete_hash": digest(delete_token),
    }, delete_token
