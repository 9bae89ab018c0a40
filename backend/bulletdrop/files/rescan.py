"""Looking again at what is stored: what is held until the scanner has seen it, and all of it when an operator says so."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import select, update

from bulletdrop.core import security_events
from bulletdrop.core.announce import announce
from bulletdrop.core.database import Database, now
from bulletdrop.files.models import Blob, Upload
from bulletdrop.files.records import TOPIC, delete_for_good
from bulletdrop.scanning.clamd import Scanner
from bulletdrop.scanning.verdicts import Clean, Infected, Unscanned, Verdict
from bulletdrop.storage.base import Storage

BATCH = 100


@dataclass(frozen=True)
class Stored:
    """Stored bytes, and the scanner's word on them."""

    blob_id: int
    storage_key: str
    verdict: Verdict


async def look_through(
    database: Database, storage: Storage, scanner: Scanner, *, held_only: bool
) -> AsyncIterator[Stored]:
    """Scans stored bytes one after the other; the caller decides what becomes of them."""
    last = 0
    while True:
        query = select(Blob.id, Blob.storage_key).where(Blob.id > last).order_by(Blob.id).limit(BATCH)
        if held_only:
            query = query.where(Blob.is_held)
        async with database.transaction() as session:
            rows = (await session.execute(query)).all()
        for row in rows:
            yield Stored(row.id, row.storage_key, await _verdict(storage, scanner, row.storage_key))
            last = row.id
        if len(rows) < BATCH:
            return


async def release_held(database: Database, storage: Storage, scanner: Scanner) -> None:
    """What was held while the scanner was down: opened where it finds nothing, deleted for good where it does.

    What it cannot look through whole goes on waiting for an administrator.
    """
    async for stored in look_through(database, storage, scanner, held_only=True):
        if isinstance(stored.verdict, Clean):
            await release(database, stored)
        elif isinstance(stored.verdict, Infected):
            await delete_infected(database, stored, signature=stored.verdict.signature)
        elif not stored.verdict.is_too_large:  # it is down again
            return


async def release(database: Database, stored: Stored) -> None:
    """Notes that nothing was found in these bytes; they are served from now on."""
    async with database.transaction() as session:
        clean = update(Blob).where(Blob.id == stored.blob_id).values(is_held=False, scanned_at=now())
        await session.execute(clean)
        await announce(
            session, TOPIC, *await session.scalars(select(Upload.id).where(Upload.blob_id == stored.blob_id))
        )


async def delete_infected(database: Database, stored: Stored, *, signature: str) -> int:
    """Deletes every upload of these bytes for good, with a security event for each; how many there were."""
    async with database.transaction() as session:
        query = select(Upload.id, Upload.user_id, Upload.original_filename).where(Upload.blob_id == stored.blob_id)
        rows = (await session.execute(query)).all()
        for row in rows:
            await security_events.note(
                session, "file.infected", user_id=row.user_id, signature=signature, filename=row.original_filename
            )
        deleted = await delete_for_good(session, Upload.blob_id == stored.blob_id)
    return deleted.count


async def _verdict(storage: Storage, scanner: Scanner, key: str) -> Verdict:
    try:
        descriptor = await asyncio.to_thread(storage.open, key)
    except Exception as error:  # noqa: BLE001 - what can't be read is not scanned
        return Unscanned(f"The bytes can't be read: {error!r}.", is_too_large=True)
    try:
        return await scanner.scan_file(descriptor)
    finally:
        os.close(descriptor)
