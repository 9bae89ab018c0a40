"""What a request for a file that it may see is answered with: status, headers, and which of the bytes.

Both ways out ask here, the ordinary one and the fast one, so that they cannot differ.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bulletdrop.delivery.conditions import is_not_modified, precondition_failed, range_applies
from bulletdrop.delivery.headers import cache_line, whole_lines
from bulletdrop.delivery.ranges import Span, Unsatisfiable, parse_range
from bulletdrop.delivery.resolve import Record

# What makes of a GET something else than "send me the whole file".
CONDITIONS: Final = frozenset(
    {b"range", b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since", b"if-range"}
)
RequestHeaders = Mapping[bytes, bytes]
# Plain numbers: those of HTTPStatus are slow to look up, and this is asked for every request.
OK: Final = 200
PARTIAL_CONTENT: Final = 206
NOT_MODIFIED: Final = 304
PRECONDITION_FAILED: Final = 412
UNSATISFIABLE: Final = 416
EMPTY: Final = b"content-length: 0\r\n"
OF_A_PART: Final = 120  # bytes, about: what a part of several takes besides its own


class Reply(NamedTuple):
    """Without `spans` there is no body. `lines` are the headers as they go over the wire; those of several spans lack
    what depends on their boundary, the content type and length. A view is what begins at the beginning of the file.
    """

    status: int
    lines: bytes
    spans: tuple[Span, ...] = ()
    is_view: bool = False


def reply_to(request: RequestHeaders, record: Record, *, is_get: bool, is_download: bool = False) -> Reply:
    """The answer of RFC 9110 §13.2.2 and §14.2. For HEAD it is that of GET without its spans; Range is GET's alone."""
    headers = record.headers
    cache = cache_line(is_public=record.is_shared, expires_at=record.expires_at)
    if not CONDITIONS.isdisjoint(request):
        reply = _conditional(request, record, cache, is_get=is_get, is_download=is_download)
        if reply is not None:
            return reply
    spans = (Span(0, record.size - 1),) if is_get and record.size else ()
    disposition = headers.attachment if is_download else headers.disposition
    lines = whole_lines(headers, disposition, size=record.size)
    return Reply(OK, lines + cache, spans, is_view=is_get)


def _conditional(
    request: RequestHeaders, record: Record, cache: bytes, *, is_get: bool, is_download: bool
) -> Reply | None:
    """Another answer than the whole file, where the request has conditions that lead to one."""
    headers, size = record.headers, record.size
    if precondition_failed(request, headers):
        return Reply(PRECONDITION_FAILED, headers.common + cache + EMPTY)
    if is_not_modified(request, headers):
        return Reply(NOT_MODIFIED, headers.common + cache)
    if not is_get or b"range" not in request or not range_applies(request, headers):
        return None
    disposition = headers.attachment if is_download else headers.disposition
    common = b"%b%bcontent-disposition: %b\r\n" % (headers.common, cache, disposition)
    try:
        spans = parse_range(request[b"range"], size)
    except Unsatisfiable:
        return Reply(UNSATISFIABLE, b"%bcontent-range: bytes */%d\r\n%b" % (common, size, EMPTY))
    return _partial(record, common, spans) if spans else None


def _partial(record: Record, common: bytes, spans: list[Span]) -> Reply | None:
    """The answer that holds these spans; None where many crumbs of a small file would cost more than the file."""
    first, last = spans[0]
    if len(spans) > 1:
        is_worth_it = sum(span.length + OF_A_PART for span in spans) <= 2 * record.size
        return Reply(PARTIAL_CONTENT, common, tuple(spans), is_view=first == 0) if is_worth_it else None
    lines = b"%bcontent-type: %b\r\ncontent-length: %d\r\ncontent-range: bytes %d-%d/%d\r\n" % (
        common,
        record.headers.content_type,
        last - first + 1,
        first,
        last,
        record.size,
    )
    return Reply(PARTIAL_CONTENT, lines, (spans[0],), is_view=first == 0)
