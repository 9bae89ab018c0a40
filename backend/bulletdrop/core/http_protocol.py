"""uvicorn's HTTP protocol, whose answers leave as a whole (`whole_answers`), and whose heads do not come for ever.

It lets a `Shortcut` see what comes in before it is parsed, wherever a new request may begin.
"""

import asyncio
import os
import socket
import typing
from collections.abc import Callable
from typing import Any, Final

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from bulletdrop.core.file_transfer import PIECE, FileTransfer, OpenFile
from bulletdrop.core.head_timer import HeadTimer
from bulletdrop.core.whole_answers import EXTENSIONS, Cycle, JoinedWrites

HEAD_PATIENCE: Final = 30.0  # seconds


class Shortcut(typing.Protocol):
    """Answers a request in the application's stead."""

    def __call__(self, connection: "Protocol", data: bytes) -> bool:
        """Whether `data`, which begins where a request may begin, was a request and is answered."""


class Protocol(HttpToolsProtocol):
    """For `uvicorn.Config(http=…)`, by itself or as a `partial` with a shortcut.

    `head_patience`: seconds for the head of a request, and for the first one to begin.

    `client_of` is the shortcut's: what it found out about the head of the connection's last request.
    """

    transport: JoinedWrites  # type: ignore[assignment]

    def __init__(
        self, *arguments: Any, shortcut: Shortcut | None = None, head_patience: float = HEAD_PATIENCE, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self._head_timer = HeadTimer(self.loop, head_patience, self._give_up)
        self.client_of: Any = None
        self._descriptor = -1  # of the socket, where nothing is encrypted
        self._second = -1  # the same again, for a transfer
        self._buffered: Callable[[], int] = _none
        self._shortcut = None if self.config.access_log or self.limit_concurrency is not None else shortcut
        # The shortcut, while what comes next begins a request and may be answered at once.
        self._ready: Shortcut | None = None
        self._is_inside = False  # a request whose end has not come
        self._was_used = False  # since the keep-alive timer was set
        self._is_ending = False
        self._transfer: FileTransfer | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self.transport = JoinedWrites(transport, self.loop)
        if self.scheme == "http":
            self._descriptor = transport.get_extra_info("socket").fileno()
            self._connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, self._descriptor)
            self._buffered = transport.get_write_buffer_size
        self._head_timer.begin()
        self._look_around()

    def data_received(self, data: bytes) -> None:
        """Some bytes of one request or of several."""
        ready = self._ready
        if ready is None or not ready(self, data):
            self._ready = None
            super().data_received(data)
            self._look_around()
            # An empty line begins no request, but has ended uvicorn's waiting for one.
            if self._is_idle and self.timeout_keep_alive_task is None and not self.transport.is_closing():
                self._wait_for_more()

    def _look_around(self) -> None:
        """Finds out whether the shortcut may be used. Called after whatever may change that."""
        self._ready = self._shortcut if self._is_idle and not self.flow.write_paused else None

    def on_message_begin(self) -> None:
        """The parser has seen the first byte of a request."""
        self._is_inside = True
        self._head_timer.begin()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The parser has seen the head."""
        self._head_timer.end()
        if self.parser.should_upgrade():
            self._shortcut = None  # the parser reads no further requests here, whatever comes
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """The parser has seen a part of a body. Where it is the only one until the application asks, nothing is copied."""
        cycle: Any = self.cycle
        if cycle.body or cycle.response_complete or self.parser.should_upgrade():
            if isinstance(cycle.body, bytes):
                cycle.body = bytearray(cycle.body)
            super().on_body(body)
            return
        cycle.body = body
        if len(body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
        cycle.message_event.set()

    def on_message_complete(self) -> None:
        """The parser has seen the whole request."""
        self._is_inside = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The application has answered."""
        super().on_response_complete()
        self._look_around()

    @property
    def can_send_files(self) -> bool:
        """Whether the kernel may write into the connection itself: nothing is encrypted, and nothing waits before it."""
        return self._descriptor >= 0 and not self._buffered()

    def answer(self, data: bytes) -> None:
        """Sends a shortcut's answer: straight into the socket, and by the transport only what does not fit there."""
        sent = 0
        if not self._buffered():
            try:
                sent = os.write(self._descriptor, data)
            except OSError:  # a full socket, or a broken one, which is the transport's matter
                sent = 0
        if sent < len(data):
            self.transport.write(data[sent:])
        self._has_answered()

    def answer_with_file(self, head: bytes, file: OpenFile, start: int, stop: int) -> None:
        """Sends a shortcut's answer whose body is bytes of a file. Only where `can_send_files`."""
        try:
            last = min(stop, start + PIECE)
            head = head[self._connection.send(head, socket.MSG_MORE) :]
            if not head and file.is_in_memory(last - 1):
                start += os.sendfile(self._descriptor, file.descriptor, start, last - start)
        except BlockingIOError:
            pass
        except OSError:
            self.transport.abort()
            return
        if start == stop and not head:
            self._has_answered()
        else:
            self._transfer_rest(head, file, start, stop)

    def _transfer_rest(self, head: bytes, file: OpenFile, start: int, stop: int) -> None:
        self._unset_keepalive_if_required()
        self.flow.pause_reading()
        self._ready = None
        if self._second < 0:  # the loop lets nobody wait for a descriptor that a transport has
            self._second = os.dup(self._descriptor)
        self._transfer = FileTransfer(loop=self.loop, out=self._second, head=head, file=file, start=start, stop=stop)
        self._transfer.begin(finished=self._transferred, failed=self.transport.abort)

    def _transferred(self) -> None:
        self._transfer = None
        if self._is_ending:
            self.transport.close()
            return
        self._look_around()
        self._has_answered()
        self.flow.resume_reading()

    def _has_answered(self) -> None:
        """No timer is set anew, which would cost as much as an answer."""
        self._was_used = True
        self._head_timer.end()
        if self.timeout_keep_alive_task is None:
            self._wait_for_more()

    def _wait_for_more(self) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def timeout_keep_alive_handler(self) -> None:
        """Closes what was idle for so long, or for up to twice as long."""
        if self._was_used:
            self._was_used = False
            self._wait_for_more()
        else:
            super().timeout_keep_alive_handler()

    def _give_up(self) -> None:
        if self._is_answering:
            self._head_timer.begin()  # what came before has its time
        else:
            self.transport.close()

    @property
    def _is_idle(self) -> bool:
        return not self._is_inside and not self._is_answering

    @property
    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return self._transfer is not None or (cycle is not None and not cycle.response_complete)

    def pause_writing(self) -> None:
        """The client reads more slowly than it is sent to."""
        super().pause_writing()
        self._ready = None

    def resume_writing(self) -> None:
        """The client has read what it was sent."""
        super().resume_writing()
        self._look_around()

    def shutdown(self) -> None:
        """The server ends: what is under way is finished first."""
        if self._transfer is not None:
            self._is_ending = True
        else:
            super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._head_timer.close()
        if self._transfer is not None:
            self._transfer.abandon()
            self._transfer = None
        if self._descriptor >= 0:
            self._connection.detach()  # the descriptor is the transport's
            self._descriptor = -1
        if self._second >= 0:
            os.close(self._second)
            self._second = -1
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        cycle.__class__ = Cycle  # uvicorn makes it itself and asks nobody of which class
        cycle.scope["extensions"] = EXTENSIONS
        super()._start_asgi_task(cycle, app)


def _none() -> int:
    return 1
