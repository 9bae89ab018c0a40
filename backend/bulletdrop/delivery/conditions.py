"""Conditional requests (RFC 9110 §13): whether the client has these bytes already."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from bulletdrop.delivery.headers import Headers


def precondition_failed(request: Mapping[bytes, bytes], headers: Headers) -> bool:
    """Whether If-Match or If-Unmodified-Since fails (§13.2.2 steps 1 and 2)."""
    wanted = request.get(b"if-match")
    if wanted is not None:
        return wanted.strip() != b"*" and headers.etag not in [tag.strip() for tag in wanted.split(b",")]
    since = _http_date(request.get(b"if-unmodified-since"))
    return since is not None and headers.modified_at > since


def is_not_modified(request: Mapping[bytes, bytes], headers: Headers) -> bool:
    """Whether 304 is the answer (steps 3 and 4): If-None-Match, compared weakly, goes before If-Modified-Since."""
    wanted = request.get(b"if-none-match")
    if wanted is not None:
        return (
            wanted == headers.etag
            or wanted.strip() == b"*"
            or headers.etag in [tag.strip().removeprefix(b"W/") for tag in wanted.split(b",")]
        )
    since = _http_date(request.get(b"if-modified-since"))
    return since is not None and headers.modified_at <= since


def range_applies(request: Mapping[bytes, bytes], headers: Headers) -> bool:
    """Whether If-Range, where given, lets the Range stand (step 5): the strong ETag, or the exact date."""
    condition = request.get(b"if-range")
    return condition is None or condition.strip() in {headers.etag, headers.last_modified}


def _http_date(value: bytes | None) -> float | None:
    """A date of RFC 9110 §5.6.7; None for what is none, which is then ignored."""
    if value is None:
        return None
    try:
        return parsedate_to_datetime(value.decode("ascii")).timestamp()
    except (ValueError, TypeError, OverflowError, UnicodeDecodeError):
        return None
