"""The answers that hold a file: whole or in part, conditional, or for one of its views."""

import secrets
from contextlib import aclosing
from http import HTTPStatus
from typing import Final

from starlette.types import Scope

from bulletdrop.analytics.views import Views
from bulletdrop.core.client_address import client_address
from bulletdrop.core.database import Database
from bulletdrop.core.errors import Gone
from bulletdrop.core.settings import Settings
from bulletdrop.delivery.answers import Answer
from bulletdrop.delivery.bodies import SMALL, Bodies
from bulletdrop.delivery.headers import PRIVATE, SECURITY, HeaderList, headers_in
from bulletdrop.delivery.ranges import Span
from bulletdrop.delivery.replies import Reply, RequestHeaders, reply_to
from bulletdrop.delivery.resolve import Record
from bulletdrop.files.views import take_view

GONE: Final = "This file is gone. Its owner removed it or its time was up."


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
        """The file, or what the request's conditions make of it."""
        reply = reply_to(request, record, is_get=answer.is_get, is_download="download" in flags)
        body = await self._body(record, reply)
        if reply.is_view and "preview" not in flags:
            self.count(scope, request, record)
        if body is not None:
            await answer.whole(reply.status, reply.lines, body)
        elif len(reply.spans) == 1:
            await self._stream(answer, record, reply)
        else:
            await self._send_spans(answer, record, reply)

    async def _body(self, record: Record, reply: Reply) -> bytes | None:
        """The body, where it is small enough to be kept in memory."""
        if not reply.spans:
            return b""
        if record.size > SMALL or len(reply.spans) > 1:
            return None
        whole = await self._bodies.small(record.storage_key, record.size)
        return whole[reply.spans[0].first : reply.spans[0].last + 1]

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
        async with aclosing(self._bodies.pieces(record.storage_key, (Span(0, record.size - 1),))) as pieces:
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
        address = client_address(scope, self._settings.trusted_proxies)
        visitor = self._views.visitor(address, request.get(b"user-agent", b""), request.get(b"referer", b""))
        if visitor is not None:
            self._views.add(record.upload_id, visitor)

    async def _stream(self, answer: Answer, record: Record, reply: Reply) -> None:
        async for piece in self._bodies.pieces(record.storage_key, reply.spans):
            if not answer.has_begun:
                await answer.begin(reply.status, headers_in(reply.lines))
            await answer.more(piece)
        await answer.end()

    async def _send_spans(self, answer: Answer, record: Record, reply: Reply) -> None:
        """Several ranges as multipart/byteranges (RFC 9110 §14.6)."""
        boundary = secrets.token_hex(16).encode()
        heads = [
            b"\r\n--%b\r\ncontent-type: %b\r\ncontent-range: bytes %d-%d/%d\r\n\r\n"
            % (boundary, record.headers.content_type, span.first, span.last, record.size)
            for span in reply.spans
        ]
        tail = b"\r\n--%b--\r\n" % boundary
        length = sum(map(len, heads)) + sum(span.length for span in reply.spans) + len(tail)
        lines: HeaderList = [
            *headers_in(reply.lines),
            (b"content-type", b"multipart/byteranges; boundary=" + boundary),
            (b"content-length", b"%d" % length),
        ]
        for head, span in zip(heads, reply.spans, strict=True):
            is_first = True
            async for piece in self._bodies.pieces(record.storage_key, (span,)):
                if not answer.has_begun:
                    await answer.begin(reply.status, lines)
                await answer.more(head + piece if is_first else piece)
                is_first = False
        await answer.more(tail)
        await answer.end()
