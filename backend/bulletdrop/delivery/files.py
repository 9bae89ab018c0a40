"""The answers that hold a file: whole or in part, conditional, or for one of its views."""

import secrets
from collections.abc import Mapping
from contextlib import aclosing
from http import HTTPStatus
from typing import Final

from starlette.types import Scope

from bulletdrop.analytics.views import Views, is_bot
from bulletdrop.core.client_address import client_address
from bulletdrop.core.database import Database
from bulletdrop.core.errors import Gone
from bulletdrop.core.settings import Settings
from bulletdrop.delivery.answers import Answer
from bulletdrop.delivery.bodies import SMALL, Bodies
from bulletdrop.delivery.conditions import is_not_modified, precondition_failed, range_applies
from bulletdrop.delivery.headers import ACCEPT_RANGES, PRIVATE, SECURITY, HeaderList, cache_control, cache_line
from bulletdrop.delivery.ranges import Span, Unsatisfiable, parse_range
from bulletdrop.delivery.resolve import Record
from bulletdrop.files.views import take_view

GONE: Final = "This file is gone. Its owner removed it or its time was up."
# What makes of a GET something else than "send me the whole file".
CONDITIONS: Final = frozenset(
    {b"range", b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since", b"if-range"}
)
RequestHeaders = Mapping[bytes, bytes]


class Files:
    """Sends files to those who may have them, and counts their views."""

    def __init__(self, *, settings: Settings, database: Database, bodies: Bodies, views: Views) -> None:
        self._settings = settings
        self._database = database
        self._bodies = bodies
        self._views = views

    async def send(
        self, scope: Scope, request: RequestHeaders, answer: Answer, record: Record, flags: "set[str] | tuple[()]"
    ) -> None:
        if not flags and CONDITIONS.isdisjoint(request) and (record.size <= SMALL or not answer.is_get):
            await self._send_small(scope, request, answer, record)
            return
        headers, size = record.headers, record.size
        common: HeaderList = [
            *headers.validators,
            cache_control(is_public=record.is_shared, expires_at=record.expires_at),
            ACCEPT_RANGES,
            *SECURITY,
        ]
        if precondition_failed(request, headers):
            await answer.send(HTTPStatus.PRECONDITION_FAILED, common)
            return
        if is_not_modified(request, headers):
            await answer.send(HTTPStatus.NOT_MODIFIED, common)
            return
        disposition = headers.attachment if "download" in flags else headers.disposition
        common.append((b"content-disposition", disposition))
        spans = None
        if b"range" in request and answer.is_get and range_applies(request, headers):
            try:
                spans = parse_range(request[b"range"], size)
            except Unsatisfiable:
                await answer.send(
                    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, [*common, (b"content-range", b"bytes */%d" % size)]
                )
                return
        if answer.is_get and "preview" not in flags and (spans is None or spans[0].first == 0):
            self.count(scope, request, record)
        if spans is None:
            await self._send_whole(answer, record, common)
        elif len(spans) == 1:
            await self._send_span(answer, record, common, spans[0])
        else:
            await self._send_spans(answer, record, common, spans)

    async def _send_small(self, scope: Scope, request: RequestHeaders, answer: Answer, record: Record) -> None:
        """What is asked for most: a whole file as it is, small enough to be kept in memory, or its headers alone."""
        body = b""
        if answer.is_get:
            body = await self._small_body(record)
            self.count(scope, request, record)
        await answer.whole(
            HTTPStatus.OK,
            record.headers.whole + cache_line(is_public=record.is_shared, expires_at=record.expires_at),
            body,
        )

    async def _small_body(self, record: Record) -> bytes:
        body = self._bodies.kept(record.storage_key)
        return await self._bodies.small(record.storage_key, record.size) if body is None else body

    async def send_limited(
        self,
        scope: Scope,
        request: RequestHeaders,
        answer: Answer,
        record: Record,
        *,
        is_download: bool,
        is_free: bool,
    ) -> None:
        """The whole of a file that may be opened only so often, for one view; with `is_free` for none.

        A transfer that breaks off was a view all the same. Ranges and conditions are not looked at, and nothing invites
        to them: a second range would be a second view or a free one, and a 304 a body that costs nothing.
        """
        headers = record.headers
        lines: HeaderList = [
            PRIVATE,
            *SECURITY,
            (b"content-disposition", headers.attachment if is_download else headers.disposition),
            (b"content-type", headers.content_type),
            (b"content-length", b"%d" % record.size),
        ]
        if not answer.is_get:
            await answer.send(HTTPStatus.OK, lines)
            return
        async with aclosing(self._bodies.pieces(record.storage_key, [Span(0, record.size - 1)])) as pieces:
            # In hand before the view is taken: broken storage costs no view, and no purge after the last one is faster.
            first = await anext(pieces, b"")
            if not is_free and not await take_view(self._database, record.upload_id):
                raise Gone(GONE)
            if not is_free:
                self.count(scope, request, record)
            await answer.begin(HTTPStatus.OK, lines)
            if first:
                await answer.more(first)
            async for piece in pieces:
                await answer.more(piece)
            await answer.end()

    def count(self, scope: Scope, request: RequestHeaders, record: Record) -> None:
        """A view: a body that begins at its beginning, sent to somebody who is no known bot."""
        user_agent = request.get(b"user-agent", b"")
        if not is_bot(user_agent):
            address = client_address(scope, self._settings.trusted_proxies)
            self._views.add(
                record.upload_id, address=address, user_agent=user_agent, referer=request.get(b"referer", b"")
            )

    async def _send_whole(self, answer: Answer, record: Record, common: HeaderList) -> None:
        common += [(b"content-type", record.headers.content_type), (b"content-length", b"%d" % record.size)]
        if not answer.is_get:
            await answer.send(HTTPStatus.OK, common)
        elif record.size <= SMALL:
            await answer.send(HTTPStatus.OK, common, await self._small_body(record))
        else:
            await self._stream(answer, HTTPStatus.OK, record, common, [Span(0, record.size - 1)])

    async def _send_span(self, answer: Answer, record: Record, common: HeaderList, span: Span) -> None:
        place = b"bytes %d-%d/%d" % (span.first, span.last, record.size)
        common += [
            (b"content-type", record.headers.content_type),
            (b"content-length", b"%d" % span.length),
            (b"content-range", place),
        ]
        await self._stream(answer, HTTPStatus.PARTIAL_CONTENT, record, common, [span])

    async def _stream(
        self, answer: Answer, status: int, record: Record, headers: HeaderList, spans: list[Span]
    ) -> None:
        async for piece in self._bodies.pieces(record.storage_key, spans):
            if not answer.has_begun:
                await answer.begin(status, headers)
            await answer.more(piece)
        await answer.end()

    async def _send_spans(self, answer: Answer, record: Record, common: HeaderList, spans: list[Span]) -> None:
        """Several ranges as multipart/byteranges (RFC 9110 §14.6)."""
        boundary = secrets.token_hex(16).encode()
        heads = [
            b"\r\n--%b\r\ncontent-type: %b\r\ncontent-range: bytes %d-%d/%d\r\n\r\n"
            % (boundary, record.headers.content_type, span.first, span.last, record.size)
            for span in spans
        ]
        tail = b"\r\n--%b--\r\n" % boundary
        length = sum(map(len, heads)) + sum(span.length for span in spans) + len(tail)
        if length > 2 * record.size:  # crumbs of a small file cost more than the file
            await self._send_whole(answer, record, common)
            return
        common += [
            (b"content-type", b"multipart/byteranges; boundary=" + boundary),
            (b"content-length", b"%d" % length),
        ]
        for head, span in zip(heads, spans, strict=True):
            is_first = True
            async for piece in self._bodies.pieces(record.storage_key, [span]):
                if not answer.has_begun:
                    await answer.begin(HTTPStatus.PARTIAL_CONTENT, common)
                await answer.more(head + piece if is_first else piece)
                is_first = False
        await answer.more(tail)
        await answer.end()
