"""The sweep: temporary files that nobody writes to, and bytes that no record names, go.

An upload makes its bytes durable before its record is committed, on any node that shares the storage. So bytes are left
alone for an hour, and once found the database is asked again right before they go, some seconds later by a clock that
nobody sets: by then their record is there or never will be.

Bytes without a record may also mean that the records are wrong: a new database beside old files, or one that was set
back. What is older than the database is never touched, and nothing is where there is more than crashes leave.
"""

import asyncio
import math
import time
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import func, select

from bulletdrop.core.database import Database
from bulletdrop.domains.models import Domain
from bulletdrop.maintenance.orphans import BATCH, SETTLED, stored_batches, unnamed
from bulletdrop.storage.base import Storage, Stored
from bulletdrop.storage.local import ABANDONED, LocalStorage

log = structlog.get_logger("bulletdrop.sweep")
ALWAYS_PLAUSIBLE: Final = 100  # orphans that crashes may leave
PLAUSIBLE_SHARE: Final = 0.1  # of all that is stored, where that is more
MOST: Final = 10_000  # that are remembered
AT_A_START: Final = 2.0  # seconds that a start may take for it


async def sweep(database: Database, storage: LocalStorage) -> None:
    """Removes what crashes left, while uploads go on."""
    await asyncio.to_thread(storage.sweep)
    await sweep_orphans(database, storage)


async def sweep_orphans(
    database: Database, storage: Storage, *, older_than: float = ABANDONED, settled: float = SETTLED
) -> int:
    """Removes bytes that no record names, and has not named for so many seconds; under how many keys."""
    orphans = await _orphans(database, storage, before=time.time() - older_than)
    if not orphans:
        return 0
    await asyncio.sleep(settled)
    return await _remove(database, storage, orphans)


async def sweep_alone(database: Database, storage: LocalStorage, *, seconds: float = AT_A_START) -> int:
    """The same for a process that is alone with the storage and its database, and has not begun to serve: nothing is
    under way, so nothing is waited for. What a crash left is among the newest; after so many seconds the rest is left to
    the sweep that comes after the start.
    """
    removed = await asyncio.to_thread(storage.sweep, older_than=0)
    orphans = await _orphans(database, storage, before=math.inf, seconds=seconds)
    return removed + await _remove(database, storage, orphans)


async def _orphans(database: Database, storage: Storage, *, before: float, seconds: float = math.inf) -> list[Stored]:
    """What no record names and came under its key before this time; nothing where that is more than crashes leave."""
    first_day = await _first_day(database)
    seen, foreign, found = 0, 0, list[Stored]()
    until = time.monotonic() + seconds
    async for batch in stored_batches(storage):
        orphans = await unnamed(database, batch)
        ours = [one for one in orphans if _day(one) >= first_day]
        seen += len(batch)
        foreign += len(orphans) - len(ours)
        found += [one for one in ours if one.since <= before]
        if len(found) > MOST or time.monotonic() > until:
            break
    if foreign:
        log.error("sweep.older_than_database", files=foreign, advice="left alone; bulletdrop fsck lists them")
    if len(found) > min(MOST, max(ALWAYS_PLAUSIBLE, seen * PLAUSIBLE_SHARE)):
        log.error("sweep.too_many_orphans", files=len(found), of=seen, advice="left alone; bulletdrop fsck lists them")
        return []
    return found


async def _remove(database: Database, storage: Storage, orphans: list[Stored]) -> int:
    removed = 0
    for start in range(0, len(orphans), BATCH):
        for one in await unnamed(database, orphans[start : start + BATCH]):
            await asyncio.to_thread(storage.delete, one.key)
            removed += 1
    if removed:
        log.info("sweep.orphans_removed", files=removed)
    return removed


async def _first_day(database: Database) -> str:
    """The day that this database was made, as keys have it."""
    async with database.transaction() as session:
        made: datetime | None = await session.scalar(select(func.min(Domain.created_at)))
    return f"{made:%Y/%m/%d}" if made else "~"


def _day(stored: Stored) -> str:
    return stored.key.removeprefix("thumbnails/")[: len("2026/11/24")]
