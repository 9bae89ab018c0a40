"""The way out: an ASGI application that answers every address of a file.

It stands in front of the API and has none of the API's middleware, routing or validation on its path.
"""

import secrets
import time
from http import HTTPStatus
from typing import Final

import structlog
from starlette.types import Receive, Scope, Send

from bulletdrop.core.error_handlers import database_is_down
from bulletdrop.core.errors import Gone, Held, MethodNotAllowed, NotFound, Problem, Unavailable
from bulletdrop.core.settings import Settings
from bulletdrop.delivery.answers import Answer
from bulletdrop.delivery.fast_path import FastPath
from bulletdrop.delivery.files import GONE, Files
from bulletdrop.delivery.headers import NO_STORE, SECURITY, HeaderList
from bulletdrop.delivery.locks import Locks, PasswordNeeded, opened_query
from bulletdrop.delivery.pages import Pages
from bulletdrop.delivery.replies import RequestHeaders
from bulletdrop.delivery.resolve import Record, Resolver
from bulletdrop.delivery.thumbnails import Thumbnails, size_in, width_in
from bulletdrop.domains.hosts import Host
from bulletdrop.files.links import Signer
from bulletdrop.media.types import is_textual
from bulletdrop.storage.base import StorageError

log = structlog.get_logger("bulletdrop.delivery")
READING: Final = frozenset({"GET", "HEAD"})
THUMBNAILS: Final = "t/"


class Delivery:
    """Answers GET and HEAD for the addresses of files on a domain, and the form of a file's password."""

    def __init__(
        self,
        *,
        settings: Settings,
        fast_path: FastPath,
        resolver: Resolver,
        locks: Locks,
        files: Files,
        pages: Pages,
        thumbnails: Thumbnails,
    ) -> None:
        self._settings = settings
        self._fast_path = fast_path
        self._resolver = resolver
        self._locks = locks
        self._files = files
        self._pages = pages
        self._thumbnails = thumbnails
        self._signer = Signer.of(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send, *, host: Host) -> None:
        """One request. Whatever goes wrong is answered as a page or as problem+json, by what the client accepts."""
        request: dict[bytes, bytes] = dict(scope["headers"])
        answer = Answer(scope, send)
        try:
            if scope["method"] in READING:
                await self._answer(scope, request, answer, host)
            else:
                await self._open(scope, receive, answer, host)
        except PasswordNeeded as problem:
            await self._pages.send_locked(answer, problem, wants_html=_wants_html(request))
        except Problem as problem:
            await self._refuse(answer, request, problem)
        except Exception as error:  # the last one that can catch it
            if answer.has_begun:
                raise  # the server closes the connection: the client sees that the body is not whole
            await self._refuse(answer, request, _told(error, scope))

    async def _answer(self, scope: Scope, request: RequestHeaders, answer: Answer, host: Host) -> None:
        path, query = scope["path"][1:], scope["query_string"].decode("latin-1")
        record = self._resolver.known(host.id, path)
        if record is None and path.startswith(THUMBNAILS):
            await self._send_thumbnail(scope, request, answer, host, path, query)
            return
        record = self._allowed(record or await self._resolver.find(host.id, path), query)
        flags = {part.partition("=")[0] for part in query.split("&")} if query else ()
        if record.is_guarded:
            await self._check(scope, record, query)
        if "view" in flags or is_page_path(path):
            await self._send_page(scope, request, answer, record, query)
        elif record.views_left is not None:
            is_free = "preview" in flags and self._is_owners(record, query)
            await self._files.send_limited(
                scope, request, answer, record, is_download="download" in flags, is_free=is_free
            )
        elif "w" in flags and record.is_shared and (width := width_in(query)) is not None:
            await self._thumbnails.send_resized(answer, request, record, width=width)
        else:
            if record.is_shared and not query:
                self._fast_path.learn(host, scope["method"], scope["raw_path"], path, record)
            await self._files.send(scope, request, answer, record, flags)

    def _allowed(self, record: Record | str | None, query: str) -> Record:
        """The record, if this request may see it. Somebody else's private file is as if it were not there."""
        if record is None:
            raise NotFound
        at = time.time()
        if not isinstance(record, str):
            if not self._is_seen(record, query):
                raise NotFound
            is_over = record.is_trashed or record.views_left == 0
            if not is_over and (record.expires_at is None or record.expires_at > at):
                return record
        raise Gone(GONE)

    async def _check(self, scope: Scope, record: Record, query: str) -> None:
        """What guards this file. Raises Held, PasswordNeeded, TooManyRequests."""
        if record.is_held:
            raise Held
        await self._locks.check(scope, record, query)

    async def _open(self, scope: Scope, receive: Receive, answer: Answer, host: Host) -> None:
        """The form of a file's password, sent to the address that was asked for; answered with that address, signed."""
        if scope["method"] != "POST":
            raise _not_allowed()
        path, query = scope["path"][1:], scope["query_string"].decode("latin-1")
        found = None if path.startswith(THUMBNAILS) else await self._resolver.find(host.id, path)
        # What is not there, or private, is told of no more than what has no password.
        if not isinstance(found, Record) or found.password_hash is None or not self._is_seen(found, query):
            raise _not_allowed()
        record, password_hash = self._allowed(found, query), found.password_hash
        origin = self._settings.link(host.name, "")
        signed = await self._locks.open(scope, receive, record, password_hash, origin=origin)
        # A reference of a query alone keeps the path, and cannot lead elsewhere.
        location = f"?{opened_query(query, signed)}".encode("latin-1")
        empty: HeaderList = [(b"location", location), (b"content-length", b"0"), NO_STORE, *SECURITY]
        await answer.send(HTTPStatus.SEE_OTHER, empty)

    async def _send_thumbnail(
        self, scope: Scope, request: RequestHeaders, answer: Answer, host: Host, path: str, query: str
    ) -> None:
        """`t/{slug}.webp`: guarded as the file itself. Of a limited file only the owner sees it: it would be a free view."""
        slug = path.removeprefix(THUMBNAILS).removesuffix(".webp")
        if not path.endswith(".webp") or not is_page_path(slug):
            raise NotFound
        record = self._allowed(self._resolver.known(host.id, slug) or await self._resolver.find(host.id, slug), query)
        if record.is_guarded:
            await self._check(scope, record, query)
            if record.views_left is not None and not self._is_owners(record, query):
                raise NotFound
        await self._thumbnails.send_thumbnail(answer, request, record, size=size_in(query))

    def _is_seen(self, record: Record, query: str) -> bool:
        return record.is_public or self._is_owners(record, query)

    def _is_owners(self, record: Record, query: str) -> bool:
        return self._signer.allows(query, record.upload_id, at=time.time())

    async def _send_page(
        self, scope: Scope, request: RequestHeaders, answer: Answer, record: Record, query: str
    ) -> None:
        """The view page. A page that holds a text delivers it; other files are delivered by what the page asks for next."""
        if answer.is_get and is_textual(record.mime_type) and record.views_left is None:
            self._files.count(scope, request, record)
        await self._pages.send_view(answer, record, query)

    async def _refuse(self, answer: Answer, request: RequestHeaders, problem: Problem) -> None:
        await self._pages.send_problem(answer, problem, wants_html=_wants_html(request))


def _wants_html(request: RequestHeaders) -> bool:
    return b"text/html" in request.get(b"accept", b"")


def _not_allowed() -> MethodNotAllowed:
    return MethodNotAllowed("Files are read with GET and HEAD.", headers={"Allow": "GET, HEAD"})


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
