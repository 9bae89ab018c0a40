"""Every blob against its bytes: there, of the right size, unchanged; and the pictures that were made of them."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Row, select, update

from bulletdrop.core.database import Database
from bulletdrop.files.models import Blob, Upload
from bulletdrop.files.previews import MADE, SIZES, thumbnail_key
from bulletdrop.maintenance.findings import Finding, Findings, Kind
from bulletdrop.maintenance.groups import in_groups
from bulletdrop.storage.base import MissingBytes, Storage, StorageError

BATCH: Final = 1000
PIECE: Final = 1 << 20
COLUMNS: Final = (Blob.id, Blob.storage_key, Blob.size, Blob.sha256, Blob.preview)
Fault = tuple[Kind, str]
BlobRow = Row[*tuple[Any, ...]]
Widths = Sequence[int]


async def check_bytes(
    database: Database, storage: Storage, *, repair: bool, hashing: bool, looked_at: Callable[[int], None]
) -> Findings:
    """Looks at one blob after the other; `looked_at` is told the size of each. A blob that is deleted meanwhile is none."""
    last = 0
    while True:
        query = select(*COLUMNS).where(Blob.id > last).order_by(Blob.id).limit(BATCH)
        async with database.transaction() as session:
            rows = (await session.execute(query)).all()
        for group in in_groups(rows):
            for row, fault, pictures in await asyncio.to_thread(_look, storage, group, hashing=hashing):
                async for finding in _confirmed(database, storage, row, fault, pictures, repair=repair):
                    yield finding
                looked_at(row.size)
        if len(rows) < BATCH:
            return
        last = rows[-1].id


def _look(storage: Storage, rows: Sequence[BlobRow], *, hashing: bool) -> list[tuple[BlobRow, Fault | None, Widths]]:
    """What seems to be wrong with each: with its bytes, else with its pictures."""
    found = []
    for row in rows:
        fault = _fault(storage, row, hashing=hashing)
        pictures = _missing_pictures(storage, row.storage_key) if row.preview == MADE and not fault else ()
        found.append((row, fault, pictures))
    return found


async def _confirmed(
    database: Database, storage: Storage, row: BlobRow, fault: Fault | None, pictures: Widths, *, repair: bool
) -> Findings:
    if fault:
        fault = await asyncio.to_thread(_fault, storage, row, hashing=True)
        # Bytes go after their record: where that is there now, what was seen before is no deletion under way.
        links = await _links(database, row.id)
        if fault and links is not None:
            kind, detail = fault
            yield Finding(kind, row.storage_key, detail, tuple(links))
    elif pictures and await _are_pictures_made(database, row.id, repair=repair):
        widths = " and ".join(map(str, pictures))
        done = "it will be made again" if repair else ""
        yield Finding("picture", row.storage_key, f"its picture {widths} pixels wide is missing", repaired=done)


async def _are_pictures_made(database: Database, blob_id: int, *, repair: bool) -> bool:
    """Whether the record still says so; by `repair` no longer."""
    async with database.transaction() as session:
        is_made = await session.scalar(select(Blob.preview).where(Blob.id == blob_id)) == MADE
        if is_made and repair:
            await session.execute(update(Blob).where(Blob.id == blob_id).values(preview=None, preview_tries=0))
    return is_made


def _fault(storage: Storage, row: BlobRow, *, hashing: bool) -> Fault | None:
    try:
        descriptor = storage.open(row.storage_key)
    except MissingBytes:
        return "missing", f"its {row.size} bytes are missing"
    except StorageError as error:
        return "unreadable", f"the storage says: {error}"
    try:
        size = os.fstat(descriptor).st_size
        if size != row.size:
            return "altered", f"it has {size} bytes and should have {row.size}"
        if hashing and _digest(descriptor) != row.sha256:
            return "altered", f"its {size} bytes are not those that were stored: their SHA-256 is another"
    except OSError as error:
        return "unreadable", f"the storage says: {error.strerror}"
    finally:
        os.close(descriptor)
    return None


def _digest(descriptor: int) -> bytes:
    digest = hashlib.sha256()
    while piece := os.read(descriptor, PIECE):
        digest.update(piece)
    return digest.digest()


def _missing_pictures(storage: Storage, storage_key: str) -> Widths:
    missing = []
    for width in SIZES:
        try:
            os.close(storage.open(thumbnail_key(storage_key, width)))
        except MissingBytes:
            missing.append(width)
    return missing


async def _links(database: Database, blob_id: int) -> list[str] | None:
    """The addresses that give these bytes; None where their record is gone."""
    async with database.transaction() as session:
        if await session.scalar(select(Blob.id).where(Blob.id == blob_id)) is None:
            return None
        links = select(Upload.upload_url).where(Upload.blob_id == blob_id).order_by(Upload.id)
        return list(await session.scalars(links))
