r"""uvicorn's HTTP protocol, with the head of an answer and the beginning of its body in one write.

uvicorn writes them one after the other, and uvloop makes a system call and a packet of each: a good part of what a small
answer costs.

It also knows an ASGI extension, `WHOLE`: an answer in one message, its header lines ready as bytes, which spares what
uvicorn does for each header of each answer.

    {"type": WHOLE, "status": 200, "lines": b"etag: …\r\ncontent-length: 5\r\n", "body": b"hello"}

The lines must be valid as they are, with a true content-length where there may be a body; `date` and `connection` are
added. The body of an answer to HEAD is left out.
"""

import asyncio
from typing import Any, Final

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

WHOLE: Final = "bulletdrop.whole"
EXTENSIONS: Final[dict[str, dict[object, object]]] = {WHOLE: {}}
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
            self._loop.call_soon(self._flush)
        else:
            self._transport.write(data)

    def write_both(self, head: bytes, body: bytes) -> None:
        """Writes a head and its body at once."""
        if len(body) <= SMALL:
            self._transport.write(head + body)
        else:
            self._transport.writelines((head, body))

    def close(self) -> None:
        """Closes once everything is written."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
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
            return
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if not self.disconnected:
            self._send_whole(message["status"], message["lines"], message["body"])

    def _send_whole(self, status: int, lines: bytes, body: bytes) -> None:
        if self.response_started:
            raise RuntimeError("An answer has begun already.")
        head = [STATUS_LINE[status], lines]
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


class Protocol(HttpToolsProtocol):
    """For `uvicorn.Config(http=…)`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self.transport = JoinedWrites(transport, self.loop)  # type: ignore[assignment]

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        cycle.__class__ = Cycle  # uvicorn makes it itself and asks nobody of which class
        cycle.scope["extensions"] = EXTENSIONS
        super()._start_asgi_task(cycle, app)
