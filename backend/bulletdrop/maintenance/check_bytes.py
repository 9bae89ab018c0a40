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
from bulletdrop.storage.base import MissingBytes, Storage, StorageError

BATCH: Final = 200
PIECE: Final = 1 << 20
COLUMNS: Final = (Blob.id, Blob.storage_key, Blob.size, Blob.sha256, Blob.preview)
Fault = tuple[Kind, str]
BlobRow = Row[*tuple[Any, ...]]


async def check_bytes(
    database: Database, storage: Storage, *, repair: bool, hashing: bool, looked_at: Callable[[int], None]
) -> Findings:
    """Looks at one blob after the other; `looked_at` is told the size of each. A blob that is deleted meanwhile is none."""
    last = 0
    while True:
        query = select(*COLUMNS).where(Blob.id > last).order_by(Blob.id).limit(BATCH)
        async with database.transaction() as session:
            rows = (await session.execute(query)).all()
        for row in rows:
            async for finding in _check(database, storage, row, repair=repair, hashing=hashing):
                yield finding
            looked_at(row.size)
            last = row.id
        if len(rows) < BATCH:
            return


async def _check(database: Database, storage: Storage, row: BlobRow, *, repair: bool, hashing: bool) -> Findings:
    fault = await asyncio.to_thread(_fault, storage, row, hashing=hashing)
    if fault:
        # Bytes go after their record: where that is still there now, this is no deletion under way.
        links = await _links(database, row.id)
        if links is not None and (fault := await asyncio.to_thread(_fault, storage, row, hashing=hashing)):
            kind, detail = fault
            yield Finding(kind, row.storage_key, detail, tuple(links))
        return
    if row.preview == MADE and (missing := await asyncio.to_thread(_missing_pictures, storage, row.storage_key)):
        still_made = select(Blob.preview).where(Blob.id == row.id)
        async with database.transaction() as session:
            if await session.scalar(still_made) != MADE:
                return
            if repair:
                again = update(Blob).where(Blob.id == row.id).values(preview=None, preview_tries=0)
                await session.execute(again)
        widths = " and ".join(map(str, missing))
        done = "it will be made again" if repair else ""
        yield Finding("picture", row.storage_key, f"its picture {widths} pixels wide is missing", repaired=done)


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


def _missing_pictures(storage: Storage, storage_key: str) -> Sequence[int]:
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
