"""A page of a list of uploads, at the same cost however many there are and however few of them match.

Without a search an index holds every list: each shelf in each order, and all live ones of a user in each order. A search
first walks the list, which is over soon where much matches; where little does, an index finds all that match, to be
sorted. Both have ends that do not depend on how many uploads there are.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    SmallInteger,
    Subquery,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.files.counts import summary
from bulletdrop.files.models import Upload
from bulletdrop.files.orders import ORDERS, Order, Position
from bulletdrop.files.queries import Filters, Row, Sort, selected
from bulletdrop.files.search import candidates, in_span, is_match

FEW: Final = 30_000  # uploads of a span that are sooner sorted than found along another order
FIRST_WALK: Final = 1_000
LONG_WALK: Final = 20_000
# Where at least one row in so many matches, the long walk fills the page sooner than all that match are sorted.
ONE_IN: Final = 200


async def page(
    session: AsyncSession, filters: Filters, *, sort: Sort, limit: int, cursor: str | None
) -> tuple[Sequence[Row], str | None]:
    """The rows of one page, and the cursor of the next."""
    order = ORDERS[sort]
    found = await _found(session, filters, order, order.position(cursor), limit + 1)
    query = selected().join(found, found.c.id == Upload.id)
    result = await session.execute(query.order_by(*order.sorted([order.column, Upload.id])))
    rows = [dict(row) for row in result.mappings()]
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], order.cursor(rows[limit - 1])


async def _found(session: AsyncSession, filters: Filters, order: Order, after: Position | None, limit: int) -> Subquery:
    """The ids of the page's rows."""
    if filters.words and filters.user_id is not None:
        return (await _search(session, filters, order, after, limit)).subquery("found")
    if filters.user_id is not None and await _is_short_span(session, filters, order):
        return _gathered(_of_span(filters, order), order, after, limit).subquery("found")
    return _walk(filters, order, after, limit).subquery("found")


async def _search(
    session: AsyncSession, filters: Filters, order: Order, after: Position | None, limit: int
) -> Select[Any]:
    ids = await _walked(session, filters, order, after, limit, steps=FIRST_WALK)
    if FIRST_WALK // ONE_IN <= len(ids) < limit and _is_one_stretch(filters, order):
        ids = await _walked(session, filters, order, after, limit, steps=LONG_WALK)
    if len(ids) < limit:
        found = candidates(filters, position=order.column)
        return _gathered(found, order, after, limit)
    return select(func.unnest(cast(ids, ARRAY(BigInteger))).label("id"))


async def _walked(
    session: AsyncSession, filters: Filters, order: Order, after: Position | None, limit: int, *, steps: int
) -> Sequence[int]:
    """The first that match, of so many rows of the list."""
    walk = _walk(filters, order, after, steps).subquery("walk")
    # OFFSET 0: a row is looked at when the walk comes by it, and in no other way.
    row = select(Upload.original_filename, Upload.filename).where(Upload.id == walk.c.id).offset(0).lateral("row")
    matching = select(walk.c.id).join(row, is_match(filters, row.c))
    query = matching.order_by(*order.sorted([walk.c.position, walk.c.id])).limit(limit)
    return (await session.scalars(query)).all()


async def _is_short_span(session: AsyncSession, filters: Filters, order: Order) -> bool:
    """Whether the span has so few uploads that an order which is not that of time had better be sorted."""
    if order.column is Upload.created_at or not in_span(filters):
        return False
    return (await summary(session, filters))[0] <= FEW


def _of_span(filters: Filters, order: Order) -> CTE:
    rows = select(Upload.id, order.column.label("position"))
    owned = [Upload.user_id == filters.user_id, Upload.shelf.in_(filters.shelves)]
    return rows.where(*owned, *in_span(filters)).cte("found").prefix_with("MATERIALIZED")


def _gathered(found: CTE, order: Order, after: Position | None, limit: int) -> Select[Any]:
    columns = [found.c.position, found.c.id]
    query = select(found.c.id).order_by(*order.sorted(columns)).limit(limit)
    return query.where(order.is_after(columns, after)) if after else query


def _walk(filters: Filters, order: Order, after: Position | None, limit: int) -> Select[Any]:
    """The next rows of a list, as an index has them; `id` and `position`."""
    filters, after = _tightened(filters, order, after)
    read = partial(_read, select(Upload.id, order.column.label("position")), order, after, limit)
    span = in_span(filters)
    if filters.user_id is None:
        matching = [is_match(filters, Upload)] if filters.words else []
        return read(Upload.shelf.in_(filters.shelves), *span, *matching)
    owned = Upload.user_id == filters.user_id
    if _is_one_stretch(filters, order):
        return read(owned, Upload.deleted_at.is_(None), *span)
    # The first of each shelf, and of those the first.
    shelves = select(func.unnest(cast(filters.shelves, ARRAY(SmallInteger))).label("shelf")).subquery("shelves")
    here: ColumnElement[int] = literal_column("shelves.shelf", SmallInteger)
    of_shelf = read(owned, Upload.shelf == here, *span).lateral("of_shelf")
    merged = select(of_shelf).select_from(shelves.join(of_shelf, true()))
    return merged.order_by(*order.sorted([of_shelf.c.position, of_shelf.c.id])).limit(limit)


def _is_one_stretch(filters: Filters, order: Order) -> bool:
    """Whether an index has all of the list in its order, so that nothing has to be merged."""
    return not filters.is_partial and order.is_whole


def _tightened(filters: Filters, order: Order, after: Position | None) -> tuple[Filters, Position | None]:
    """Leaves the nearer one of two bounds at which a list in order of time would begin: a scan begins at either."""
    if after is None or order.column is not Upload.created_at:
        return filters, after
    bound = filters.until if order.descending else filters.since
    if bound is None:
        return filters, after
    if (after.value < bound) if order.descending else (after.value >= bound):
        return (replace(filters, until=None) if order.descending else replace(filters, since=None)), after
    return filters, None


def _read(
    rows: Select[Any], order: Order, after: Position | None, limit: int, *conditions: ColumnElement[bool]
) -> Select[Any]:
    """The next rows of each run of the order, and of those the next."""
    runs = [
        rows.where(*conditions, *run.conditions).order_by(*order.sorted(run.columns)).limit(limit)
        for run in order.runs(after)
    ]
    if len(runs) == 1:
        return runs[0]
    joined = union_all(*runs).subquery()
    return select(joined).order_by(*order.sorted([joined.c.position, joined.c.id])).limit(limit)
