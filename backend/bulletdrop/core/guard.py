"""What stands before the API: bounded bodies, own origins, CORS, and a name for each answer's limits.

Plain ASGI, so that bodies stream through untouched.
"""

from typing import Final

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bulletdrop.core.errors import Forbidden, Problem, TooLarge, UnsupportedType, problem_response
from bulletdrop.core.settings import Settings

LARGEST_BODY: Final = 1 << 20  # bytes of a JSON or form body; uploads have limits of their own
CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
UPLOADS: Final = "/api/uploads"
TYPES: Final = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
ALLOWED_HEADERS: Final = b"authorization, content-type"
ALLOWED_METHODS: Final = b"GET, HEAD, POST, PUT, PATCH, DELETE"
SECURITY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Guard:
    """Refuses what the API is not to see."""

    def __init__(self, api: ASGIApp, settings: Settings) -> None:
        self._api = api
        self._origins = {settings.app_url.encode(), *(origin.encode() for origin in settings.cors_origins)}
        self._foreign = {origin.encode() for origin in settings.cors_origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers it with a problem."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin")
        send = _with_headers(send, self._cors(origin))
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            await self._preflight(origin, send)
            return
        try:
            self._check(scope, headers, origin)
            if not is_upload(scope):
                receive = _bounded(receive)
            await self._api(scope, receive, send)
        except Problem as problem:
            await problem_response(problem)(scope, receive, send)

    def _check(self, scope: Scope, headers: dict[bytes, bytes], origin: bytes | None) -> None:
        if scope["method"] not in CHANGING:
            return
        if (origin is not None and origin not in self._origins) or (
            origin is None and headers.get(b"sec-fetch-site") == b"cross-site"
        ):
            raise Forbidden("This came from a page of another site, which may not act here.")
        if is_upload(scope):
            return
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length) > LARGEST_BODY:
            raise _too_large()
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower().decode("latin-1")
        has_body = length not in {b"", b"0"} or b"transfer-encoding" in headers
        if has_body and kind not in TYPES:
            raise UnsupportedType("Send the body as application/json.")

    def _cors(self, origin: bytes | None) -> list[tuple[bytes, bytes]]:
        if origin is None or origin not in self._foreign:
            return [*SECURITY, (b"vary", b"Origin")] if self._foreign else list(SECURITY)
        return [
            *SECURITY,
            (b"vary", b"Origin"),
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", b"retry-after, location"),
        ]

    async def _preflight(self, origin: bytes | None, send: Send) -> None:
        allowed = origin in self._foreign
        extra = [
            (b"access-control-allow-methods", ALLOWED_METHODS),
            (b"access-control-allow-headers", ALLOWED_HEADERS),
            (b"access-control-max-age", b"600"),
        ]
        await send(
            {"type": "http.response.start", "status": 204 if allowed else 403, "headers": extra if allowed else []}
        )
        await send({"type": "http.response.body", "body": b""})


def is_upload(scope: Scope) -> bool:
    """Whether the body is a file, which streams and has its own limits."""
    path: str = scope["path"]
    method: str = scope["method"]
    return (method == "POST" and path == UPLOADS) or (method == "PUT" and path.startswith(f"{UPLOADS}/"))


def _too_large() -> TooLarge:
    return TooLarge(f"A body has at most {LARGEST_BODY} bytes here.", limit=LARGEST_BODY)


def _bounded(receive: Receive) -> Receive:
    """Counts a body of unknown length as it comes."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            # FastAPI, which reads the body, lets its own exception through; any other it would call a malformed body.
            raise HTTPException(TooLarge.status, _too_large().detail)
        return message

    return bounded


def _with_headers(send: Send, extra: list[tuple[bytes, bytes]]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in extra if pair[0] not in present)]
        await send(message)

    return sending
