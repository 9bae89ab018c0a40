r"""Answers that leave as a whole: the head and the beginning of the body in one write.

uvicorn writes them one after the other, and uvloop makes a system call and a packet of each: a good part of what a small
answer costs.

There is also an ASGI extension, `WHOLE`: an answer in one message, its header lines ready as bytes, which spares what
uvicorn does for each header of each answer.

    {"type": WHOLE, "status": 200, "lines": b"etag: …\r\ncontent-length: 5\r\n", "body": b"hello"}

The lines must be valid as they are, with a true content-length where there may be a body; `date` and `connection` are
added. The body of an answer to HEAD is left out.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

WHOLE: Final = "bulletdrop.whole"
EXTENSIONS: Final[dict[str, dict[object, object]]] = {WHOLE: {}}
STATUS_LINES: Final = STATUS_LINE
SMALL: Final = 32 << 10  # bytes: to copy them behind the head is cheaper than a gathering write


class JoinedWrites:
    """A transport that holds back the head of an answer until its body comes, or until the loop's next turn."""

    __slots__ = ("_head", "_loop", "_transport", "is_closing")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Writes, behind a head that was held back."""
        if self._head:
            head, self._head = self._head, b""
            self.write_both(head, data)
        elif data.startswith(b"HTTP/1.1 "):
            self._head = data
            self._loop.call_soon(self.flush)
        else:
            self._transport.write(data)

    def write_both(self, head: bytes, body: bytes) -> None:
        """Writes a head and its body at once."""
        if self._head:
            self.flush()
        if len(body) <= SMALL:
            self._transport.write(head + body)
        else:
            self._transport.writelines((head, body))

    def close(self) -> None:
        """Closes once everything is written."""
        self.flush()
        self._transport.close()

    def flush(self) -> None:
        """Writes a head that was held back."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)


class Cycle(RequestResponseCycle):
    """One request and its answer; `send` knows the extension."""

    transport: JoinedWrites  # type: ignore[assignment]

    async def send(self, message: Any) -> None:
        """Sends one message of ASGI or of the extension."""
        if message["type"] != WHOLE:
            await super().send(message)
            if self.response_complete:
                self.transport.flush()  # the head of an answer to HEAD
            return
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if not self.disconnected:
            self._send_whole(message["status"], message["lines"], message["body"])

    def _send_whole(self, status: int, lines: bytes, body: bytes) -> None:
        if self.response_started:
            raise RuntimeError("An answer has begun already.")
        head = [STATUS_LINES[status], lines]
        for name, value in self.default_headers:
            head += (name, b": ", value, b"\r\n")
        head.append(b"\r\n" if self.keep_alive else b"connection: close\r\n\r\n")
        self.transport.write_both(b"".join(head), b"" if self.scope["method"] == "HEAD" else body)
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()
