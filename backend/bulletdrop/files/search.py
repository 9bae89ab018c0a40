"""Search by name: every word is somewhere in the name, or the whole is the name in the address. Without regard to case."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Select, and_, func, or_, select, union

from bulletdrop.files.models import Upload
from bulletdrop.files.queries import Filters

HAS_TRIGRAM: Final = re.compile(r"[^\W_]{3}")  # as pg_trgm finds them: it leaves out what is no letter and no digit
WILDCARDS: Final = re.compile(r"[%_\\]")  # of LIKE


def is_match(filters: Filters, row: Any) -> ColumnElement[bool]:
    """Whether this row of an upload is one that is searched for."""
    return or_(_holds(filters.words, row.original_filename), row.filename == _whole(filters))


def candidates(filters: Filters, **columns: Any) -> CTE:
    """These columns, and the id, of all that match, in no order. Found by an index, cheap where they are few; where all words
    are too short for one every name is read.

    What else narrows the search is looked at afterwards, so that no plan prefers to go by that.
    """
    labelled = [column.label(name) for name, column in columns.items()]
    rows = select(Upload.id, Upload.shelf, Upload.created_at, *labelled).where(Upload.user_id == filters.user_id)
    name: Any = Upload.original_filename
    if not any(HAS_TRIGRAM.search(word) for word in filters.words):
        name = name.concat("")  # is in no index: that of trigrams would be read in whole, and every name after that
    named = rows.where(_holds(filters.words, name)).cte("named").prefix_with("MATERIALIZED")
    called = rows.where(Upload.filename == _whole(filters)).cte("called").prefix_with("MATERIALIZED")
    return union(_narrowed(named, filters, columns), _narrowed(called, filters, columns)).cte("found")


def in_span(filters: Filters, made: Any = Upload.created_at) -> list[ColumnElement[bool]]:
    """Whether an upload was made in the span that is asked for."""
    found = []
    if filters.since:
        found.append(made >= filters.since)
    if filters.until:
        found.append(made < filters.until)
    return found


def _narrowed(rows: CTE, filters: Filters, names: Iterable[str]) -> Select[Any]:
    wanted = select(rows.c.id, *(rows.c[name] for name in names))
    return wanted.where(rows.c.shelf.in_(filters.shelves), *in_span(filters, rows.c.created_at))


def _holds(words: Sequence[str], name: Any) -> ColumnElement[bool]:
    folded = func.lower(name)
    return and_(*(folded.like(func.lower(f"%{WILDCARDS.sub(_escaped, word)}%")) for word in words))


def _escaped(wildcard: re.Match[str]) -> str:
    return f"\\{wildcard[0]}"


def _whole(filters: Filters) -> str:
    return (filters.q or "").strip()
