"""The recipe: how bytes become an upload. Every way in ends here.

A failure at any step leaves neither a row nor bytes.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any, Final

from bulletdrop.accounts.defaults import Naming
from bulletdrop.accounts.passwords import Passwords
from bulletdrop.accounts.principals import Principal
from bulletdrop.core.announce import Announcements
from bulletdrop.core.crypto import digest, random_name
from bulletdrop.core.database import Database, now
from bulletdrop.core.errors import Conflict, FieldError, Invalid, Problem
from bulletdrop.core.host_settings import HostSettings
from bulletdrop.core.rate_limits import RateLimits
from bulletdrop.core.settings import Settings
from bulletdrop.domains.hosts import Host, Hosts
from bulletdrop.files.adding import NewBytes, Recorder
from bulletdrop.files.links import Signer, public_name, upload_url
from bulletdrop.files.names import clean_filename, extension_of
from bulletdrop.files.naming import another, name_for, slug_for
from bulletdrop.files.queries import Row, first_of
from bulletdrop.files.records import DOOMED
from bulletdrop.media.types import ending_for, has_preview
from bulletdrop.media.workers import Workers
from bulletdrop.scanning.clamd import Scanner
from bulletdrop.scanning.scan import PIECE as WAITS_IN_MEMORY
from bulletdrop.storage.base import Storage
from bulletdrop.uploads.contents import Content, settle
from bulletdrop.uploads.options import UploadOptions, Wishes, wishes_of
from bulletdrop.uploads.receive import PATIENCE, Receiving, too_large
from bulletdrop.uploads.scanned import Scanned, heed

DELETE_TOKEN: Final = 32  # characters: 190 bits
KEY_NAME: Final = 16  # characters: 95 bits
NAMES_TRIED: Final = 5


@dataclass(frozen=True)
class Parts:
    """What the pipeline works with."""

    settings: Settings
    host_settings: HostSettings
    database: Database
    recorder: Recorder
    announcements: Announcements
    storage: Storage
    hosts: Hosts
    signer: Signer
    rate_limits: RateLimits
    passwords: Passwords
    scanner: Scanner | None
    workers: Workers
    patience: float = PATIENCE  # seconds without a byte after which a client has gone


@dataclass(frozen=True)
class Uploader:
    """Who uploads, from where."""

    principal: Principal
    address: str | None

    @property
    def user_id(self) -> int:
        return self.principal.user_id


@dataclass(frozen=True)
class Made:
    """An upload that is durable and recorded: the row for the answer, and the token of its deletion link.

    No token: it was there before, and what opens its deletion link is kept as a digest alone.
    """

    row: Mapping[str, Any]
    delete_token: str | None


async def take_in(parts: Parts, received: Receiving, *, by: Uploader, filename: str, options: UploadOptions) -> Made:
    """Received → decided → scanned → known, allowed and cleaned → durable → recorded."""
    wishes = wishes_of(options, by.principal.upload_defaults)
    host = await host_for(parts, options.domain)
    decide(received, limit=limit_of(parts, host, by.principal))
    types = await allowed_types(parts, by.principal)
    await received.settled()
    scanned = await scan(parts, received, by=by, filename=filename)
    content = await settle(parts.workers, received, types=types, filename=filename, wishes=wishes)
    if options.reuse and options.asks_nothing_special and wishes.expires_at is None:
        await asyncio.to_thread(received.finish)
        known = await same_bytes(parts, host, received.sha256(), user_id=by.user_id, is_public=wishes.is_public)
        if known:
            return Made(known, None)
    password_hash = await parts.passwords.hash(options.password) if options.password else None
    key = storage_key(now())
    await asyncio.to_thread(received.publish, key)
    new = NewBytes(
        received.sha256(),
        received.size,
        key,
        is_held=scanned.is_held,
        scanned_at=scanned.at,
        has_preview=has_preview(content.detected.mime_type) and received.size > 0,
    )
    columns = {"user_id": by.user_id, "password_hash": password_hash}
    columns |= columns_of_content(content) | columns_of_wishes(wishes)
    try:
        made, delete_token = await record(parts, new, columns, host=host, filename=filename, wishes=wishes)
    except Problem:
        await asyncio.to_thread(parts.storage.delete, key)
        raise
    # Any other error leaves open whether the commit happened: the bytes stay, rather than being taken from a record that
    # may be there. Nothing finds them yet where no record came of it.
    return Made(made, delete_token)


async def scan(parts: Parts, received: Receiving, *, by: Uploader, filename: str) -> Scanned:
    """The scanner's word on all bytes. Raises Infected, TooLarge, Unavailable."""
    if received.scan is None:
        return Scanned()
    # Where so many slow uploads are under way that this one had no turn, its temporary file is read instead.
    path = await asyncio.to_thread(received.path) if received.size > WAITS_IN_MEMORY else None
    verdict = await received.scan.verdict(path)
    return await heed(
        verdict, parts.settings, parts.database, filename=filename, user_id=by.user_id, address=by.address
    )


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


def limit_of(parts: Parts, host: Host, user: Principal) -> int:
    """The largest file in bytes, negative for none: the smaller of what domain and tier say, else what the host says."""
    said = [limit for limit in (host.max_file_size, user.max_file_size) if limit is not None]
    return min(said, key=lambda limit: limit if limit >= 0 else inf, default=parts.settings.max_file_size)


async def allowed_types(parts: Parts, user: Principal) -> tuple[str, ...]:
    """The types that are taken of this user (media/allowed.py): the tier's word goes before the host's."""
    return await parts.host_settings.allowed_types() if user.allowed_types is None else user.allowed_types


def decide(received: Receiving, *, limit: int) -> None:
    """Whether the file may stay, now that all of it is here. Raises TooLarge."""
    if 0 <= limit < received.size:
        raise too_large(limit)


def storage_key(day: datetime) -> str:
    """A fresh key: the day of storing, and a random name that says nothing of the file."""
    return f"{day:%Y/%m/%d}/{random_name(KEY_NAME)}"


def columns_of_content(content: Content) -> dict[str, Any]:
    """What the record says of the bytes."""
    detected = content.detected
    return {
        "mime_type": detected.mime_type,
        "width": detected.width,
        "height": detected.height,
        "duration": None,
        "metadata_removed": list(content.removed),
        "metadata_fault": content.fault,
    }


def columns_of_wishes(wishes: Wishes) -> dict[str, Any]:
    """What the record says of who may open the file, and for how long."""
    return {"is_public": wishes.is_public, "max_views": wishes.options.max_views, "expires_at": wishes.expires_at}


async def record(
    parts: Parts, new: NewBytes, columns: dict[str, Any], *, host: Host, filename: str, wishes: Wishes
) -> tuple[dict[str, Any], str]:
    """Records the upload under a name of the wanted kind: the row, and the token of its deletion link.

    A name that was chosen for the uploader gives way where it is taken; one that he chose is told to be. Raises Conflict,
    OutOfSpace.
    """
    original, delete_token = clean_filename(filename), random_name(DELETE_TOKEN)
    chosen = name_for(wishes.naming, filename=original, moment=now()) if wishes.options.custom_name is None else None
    ending = ending_for(columns["mime_type"], extension_of(original))
    columns |= {"domain_id": host.id, "original_filename": original, "delete_hash": digest(delete_token)}
    name = wishes.options.custom_name or chosen
    for _ in range(NAMES_TRIED):
        columns |= address(parts.settings, host, naming=wishes.naming, custom_name=name, ending=ending)
        try:
            added = await parts.recorder.add(new, **columns)
            break
        except Conflict:
            if chosen is None:
                raise
            name = another(chosen)
    else:
        raise Conflict("No free name was found. Try again.")
    if not added.is_fresh:
        parts.announcements.tell(DOOMED, "bytes")
    row = {
        **columns,
        "id": added.upload_id,
        "created_at": added.created_at,
        "view_count": 0,
        "views_taken": 0,
        "deleted_at": None,
        "domain_name": host.name,
        "is_held": added.is_held,
        "preview": added.preview,
        "placeholder": added.placeholder,
        "file_size": new.size,
        "file_hash": new.sha256.hex(),
    }
    return row, delete_token


def address(settings: Settings, host: Host, *, naming: Naming, custom_name: str | None, ending: str) -> dict[str, Any]:
    """The columns of the address."""
    slug = slug_for(naming)
    name = public_name(slug=slug, custom_name=custom_name, extension=ending)
    return {
        "slug": slug,
        "filename": name,
        "custom_name": custom_name,
        "upload_url": upload_url(settings, domain=host.name, name=name),
    }
