"""Views on their way into the database: buffered as they happen, written once a second.

A batch is one transaction: counters first (which also tells which uploads are still there), then all rows by one COPY.
"""

import asyncio
import re
import time
from collections import Counter, deque
from functools import lru_cache
from io import BytesIO
from typing import Final

import structlog
from sqlalchemy import ARRAY, BigInteger, Function, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.analytics.copying import COLUMNS, Keeping, View, rows_of
from bulletdrop.core.database import Database
from bulletdrop.files.models import Upload

log = structlog.get_logger("bulletdrop.views")

MOST_ROWS: Final = 200_000  # kept while the database is away; past that only the counts go on
BATCH: Final = 20_000  # rows a transaction
# Crawlers, link previews and monitors, as they name themselves. Cubot makes telephones.
_BOT = re.compile(
    rb"(?<!cu)bot\b|bots\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|embedly|pinterest|bingpreview|"
    rb"headlesschrome|lighthouse|monitor|uptime|validator|feedfetcher|mastodon|iframely|skypeuripreview|ia_archiver",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def is_bot(user_agent: bytes) -> bool:
    """Whether the client says of itself that it is a machine that looks at many pages."""
    return _BOT.search(user_agent) is not None


class Views:
    """The buffer of this process."""

    def __init__(self, database: Database, *, keeping: Keeping) -> None:
        self._database = database
        self._keeping: Keeping = keeping
        self._rows: deque[View] = deque()
        self._only_counted: Counter[int] = Counter()
        self._writing = asyncio.Lock()

    def add(self, upload_id: int, *, address: str | None, user_agent: bytes, referer: bytes) -> None:
        """Notes a view, without waiting for anything."""
        if len(self._rows) < MOST_ROWS:
            self._rows.append(View(time.time(), upload_id, address, user_agent, referer))
        else:
            self._only_counted[upload_id] += 1

    async def flush(self) -> None:
        """Writes what has gathered. What a failure leaves unwritten waits for the next time."""
        async with self._writing:
            await self._flush()

    async def _flush(self) -> None:
        while self._rows or self._only_counted:
            rows = [self._rows.popleft() for _ in range(min(BATCH, len(self._rows)))]
            counted, self._only_counted = self._only_counted, Counter()
            try:
                async with self._database.transaction() as session:
                    await _write(session, rows, counted, keeping=self._keeping)
            except BaseException:
                self._rows.extendleft(reversed(rows))
                self._only_counted += counted
                raise


async def _write(session: AsyncSession, views: list[View], counted: Counter[int], *, keeping: Keeping) -> None:
    counts = Counter(view.upload_id for view in views) + counted
    ids = sorted(counts)
    numbers = [counts[upload_id] for upload_id in ids]
    # In the order in which whoever deletes several of them locks them too.
    known = select(Upload.id).where(Upload.id == func.any(cast(ids, ARRAY(BigInteger))))
    await session.execute(known.order_by(Upload.id).with_for_update(key_share=True))
    added = select(_unnested(ids).label("id"), _unnested(numbers).label("views")).subquery()
    statement = update(Upload).where(Upload.id == added.c.id).values(view_count=Upload.view_count + added.c.views)
    # The update locks the uploads: none of them can be deleted between the counter and the rows that refer to it.
    there = set((await session.scalars(statement.returning(Upload.id))).all())
    connection = await session.connection()
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None:
        raise ConnectionError("the database connection is closed")
    rows = rows_of((view for view in views if view.upload_id in there), keeping=keeping)
    await driver.copy_to_table("upload_analytics", source=BytesIO(rows), columns=COLUMNS, format="binary")


def _unnested(values: list[int]) -> Function[int]:
    return func.unnest(cast(values, ARRAY(BigInteger)), type_=BigInteger)
