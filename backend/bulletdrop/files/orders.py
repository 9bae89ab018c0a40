"""The orders that lists come in, and where a page of them begins.

An order is made of runs: stretches that an index holds in their order, one behind the other. Most have a single one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, SmallInteger, func, literal, tuple_

from bulletdrop.core.pagination import decode_cursor, encode_cursor, not_a_cursor
from bulletdrop.files.models import Upload
from bulletdrop.files.queries import Row, Sort

SINGLE_COUNTS: Final = 16  # below it, a view class is one count (`view_class` of the migrations)


@dataclass(frozen=True)
class Position:
    """The last row that was seen."""

    value: Any
    upload_id: int


@dataclass(frozen=True)
class Run:
    """A stretch of a list: what is in it, and the columns that it goes by."""

    conditions: Sequence[ColumnElement[bool]]
    columns: Sequence[Any]


@dataclass(frozen=True)
class Order:
    """A sort order: what it goes by, the direction, and how a row's value is written into a cursor and read from it.

    `is_whole`: whether one index has all live uploads of a user in it, beside the one that has each shelf.
    """

    column: Any
    kind: type
    key: str
    write: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value
    descending: bool = False
    is_whole: bool = False

    def position(self, cursor: str | None) -> Position | None:
        """Raises Invalid for a cursor of another list."""
        if not cursor:
            return None
        value, upload_id = decode_cursor(cursor, self.kind, int)
        try:
            return Position(self.read(value), upload_id)
        except ValueError:
            raise not_a_cursor() from None

    def cursor(self, row: Row) -> str:
        """What the page after this row is asked for with."""
        return encode_cursor(self.write(row[self.key]), row["id"])

    def runs(self, after: Position | None) -> Sequence[Run]:
        """What comes after this position."""
        columns = [self.column, Upload.id]
        return [Run([self.is_after(columns, after)] if after else [], columns)]

    def sorted(self, columns: Sequence[Any]) -> list[ColumnElement[Any]]:
        """ORDER BY these, in this order's direction."""
        return [column.desc() if self.descending else column.asc() for column in columns]

    def is_after(self, columns: Sequence[Any], position: Position) -> ColumnElement[bool]:
        """Whether these, of a row, come after this position."""
        return self._are_after(columns, [position.value, position.upload_id])

    def _are_after(self, columns: Sequence[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        here, there = tuple_(*columns), tuple_(*values, types=[column.type for column in columns])
        return here < there if self.descending else here > there


class _ByViews(Order):
    """Most views first. Among many views an index has the classes alone, and the rows of one class are sorted; few are a
    class for each count, in which the index has the rows in order too.
    """

    def runs(self, after: Position | None) -> Sequence[Run]:
        many = [Upload.view_class, Upload.view_count, Upload.id]
        few = [Upload.view_class, Upload.id]
        after_many, after_few = [], [Upload.view_class < SINGLE_COUNTS]
        if after:
            view_class = func.view_class(literal(after.value, BigInteger), type_=SmallInteger)
            after_many = [self._are_after(many, [view_class, after.value, after.upload_id])]
            # In the place of the other bound: a scan begins at one of them, and there is no class of this number.
            after_few = [self._are_after(few, [min(after.value, SINGLE_COUNTS), after.upload_id])]
        return [
            Run([Upload.view_class >= SINGLE_COUNTS, *after_many], many),
            Run(after_few, few),
        ]


def _moment(text: str) -> datetime:
    """The time that a cursor names. Raises ValueError for one that was not written here, which are all in UTC."""
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() != timedelta(0):
        raise ValueError(text)
    return moment


ORDERS: Final[dict[Sort, Order]] = {
    "newest": Order(Upload.created_at, str, "created_at", datetime.isoformat, _moment, descending=True, is_whole=True),
    "oldest": Order(Upload.created_at, str, "created_at", datetime.isoformat, _moment, is_whole=True),
    "largest": Order(Upload.file_size, int, "file_size", descending=True),
    "smallest": Order(Upload.file_size, int, "file_size"),
    # Without regard to case; the cursor's name is folded by the database too, whose rules are not quite Python's.
    "name": Order(func.lower(Upload.original_filename), str, "original_filename", read=func.lower, is_whole=True),
    "views": _ByViews(Upload.view_count, int, "view_count", descending=True),
}
