"""Byte ranges (RFC 9110 §14): which parts of a file are asked for."""

import re
from itertools import pairwise
from typing import Final, NamedTuple

MOST_RANGES: Final = 20
_SPEC = re.compile(rb"[ \t]*(\d{0,1000})-(\d{0,1000})[ \t]*")


class Span(NamedTuple):
    """The bytes from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """No asked-for byte is there: 416."""


def parse_range(value: bytes, size: int) -> list[Span] | None:
    """The spans that a Range header asks for, in its order; None where the header is to be ignored and the whole file
    sent: another unit, bad syntax, more than 20 ranges, or ranges that overlap or hold more than the file (§14.2 lets a
    server ignore them; a client that asks for the same bytes many times gets them once).

    Raises Unsatisfiable where none of the ranges holds a byte of the file.
    """
    unit, equals, specs = value.partition(b"=")
    if not equals or unit.strip().lower() != b"bytes":
        return None
    parts = specs.split(b",")
    if len(parts) > MOST_RANGES:
        return None
    spans = []
    for part in parts:
        if not part.strip():
            continue
        found = _SPEC.fullmatch(part)
        if not found or found.groups() == (b"", b""):
            return None
        span = _span(found[1], found[2], size)
        if span is None:
            return None
        if span.length > 0:
            spans.append(span)
    if not spans:
        if any(part.strip() for part in parts):
            raise Unsatisfiable
        return None
    return None if _overlap(spans) else spans


def _span(first: bytes, last: bytes, size: int) -> Span | None:
    """One range within the file; of length 0 where it holds none of its bytes; None where it is upside down."""
    if not first:
        wanted = min(int(last), size)
        return Span(size - wanted, size - 1)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        return Span(size, size - 1)
    return Span(start, min(int(last), size - 1) if last else size - 1)


def _overlap(spans: list[Span]) -> bool:
    ordered = sorted(spans, key=lambda span: span.first)
    return any(after.first <= before.last for before, after in pairwise(ordered))
