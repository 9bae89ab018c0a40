"""The counter of an upload's views, `uploads.view_count`.

A row of uploads stands in a dozen indexes, and a count that grows moves it in one of them, so that all are written: 30 µs.
While few files are looked at, each batch of views does that at once. The counts of many go to slim rows first, at a tenth
of the price, and are carried over to the uploads little by little, by when most have gathered several views (ADR 14).

Locks are taken in the order uploads, tallies, and within each by id, as everywhere.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    FromClause,
    Function,
    Select,
    Update,
    any_,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from bulletdrop.analytics.models import ViewTally
from bulletdrop.core.database import Database, Statement
from bulletdrop.files.models import Upload

FEW: Final = 500  # uploads of a batch that are counted at once
AT_ONCE: Final = 500  # of more: what the database does in a few milliseconds
CARRIED_AT_ONCE: Final = 200
CARRY_EVERY: Final = 2.0  # seconds
REST: Final = 19  # times as long as a block took: carrying takes a twentieth of the time


async def count(driver: asyncpg.Connection, counts: Mapping[int, int], *, pause: float) -> set[int]:
    """Adds these numbers of views to those of the uploads that are there. None of them can be deleted before the
    transaction ends. Returns the ids of those that are gone. `pause`: seconds between pieces, as of `copy_of`.
    """
    ids = sorted(counts)
    statement = _COUNT if len(ids) <= FEW else _NOTE
    gone = set[int]()
    for start in range(0, len(ids), AT_ONCE):
        if start:
            await asyncio.sleep(pause)
        some = ids[start : start + AT_ONCE]
        gone.update(await statement.on(driver, ids=some, views=[counts[each] for each in some]))
    return gone


class Tallies:
    """Carries what was noted over to the uploads."""

    def __init__(self, database: Database, *, rest: float = REST) -> None:
        self._database = database
        self._rest = rest
        self._last = 0

    async def carry(self) -> None:
        """All that is there, in blocks with a rest after each."""
        while True:
            begin = time.monotonic()
            async with self._database.driver_transaction() as driver:
                ids = await _NEXT.on(driver, after=self._last)
                if ids:
                    await _LOCK.on(driver, ids=ids)
                    await _CARRY.on(driver, ids=ids)
            # From the lowest id on again: those that were passed by may have gathered views meanwhile.
            self._last = ids[-1] if ids else 0
            if len(ids) < CARRIED_AT_ONCE:
                break
            await asyncio.sleep(self._rest * (time.monotonic() - begin))


def _numbers(name: str) -> BindParameter[Sequence[int]]:
    return bindparam(name, type_=ARRAY(BigInteger))


def _unnested(name: str) -> Function[int]:
    return func.unnest(_numbers(name), type_=BigInteger)


def _adding(*, at_once: bool) -> Statement:
    there = _locked(to_change=at_once).cte("there").prefix_with("MATERIALIZED")
    asked = select(_unnested("ids").label("id"), _unnested("views").label("views")).cte("asked")
    added = select(asked.c.id, asked.c.views).join(there, there.c.id == asked.c.id)
    written = (_counted(added.subquery()) if at_once else _noted(added)).cte("written")
    gone = select(asked.c.id).outerjoin(there, there.c.id == asked.c.id).where(there.c.id.is_(None))
    return Statement(gone.add_cte(written))


def _locked(*, to_change: bool) -> Select[int]:
    """Keeps these uploads from being deleted, in the order in which whoever deletes several locks them too."""
    query = select(Upload.id).where(Upload.id == any_(_numbers("ids"))).order_by(Upload.id)
    return query.with_for_update(read=not to_change, key_share=True)


def _counted(added: FromClause) -> Update:
    views = Upload.view_count + added.c.views
    return update(Upload).where(Upload.id == added.c.id).values(view_count=views)


def _noted(added: Select[int, int]) -> Insert:
    rows = insert(ViewTally).from_select([ViewTally.upload_id, ViewTally.views], added)
    views = ViewTally.views + rows.excluded.views
    return rows.on_conflict_do_update(index_elements=[ViewTally.upload_id], set_={"views": views})


def _next() -> Statement:
    query = select(ViewTally.upload_id).where(ViewTally.upload_id > bindparam("after", type_=BigInteger))
    return Statement(query.order_by(ViewTally.upload_id).limit(CARRIED_AT_ONCE))


def _carrying() -> Statement:
    # What another node is adding to is left for the next time: nobody waits for a tally with uploads in hand.
    free = select(ViewTally.upload_id).where(ViewTally.upload_id == any_(_numbers("ids")))
    gone = delete(ViewTally).where(ViewTally.upload_id.in_(free.with_for_update(skip_locked=True)))
    taken = gone.returning(ViewTally.upload_id.label("id"), ViewTally.views).cte("taken")
    return Statement(_counted(taken))


# Compiled once: there are dozens in a second, and to compile one takes as long as to count a hundred uploads.
_COUNT: Final = _adding(at_once=True)
_NOTE: Final = _adding(at_once=False)
_LOCK: Final = Statement(_locked(to_change=True))
_NEXT: Final = _next()
_CARRY: Final = _carrying()
