"""One answer of delivery on its way out."""

from starlette.types import Scope, Send

from bulletdrop.core.whole_answers import WHOLE
from bulletdrop.delivery.headers import HeaderList, headers_in


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
