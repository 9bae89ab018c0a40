"""Conditional requests in the order of RFC 9110 §13.2.2."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bulletdrop.delivery.conditions import is_not_modified, precondition_failed, range_applies
from bulletdrop.delivery.headers import headers_of

MADE = datetime(2026, 3, 4, 5, 6, 7, 890_000, tzinfo=UTC)
HEADERS = headers_of(mime_type="image/png", name="a.png", file_hash="ab" * 32, created_at=MADE)
ETAG = HEADERS.etag


def date(seconds: float = 0) -> bytes:
    return format_datetime(MADE.replace(microsecond=0) + timedelta(seconds=seconds), usegmt=True).encode()


@pytest.mark.parametrize(
    ("request_headers", "fails"),
    [
        ({}, False),
        ({b"if-match": ETAG}, False),
        ({b"if-match": b"*"}, False),
        ({b"if-match": b'"x", ' + ETAG}, False),
        ({b"if-match": b'"x"'}, True),
        ({b"if-match": b"W/" + ETAG}, True),  # §13.1.1: the strong comparison
        ({b"if-unmodified-since": date()}, False),
        ({b"if-unmodified-since": date(1)}, False),
        ({b"if-unmodified-since": date(-1)}, True),
        ({b"if-unmodified-since": b"yesterday"}, False),
        ({b"if-match": ETAG, b"if-unmodified-since": date(-1)}, False),  # §13.2.2: the date is not looked at
    ],
)
def test_preconditions(request_headers: dict[bytes, bytes], *, fails: bool) -> None:
    assert precondition_failed(request_headers, HEADERS) is fails


@pytest.mark.parametrize(
    ("request_headers", "same"),
    [
        ({}, False),
        ({b"if-none-match": ETAG}, True),
        ({b"if-none-match": b"W/" + ETAG}, True),  # §13.1.2: the weak comparison
        ({b"if-none-match": b'"x" , ' + ETAG}, True),
        ({b"if-none-match": b"*"}, True),
        ({b"if-none-match": b'"x"'}, False),
        ({b"if-none-match": ETAG.strip(b'"')}, False),
        ({b"if-modified-since": date()}, True),
        ({b"if-modified-since": date(60)}, True),
        ({b"if-modified-since": date(-1)}, False),
        ({b"if-modified-since": b"\xff\xfe"}, False),
        ({b"if-modified-since": b"Mon, 99 Foo 99999 99:99:99 GMT"}, False),
        ({b"if-none-match": b'"x"', b"if-modified-since": date(60)}, False),  # the tag goes before the date
    ],
)
def test_not_modified(request_headers: dict[bytes, bytes], *, same: bool) -> None:
    assert is_not_modified(request_headers, HEADERS) is same


@pytest.mark.parametrize(
    ("condition", "applies"),
    [
        (None, True),
        (ETAG, True),
        (b" " + ETAG + b" ", True),
        (HEADERS.last_modified, True),
        (b"W/" + ETAG, False),  # §13.1.5: a weak tag never matches
        (b'"x"', False),
        (date(1), False),
        (date(-1), False),
        (b"", False),
    ],
)
def test_if_range(condition: bytes | None, *, applies: bool) -> None:
    request_headers = {} if condition is None else {b"if-range": condition}
    assert range_applies(request_headers, HEADERS) is applies
