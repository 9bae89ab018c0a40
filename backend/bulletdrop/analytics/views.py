"""Views on their way into the database: noted in a journal before the answer, written once a second.

A batch is one transaction: counters first (which also tells which uploads are still there), then all rows by one COPY, and
what the batch is known by, so that a journal that is found after a crash is not written twice.
"""

import asyncio
import re
from collections import Counter, deque
from functools import lru_cache
from pathlib import Path
from time import time_ns
from typing import Final

import asyncpg
import structlog
from sqlalchemy import LargeBinary, bindparam, delete
from sqlalchemy.dialects.postgresql import insert as upsert

from bulletdrop.analytics.copying import COLUMNS, Keeping, copy_of, visitor_fields
from bulletdrop.analytics.counters import count
from bulletdrop.analytics.journal import Segment, left_behind
from bulletdrop.analytics.models import ViewBatch
from bulletdrop.core.database import Database, Statement
from bulletdrop.core.disk import is_full

log = structlog.get_logger("bulletdrop.views")

# Segments kept while the database is away, of 16 MiB, which is about 80,000 views; past that only the counts go on.
MOST_SEGMENTS: Final = 16
MOST_IN_MEMORY: Final = 4
COUNTED_AT_ONCE: Final = 10_000
# Seconds between pieces of rows, of which a segment has up to 1024. Where they share a core, the database has it for a
# fraction of a millisecond at a time.
PAUSE: Final = 0.0008
UP_TO_DATE: Final = 2  # segments that may wait before it hurries
SPARE: Final = 1  # kept at hand when all is written
# Crawlers, link previews and monitors, as they name themselves. Cubot makes telephones.
_BOT = re.compile(
    rb"(?<!cu)bot\b|bots\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|embedly|pinterest|bingpreview|"
    rb"headlesschrome|lighthouse|monitor|uptime|validator|feedfetcher|mastodon|iframely|skypeuripreview|ia_archiver",
    re.IGNORECASE,
)

_BATCH = bindparam("batch", type_=LargeBinary)
_FORGET: Final = Statement(delete(ViewBatch).where(ViewBatch.id == _BATCH))
_RECORD: Final = Statement(upsert(ViewBatch).values(id=_BATCH).on_conflict_do_nothing().returning(ViewBatch.id))


@lru_cache(maxsize=2048)
def is_bot(user_agent: bytes) -> bool:
    """Whether the client says of itself that it is a machine that looks at many pages."""
    return _BOT.search(user_agent) is not None


class Views:
    """The views that this process saw and has not written yet. `folder` of the journal; None: a crash takes them along."""

    def __init__(self, database: Database, *, keeping: Keeping, folder: Path | None) -> None:
        self._database = database
        self._keeping: Keeping = keeping
        self._folder = folder
        self._most = MOST_IN_MEMORY if folder is None else MOST_SEGMENTS
        self._active: Segment | None = None
        self._spare: list[Segment] = []
        self._sealed: deque[Segment] = deque()
        self._only_counted: Counter[int] = Counter()
        self._is_full = False
        self._written: bytes | None = None  # the last batch, whose segment is used for others now
        self._writing = asyncio.Lock()

    def open(self) -> None:
        """Makes the journal ready, and takes over what processes of this folder left behind. Blocking. Raises OSError.

        On a full disk it begins in memory: whoever starts a host then wants it to serve.
        """
        try:
            if self._folder is not None:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._sealed.extend(left_behind(self._folder))
            self._active = self._new_segment()
            self._spare.append(self._new_segment())
        except OSError as error:
            if not is_full(error):
                raise
            log.warning("views.no_room", error=error.strerror)
            self._active = self._active or Segment.in_memory()

    def _new_segment(self) -> Segment:
        return Segment.in_memory() if self._folder is None else Segment.create(self._folder)

    def visitor(self, address: str | None, user_agent: bytes, referer: bytes) -> bytes | None:
        """Somebody whose views count, as `add` takes it; None for a bot."""
        return None if is_bot(user_agent) else visitor_fields(address, user_agent, referer, self._keeping)

    def add(self, upload_id: int, visitor: bytes) -> None:
        """Notes a view, without waiting for anything. Once this returns, only a loss of power loses it."""
        active = self._active
        if active is not None and active.append(time_ns(), upload_id, visitor):
            return
        if self._seal():
            self.add(upload_id, visitor)
        else:
            self._only_counted[upload_id] += 1

    def _seal(self) -> bool:
        """Puts the active segment among those to be written, and another in its place; False where there is none."""
        if self._is_full or self._active is None:
            return False
        if not self._spare and len(self._sealed) + 1 < self._most:
            try:
                self._spare.append(self._new_segment())
            except OSError as error:
                log.warning("views.no_room", error=error.strerror)
        if not self._spare:
            self._is_full = True  # until some are written: creating a file is not tried again for each view
            return False
        self._sealed.append(self._active)
        self._active = self._spare.pop()
        return True

    async def flush(self) -> None:
        """Writes what has gathered. What a failure leaves unwritten waits for the next time."""
        async with self._writing:
            self._is_full = False
            is_all_sealed = self._active is None or not self._active.uploads or self._seal()
            while self._sealed:
                await self._write(self._sealed[0])
                self._free(self._sealed.popleft())
                is_all_sealed = is_all_sealed or self._seal()
            if self._only_counted:
                await self._write(None)

    async def _write(self, segment: Segment | None) -> None:
        counted, self._only_counted = self._only_counted, Counter()
        known_by = segment.batch if segment is not None and self._folder is not None else None
        try:
            async with self._database.driver_transaction() as driver:
                if known_by is None or await _is_new(driver, known_by, after=self._written):
                    await _write(driver, segment, counted, pause=0 if len(self._sealed) > UP_TO_DATE else PAUSE)
                    counted = Counter()
        except BaseException:
            self._only_counted += counted
            raise
        self._only_counted += counted
        if known_by:
            self._written = known_by

    def _free(self, segment: Segment) -> None:
        """Once its rows are written."""
        self._is_full = False
        segment.clear()
        if len(self._spare) < SPARE and segment.is_journalled == (self._folder is not None):
            self._spare.append(segment)
        else:
            segment.remove()

    def close(self) -> None:
        """Lets go of the journal: what is written leaves no file, what is not waits in it for the next start."""
        for segment in (*self._sealed, *self._spare, *([self._active] if self._active else [])):
            segment.close() if segment.uploads and self._folder is not None else segment.remove()
        self._active = None
        self._sealed.clear()
        self._spare.clear()


async def _is_new(driver: asyncpg.Connection, batch: bytes, *, after: bytes | None) -> bool:
    """Records the batch; False where it was written already. Forgets the one before, whose segment holds others by now."""
    if after is not None:
        await _FORGET.on(driver, batch=after)
    return bool(await _RECORD.on(driver, batch=batch))


async def _write(driver: asyncpg.Connection, segment: Segment | None, counted: Counter[int], *, pause: float) -> None:
    counts = counted if segment is None else await _counted(segment.uploads, counted)
    gone = await count(driver, counts, pause=pause)
    if segment is None:
        return
    rows = copy_of(segment.rows(without=gone), pause=pause)
    await driver.copy_to_table("upload_analytics", source=rows, columns=COLUMNS, format="binary")


async def _counted(uploads: list[int], others: Counter[int]) -> Counter[int]:
    """How often each is among them and the others. The loop has a turn in between."""
    counts = Counter(others)
    for start in range(0, len(uploads), COUNTED_AT_ONCE):
        counts.update(uploads[start : start + COUNTED_AT_ONCE])
        await asyncio.sleep(0)
    return counts
