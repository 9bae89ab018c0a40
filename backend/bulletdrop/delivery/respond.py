"""The way out: an ASGI application that answers every address of a file.

It stands in front of the API and has none of the API's middleware, routing or validation on its path.
"""

import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import structlog
from starlette.types import Receive, Scope, Send

from bulletdrop.analytics.views import Views, is_bot
from bulletdrop.core.client_address import client_address
from bulletdrop.core.database import Database
from bulletdrop.core.error_handlers import database_is_down
from bulletdrop.core.errors import (
    Forbidden,
    Gone,
    Held,
    MethodNotAllowed,
    NotFound,
    PasswordNeeded,
    Problem,
    Unavailable,
)
from bulletdrop.core.http_protocol import WHOLE
from bulletdrop.core.settings import Settings
from bulletdrop.delivery.bodies import SMALL, Bodies
from bulletdrop.delivery.conditions import is_not_modified, precondition_failed, range_applies
from bulletdrop.delivery.guards import FilePasswords, take_view, views_left
from bulletdrop.delivery.headers import (
    ACCEPT_RANGES,
    PRIVATE,
    SECURITY,
    HeaderList,
    cache_control,
    cache_line,
    headers_in,
)
from bulletdrop.delivery.locked import password_in
from bulletdrop.delivery.pages import Pages
from bulletdrop.delivery.ranges import Span, Unsatisfiable, parse_range
from bulletdrop.delivery.resolve import Record, Resolver
from bulletdrop.delivery.thumbnails import Thumbnails, size_in, slug_of_thumbnail, width_in
from bulletdrop.domains.hosts import Host
from bulletdrop.files.links import Signer
from bulletdrop.media.types import is_textual
from bulletdrop.storage.base import StorageError

log = structlog.get_logger("bulletdrop.delivery")
# What makes of a GET something else than "send me the whole file".
CONDITIONS: Final = frozenset(
    {b"range", b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since", b"if-range"}
)

NO_REFERRER: Final = (b"referrer-policy", b"no-referrer")
RequestHeaders = Mapping[bytes, bytes]


class Delivery:
    """Answers GET and HEAD for the addresses of files on a domain."""

    def __init__(
        self,
        *,
        settings: Settings,
        resolver: Resolver,
        bodies: Bodies,
        thumbnails: Thumbnails,
        views: Views,
        pages: Pages,
        database: Database,
        passwords: FilePasswords,
    ) -> None:
        self._thumbnails = thumbnails
        self._database = database
        self._passwords = passwords
        self._settings = settings
        self._resolver = resolver
        self._bodies = bodies
        self._views = views
        self._pages = pages
        self._signer = Signer.of(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send, *, host: Host) -> None:
        """One request. Whatever goes wrong is answered as a page or as problem+json, by what the client accepts."""
        request: dict[bytes, bytes] = dict(scope["headers"])
        answer = Answer(scope, send)
        try:
            if scope["method"] == "POST":
                await self._open(scope, receive, request, answer, host)
            else:
                await self._answer(scope, request, answer, host)
        except Problem as problem:
            await self._refuse(answer, request, problem)
        except Exception as error:  # the last one that can catch it
            if answer.has_begun:
                raise  # the server closes the connection: the client sees that the body is not whole
            await self._refuse(answer, request, _told(error, scope))

    async def _answer(self, scope: Scope, request: RequestHeaders, answer: "Answer", host: Host) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            raise MethodNotAllowed("Files are read with GET and HEAD.", headers={"Allow": "GET, HEAD"})
        path, query = scope["path"][1:], scope["query_string"].decode("latin-1")
        slug = slug_of_thumbnail(path)
        record = self._allowed(await self._found(host, path if slug is None else slug), query)
        if not record.is_open:
            await self._check_password(scope, request, record, query)
        flags = {part.partition("=")[0] for part in query.split("&")} if query else ()
        if slug is not None:
            await self._thumbnails.send_thumbnail(answer, request, record, size=size_in(query))
        elif "view" in flags or is_page_path(path):
            await self._send_page(scope, request, answer, record, query)
        elif record.max_views is not None:
            await self._send_counted(scope, request, answer, record, query)
        elif record.is_open and "w" in flags and (width := width_in(query)) is not None:
            await self._thumbnails.send_resized(answer, request, record, width=width)
        else:
            await self._send_file(scope, request, answer, record, flags)

    async def _found(self, host: Host, path: str) -> Record | str | None:
        return self._resolver.known(host.id, path) or await self._resolver.find(host.id, path)

    def _allowed(self, record: Record | str | None, query: str) -> Record:
        """The record, if this request may see it. Somebody else's private file is as if it were not there."""
        if record is None:
            raise NotFound
        at = time.time()
        if not isinstance(record, str):
            if not record.is_public and not self._signer.allows(query, record.upload_id, at=at):
                raise NotFound
            is_over = record.is_trashed or record.is_used_up
            if not is_over and (record.expires_at is None or record.expires_at > at):
                if record.is_held:
                    raise Held
                return record
        raise Gone("This file is gone. Its owner removed it or its time was up.")

    async def _check_password(self, scope: Scope, request: RequestHeaders, record: Record, query: str) -> None:
        """Raises PasswordNeeded unless the request has the file's password, or a link that was signed for who had it."""
        if record.password_hash is None or self._is_signed(record, query):
            return
        given = request.get(b"x-file-password")
        if given is None:
            raise PasswordNeeded
        address = client_address(scope, self._settings.trusted_proxies)
        if not await self._passwords.fits(record, given.decode("utf-8", "replace"), address=address):
            left = await self._passwords.tries_left(record, address=address)
            raise PasswordNeeded("That isn't the password of this file.", tries_left=left)

    def _is_signed(self, record: Record, query: str) -> bool:
        at = time.time()
        return self._signer.allows(query, record.upload_id, at=at) or self._signer.allows(
            query, record.upload_id, at=at, password_hash=record.password_hash
        )

    async def _open(
        self, scope: Scope, receive: Receive, request: RequestHeaders, answer: "Answer", host: Host
    ) -> None:
        """The form of the locked page: the right password leads on to a link that is signed for this visitor."""
        path, query = scope["path"][1:], scope["query_string"].decode("latin-1")
        found = await self._found(host, path)
        is_seen = isinstance(found, Record) and (
            found.is_public or self._signer.allows(query, found.upload_id, at=time.time())
        )
        if not isinstance(found, Record) or not is_seen or found.password_hash is None:
            raise MethodNotAllowed("Files are read with GET and HEAD.", headers={"Allow": "GET, HEAD"})
        record = self._allowed(found, query)
        if request.get(b"origin", b"").decode("latin-1") not in {"", self._settings.link(host.name, "")}:
            raise Forbidden("This form is only sent from its own page.")
        address = client_address(scope, self._settings.trusted_proxies)
        given = await password_in(request, receive)
        if not await self._passwords.fits(record, given, address=address):
            left = await self._passwords.tries_left(record, address=address)
            raise PasswordNeeded("That isn't it.", tries_left=left)
        await self._send_on(answer, scope, record, query)

    async def _send_on(self, answer: "Answer", scope: Scope, record: Record, query: str) -> None:
        kept = "&".join(part for part in query.split("&") if part in {"view", "download"})
        place = quote(scope["path"]) + (f"?{kept}" if kept else "")
        signed, _ = self._signer.sign(place, record.upload_id, password_hash=record.password_hash)
        headers: HeaderList = [(b"location", signed.encode()), (b"content-length", b"0"), PRIVATE, NO_REFERRER]
        await answer.send(HTTPStatus.SEE_OTHER, headers)

    async def _send_counted(
        self, scope: Scope, request: RequestHeaders, answer: "Answer", record: Record, query: str
    ) -> None:
        """A file with a number of views: whole and unconditionally, since a part of it, asked for a second time, would be
        a second view or a free one. Its owner's own look (`preview`, signed) is none.
        """
        flags = {part.partition("=")[0] for part in query.split("&")}
        is_owner = self._signer.allows(query, record.upload_id, at=time.time())
        if answer.is_get and not ("preview" in flags and is_owner):
            await take_view(self._database, record)
            self._count(scope, request, record)
        disposition = record.headers.attachment if "download" in flags else record.headers.disposition
        common: HeaderList = [*record.headers.validators, PRIVATE, *SECURITY, (b"content-disposition", disposition)]
        await self._send_whole(answer, record, common)

    async def _send_page(
        self, scope: Scope, request: RequestHeaders, answer: "Answer", record: Record, query: str
    ) -> None:
        """The view page. A page that holds a text delivers it; other files are delivered by what the page asks for next."""
        left = None if record.max_views is None else await views_left(self._database, record)
        if answer.is_get and left is None and is_textual(record.mime_type):
            self._count(scope, request, record)
        await self._pages.send_view(answer, record, query, views_left=left)

    async def _send_file(
        self, scope: Scope, request: RequestHeaders, answer: "Answer", record: Record, flags: "set[str] | tuple[()]"
    ) -> None:
        if not flags and CONDITIONS.isdisjoint(request) and (record.size <= SMALL or not answer.is_get):
            await self._send_small(scope, request, answer, record)
            return
        headers, size = record.headers, record.size
        common: HeaderList = [
            *headers.validators,
            cache_control(is_public=record.is_open, expires_at=record.expires_at),
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
            self._count(scope, request, record)
        if spans is None:
            await self._send_whole(answer, record, common)
        elif len(spans) == 1:
            await self._send_span(answer, record, common, spans[0])
        else:
            await self._send_spans(answer, record, common, spans)

    async def _send_small(self, scope: Scope, request: RequestHeaders, answer: "Answer", record: Record) -> None:
        """What is asked for most: a whole file as it is, small enough to be kept in memory, or its headers alone."""
        body = b""
        if answer.is_get:
            body = await self._small_body(record)
            self._count(scope, request, record)
        await answer.whole(
            HTTPStatus.OK,
            record.headers.whole + cache_line(is_public=record.is_open, expires_at=record.expires_at),
            body,
        )

    async def _small_body(self, record: Record) -> bytes:
        body = self._bodies.kept(record.storage_key)
        return await self._bodies.small(record.storage_key, record.size) if body is None else body

    def _count(self, scope: Scope, request: RequestHeaders, record: Record) -> None:
        """A view: a body that begins at its beginning, sent to somebody who is no known bot."""
        user_agent = request.get(b"user-agent", b"")
        if not is_bot(user_agent):
            address = client_address(scope, self._settings.trusted_proxies)
            self._views.add(
                record.upload_id, address=address, user_agent=user_agent, referer=request.get(b"referer", b"")
            )

    async def _send_whole(self, answer: "Answer", record: Record, common: HeaderList) -> None:
        common += [(b"content-type", record.headers.content_type), (b"content-length", b"%d" % record.size)]
        if not answer.is_get:
            await answer.send(HTTPStatus.OK, common)
        elif record.size <= SMALL:
            await answer.send(HTTPStatus.OK, common, await self._small_body(record))
        else:
            await self._stream(answer, HTTPStatus.OK, record, common, [Span(0, record.size - 1)])

    async def _send_span(self, answer: "Answer", record: Record, common: HeaderList, span: Span) -> None:
        place = b"bytes %d-%d/%d" % (span.first, span.last, record.size)
        common += [
            (b"content-type", record.headers.content_type),
            (b"content-length", b"%d" % span.length),
            (b"content-range", place),
        ]
        await self._stream(answer, HTTPStatus.PARTIAL_CONTENT, record, common, [span])

    async def _stream(
        self, answer: "Answer", status: int, record: Record, headers: HeaderList, spans: list[Span]
    ) -> None:
        async for piece in self._bodies.pieces(record.storage_key, spans):
            if not answer.has_begun:
                await answer.begin(status, headers)
            await answer.more(piece)
        await answer.end()

    async def _send_spans(self, answer: "Answer", record: Record, common: HeaderList, spans: list[Span]) -> None:
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

    async def _refuse(self, answer: "Answer", request: RequestHeaders, problem: Problem) -> None:
        wants_html = b"text/html" in request.get(b"accept", b"")
        if wants_html and isinstance(problem, PasswordNeeded):
            await self._pages.send_locked(answer, problem)
        else:
            await self._pages.send_problem(answer, problem, wants_html=wants_html)


class Answer:
    """One answer on its way: begun once, without a body for HEAD."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.is_get = scope["method"] != "HEAD"
        self.has_begun = False
        self._scope = scope
        self._send = send

    async def begin(self, status: int, headers: HeaderList) -> None:
        """Sends the status and headers."""
        self.has_begun = True
        await self._send({"type": "http.response.start", "status": int(status), "headers": headers})

    async def more(self, body: bytes) -> None:
        """Sends a piece of the body."""
        await self._send({"type": "http.response.body", "body": body, "more_body": True})

    async def end(self) -> None:
        """Says that the body is whole."""
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def whole(self, status: int, lines: bytes, body: bytes) -> None:
        """A whole answer whose header lines are made already; in one message, where the server takes it so."""
        if WHOLE not in self._scope.get("extensions", ()):
            await self.send(status, headers_in(lines), body)
            return
        self.has_begun = True
        await self._send({"type": WHOLE, "status": status, "lines": lines, "body": body})

    async def send(self, status: int, headers: HeaderList, body: bytes = b"") -> None:
        """A whole answer."""
        await self.begin(status, headers)
        await self._send({"type": "http.response.body", "body": body if self.is_get else b"", "more_body": False})


def is_page_path(path: str) -> bool:
    """Whether this path is a file's without its extension: every public name has one, so one without a dot is a page's."""
    return "." not in path and "/" not in path


def _told(error: Exception, scope: Scope) -> Problem:
    """What a client is told of an error that nobody raised for it."""
    if isinstance(error, StorageError):
        log.error("delivery.storage", path=scope["path"], error=repr(error))
        return Unavailable("The host can't reach its storage. Nothing is lost; try again in a moment.")
    if database_is_down(error):
        log.error("delivery.database", error=type(error).__name__)
        return Unavailable("The host can't reach its database. Nothing is lost; try again in a moment.")
    error_id = f"e-{secrets.token_hex(4)}"
    log.error("delivery.failed", error_id=error_id, path=scope["path"], exc_info=error)
    return Problem(f"Something broke on the host. Number {error_id}, for whoever runs it.", error_id=error_id)
