"""Views on their way into the database: buffered as they happen, written once a second.

A batch is one transaction: counters first (which also tells which uploads are still there), then all rows by one COPY.
"""

import asyncio
import re
import time
from collections import Counter, deque
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, Literal, NamedTuple

import structlog
from sqlalchemy import ARRAY, BigInteger, Function, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.core.database import Database
from bulletdrop.files.models import Upload

log = structlog.get_logger("bulletdrop.views")

Keeping = Literal["whole", "truncated", "none"]
MOST_ROWS: Final = 200_000  # kept while the database is away; past that only the counts go on
BATCH: Final = 20_000  # rows a transaction
LONGEST: Final = 512  # characters of a user agent or referrer
COLUMNS: Final = ("accessed_at", "upload_id", "ip_address", "user_agent", "referer")
# Crawlers, link previews and monitors, as they name themselves. Cubot makes telephones.
_BOT = re.compile(
    rb"(?<!cu)bot\b|bots\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|embedly|pinterest|bingpreview|"
    rb"headlesschrome|lighthouse|monitor|uptime|validator|feedfetcher|mastodon|iframely|skypeuripreview|ia_archiver",
    re.IGNORECASE,
)


class View(NamedTuple):
    """One view, as the COPY takes it."""

    accessed_at: datetime
    upload_id: int
    ip_address: IPv4Address | IPv6Address | None
    user_agent: str
    referer: str


@lru_cache(maxsize=2048)
def is_bot(user_agent: bytes) -> bool:
    """Whether the client says of itself that it is a machine that looks at many pages."""
    return _BOT.search(user_agent) is not None


@lru_cache(maxsize=8192)
def kept_address(address: str | None, keeping: Keeping) -> IPv4Address | IPv6Address | None:
    """The address as it is stored: whole, without its last part (a /24 or /48 of many people), or not at all."""
    if address is None or keeping == "none":
        return None
    if keeping == "whole":
        return ip_address(address)
    prefix = 24 if ip_address(address).version == 4 else 48  # noqa: PLR2004 - IPv4
    return ip_network(f"{address}/{prefix}", strict=False).network_address


class Views:
    """The buffer of this process."""

    def __init__(self, database: Database, *, keeping: Keeping) -> None:
        self._database = database
        self._keeping: Keeping = keeping
        self._rows: deque[tuple[float, int, str | None, bytes, bytes]] = deque()
        self._only_counted: Counter[int] = Counter()
        self._writing = asyncio.Lock()

    def add(self, upload_id: int, *, address: str | None, user_agent: bytes, referer: bytes) -> None:
        """Notes a view, without waiting for anything."""
        if len(self._rows) < MOST_ROWS:
            self._rows.append((time.time(), upload_id, address, user_agent, referer))
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
                    await _write(session, [self._view(*row) for row in rows], counted)
            except BaseException:
                self._rows.extendleft(reversed(rows))
                self._only_counted += counted
                raise

    def _view(self, at: float, upload_id: int, address: str | None, user_agent: bytes, referer: bytes) -> View:
        return View(
            datetime.fromtimestamp(at, UTC),
            upload_id,
            kept_address(address, self._keeping),
            _text(user_agent),
            _text(referer),
        )


def _text(value: bytes) -> str:
    return value[:LONGEST].decode("utf-8", "replace").replace("\x00", "")


async def _write(session: AsyncSession, views: list[View], counted: Counter[int]) -> None:
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
    rows = [view for view in views if view.upload_id in there]
    await driver.copy_records_to_table("upload_analytics", records=rows, columns=COLUMNS)


def _unnested(values: list[int]) -> Function[int]:
    return func.unnest(cast(values, ARRAY(BigInteger)), type_=BigInteger)
