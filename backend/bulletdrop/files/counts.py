"""How many uploads match: from the counters of whole days, and from the rows of days that are cut in two."""

from collections.abc import Callable, Sequence
from datetime import UTC, timedelta
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    FromClause,
    and_,
    cast,
    func,
    literal,
    not_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.core.errors import FieldError, Invalid
from bulletdrop.files.models import Upload, UploadCount
from bulletdrop.files.queries import Filters
from bulletdrop.files.search import candidates, in_span, is_match

Key = Callable[[Any], ColumnElement[Any]]
MOMENT: Final = DateTime(timezone=True)
SAMPLE: Final = 1_000
RARE: Final = 10  # where fewer than one in so many match
_ZONES: Final[set[str]] = set()


async def summary(session: AsyncSession, filters: Filters) -> tuple[int, int]:
    """How many uploads match, and their bytes."""
    rows = await _rows(session, filters, lambda _: literal(0), size=Upload.file_size)
    total = select(func.sum(rows.c.count).label("count_"), func.sum(rows.c.bytes).label("bytes_"))
    counted = (await session.execute(total)).one()
    return int(counted.count_ or 0), int(counted.bytes_ or 0)


async def months(session: AsyncSession, filters: Filters, *, zone: str) -> Sequence[tuple[str, int]]:
    """The months in which matching uploads were made, as that zone's calendar has them, newest first, with how many.

    Raises Invalid for a zone that the database, which does the counting, does not know.
    """
    # Asked for beforehand: over no rows the count itself would take any word for a zone.
    if not await _is_zone(session, zone):
        raise Invalid(FieldError("tz", f"{zone} is no time zone, such as Europe/Berlin."))
    month: Key = lambda moment: func.date_trunc("month", func.timezone(literal(zone), moment))  # noqa: E731
    # Without sizes, which are in no index of time.
    rows = await _rows(session, filters, month, size=literal(0, BigInteger))
    query = select(rows.c.key, func.sum(rows.c.count).label("count_")).group_by(rows.c.key).order_by(rows.c.key.desc())
    return [(f"{row.key:%Y-%m}", int(row.count_)) for row in await session.execute(query)]


async def _is_zone(session: AsyncSession, zone: str) -> bool:
    """Whether the database knows the zone. It reads a thousand files to say so, hence not for one that it has known."""
    known = text("SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = :zone)")
    if zone not in _ZONES and await session.scalar(known, {"zone": zone}):
        _ZONES.add(zone)
    return zone in _ZONES


async def _rows(session: AsyncSession, filters: Filters, key: Key, *, size: Any) -> FromClause:
    """What is to be summed up: `key` of the moments at which matching uploads were made, a `count`, and `bytes`."""
    if filters.user_id is not None and not filters.words:
        return _of_days(filters, key, size)
    if filters.user_id is not None and await _is_rare(session, filters):
        found = candidates(filters, made=Upload.created_at, bytes=size)
        return select(key(found.c.made).label("key"), literal(1).label("count"), found.c.bytes).subquery("rows")
    matching = [is_match(filters, Upload)] if filters.words else []
    if filters.user_id is not None:
        matching.append(Upload.user_id == filters.user_id)
    rows = select(key(Upload.created_at).label("key"), literal(1).label("count"), size.label("bytes"))
    return rows.where(Upload.shelf.in_(filters.shelves), *in_span(filters), *matching).subquery("rows")


async def _is_rare(session: AsyncSession, filters: Filters) -> bool:
    """Whether so little matches, by a look at the newest, that an index had better find it."""
    names = select(Upload.original_filename, Upload.filename)
    live = names.where(Upload.user_id == filters.user_id, Upload.deleted_at.is_(None))
    sample = live.order_by(Upload.created_at.desc(), Upload.id.desc()).limit(SAMPLE).subquery("sample")
    matching = select(func.count()).select_from(sample).where(is_match(filters, sample.c))
    return (await session.scalar(matching) or 0) * RARE < SAMPLE


def _of_days(filters: Filters, key: Key, size: Any) -> FromClause:
    """A row for each day that has one key and lies within the span, and for each upload of the others."""
    days = _days(filters)
    last = days.c.end - timedelta(microseconds=1)
    whole = [key(days.c.start) == key(last)]
    if filters.since:
        whole.append(days.c.start >= filters.since)
    if filters.until:
        whole.append(days.c.end <= filters.until)
    of_whole = select(key(days.c.start).label("key"), days.c.count, days.c.bytes).where(*whole)
    on_it = [Upload.user_id == filters.user_id, Upload.shelf.in_(filters.shelves), *in_span(filters)]
    on_it += [Upload.created_at >= days.c.start, Upload.created_at < days.c.end]
    rows = select(Upload.created_at, size.label("bytes")).where(*on_it).correlate(days).lateral("of_day")
    cut = select(key(rows.c.created_at), literal(1), rows.c.bytes).select_from(days.join(rows, true()))
    return union_all(of_whole, cut.where(not_(and_(*whole)))).subquery("rows")


def _days(filters: Filters) -> CTE:
    """The days (UTC) of the span that have uploads: when they start and end, how many, their bytes."""
    day = cast(UploadCount.day, DateTime)
    start, end = (func.timezone("UTC", moment, type_=MOMENT) for moment in (day, day + timedelta(days=1)))
    count, size = func.sum(UploadCount.count).label("count"), func.sum(UploadCount.bytes).label("bytes")
    query = select(start.label("start"), end.label("end"), count, size).group_by(UploadCount.day).having(count > 0)
    query = query.where(UploadCount.user_id == filters.user_id, UploadCount.shelf.in_(filters.shelves))
    if filters.since:
        query = query.where(UploadCount.day >= filters.since.astimezone(UTC).date())
    if filters.until:
        query = query.where(UploadCount.day <= filters.until.astimezone(UTC).date())
    return query.cte("days")
