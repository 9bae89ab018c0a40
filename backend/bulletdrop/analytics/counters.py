"""The counter of an upload's views, `uploads.view_count`.

A row of uploads stands in a dozen indexes, and a count that grows moves it in one of them, so that all are written: 30 µs.
While few files are looked at, each batch of views does that at once. The counts of many go to slim rows first, at a tenth
of the price, and are carried over to the uploads little by little, by when most have gathered several views (ADR 14).

Locks are taken in the order uploads, tallies, and within each by id, as everywhere.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import ARRAY, BigInteger, FromClause, Function, Select, Update, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.analytics.models import ViewTally
from bulletdrop.core.database import Database, among
from bulletdrop.files.models import Upload

FEW: Final = 500  # uploads of a batch that are counted at once
AT_ONCE: Final = 5_000  # of more
CARRIED_AT_ONCE: Final = 500
CARRY_EVERY: Final = 2.0  # seconds
CARRY_FOR: Final = 0.1  # of them


async def count(session: AsyncSession, counts: Mapping[int, int]) -> set[int]:
    """Adds these numbers of views to those of the uploads that are there. None of them can be deleted before the
    transaction ends. Returns the ids of those that are gone.
    """
    ids = sorted(counts)
    gone = set[int]()
    for start in range(0, len(ids), AT_ONCE):  # so that the loop has its turn
        some = ids[start : start + AT_ONCE]
        gone |= await _count(session, some, [counts[each] for each in some], are_few=len(ids) <= FEW)
    return gone


async def _count(session: AsyncSession, ids: Sequence[int], views: Sequence[int], *, are_few: bool) -> set[int]:
    there = _locked(ids, to_change=are_few).cte("there").prefix_with("MATERIALIZED")
    asked = select(_unnested(ids).label("id"), _unnested(views).label("views")).cte("asked")
    added = select(asked.c.id, asked.c.views).join(there, there.c.id == asked.c.id)
    written = (_counted(added.subquery()) if are_few else _noted(added)).cte("written")
    gone = select(asked.c.id).outerjoin(there, there.c.id == asked.c.id).where(there.c.id.is_(None))
    return set((await session.scalars(gone.add_cte(written))).all())


def _locked(ids: Sequence[int], *, to_change: bool) -> Select[int]:
    """Keeps these uploads from being deleted, in the order in which whoever deletes several locks them too."""
    query = select(Upload.id).where(among(Upload.id, ids)).order_by(Upload.id)
    return query.with_for_update(read=not to_change, key_share=True)


def _counted(added: FromClause) -> Update:
    views = Upload.view_count + added.c.views
    return update(Upload).where(Upload.id == added.c.id).values(view_count=views)


def _noted(added: Select[int, int]) -> Insert:
    rows = insert(ViewTally).from_select([ViewTally.upload_id, ViewTally.views], added)
    views = ViewTally.views + rows.excluded.views
    return rows.on_conflict_do_update(index_elements=[ViewTally.upload_id], set_={"views": views})


def _unnested(values: Sequence[int]) -> Function[int]:
    return func.unnest(cast(values, ARRAY(BigInteger)), type_=BigInteger)


class Tallies:
    """Carries what was noted over to the uploads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last = 0

    async def carry(self) -> None:
        """Some of it: for no more than a twentieth of the time, where it is called as often as it should be."""
        end = time.monotonic() + CARRY_FOR
        while time.monotonic() < end:
            async with self._database.transaction() as session:
                ids = await _next(session, after=self._last)
                await _carry(session, ids)
            # From the lowest id on again: those that were passed by may have gathered views meanwhile.
            self._last = ids[-1] if ids else 0
            if len(ids) < CARRIED_AT_ONCE:
                break


async def _next(session: AsyncSession, *, after: int) -> Sequence[int]:
    query = select(ViewTally.upload_id).where(ViewTally.upload_id > after).order_by(ViewTally.upload_id)
    return (await session.scalars(query.limit(CARRIED_AT_ONCE))).all()


async def _carry(session: AsyncSession, ids: Sequence[int]) -> None:
    await session.execute(_locked(ids, to_change=True))
    # What another node is adding to is left for the next time: nobody waits for a tally with uploads in hand.
    free = select(ViewTally.upload_id).where(among(ViewTally.upload_id, ids)).with_for_update(skip_locked=True)
    gone = delete(ViewTally).where(ViewTally.upload_id.in_(free))
    taken = gone.returning(ViewTally.upload_id.label("id"), ViewTally.views).cte("taken")
    await session.execute(_counted(taken))
