"""The bytes of a file on their way into a connection by sendfile(2), which spares copying them through this process.

sendfile(2) would stop the whole process while a disk is read: it is called only for bytes that the kernel has in memory.
Others are read by a thread first.
"""

import asyncio
import os
import time
from collections.abc import Callable
from typing import Final

PIECE: Final = 4 << 20  # bytes, looked for in memory and sent before others have their turn
STAYS: Final = 0.1  # seconds
_ONE_BYTE: Final = [bytearray(1)]


class OpenFile:
    """A file that is open for as long as somebody refers to this."""

    __slots__ = ("_seen", "_seen_at", "descriptor")

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._seen = -1  # the byte that was found in memory, and when
        self._seen_at = 0.0

    def __del__(self) -> None:
        os.close(self.descriptor)

    def is_in_memory(self, last: int) -> bool:
        """Whether the kernel has the byte at `last` in memory. Files are read from their beginning and ahead, so that one
        stands for those before it, and what was just sent stays for a while.
        """
        now = time.monotonic()
        if last == self._seen and now - self._seen_at < STAYS:
            return True
        try:
            os.preadv(self.descriptor, _ONE_BYTE, last, os.RWF_NOWAIT)
        except OSError:  # it has not, or cannot tell
            return False
        self._seen, self._seen_at = last, now
        return True


class FileTransfer:
    """What is left of an answer that did not fit into the socket at once, sent as the client reads it.

    `out` is a descriptor of the socket that the event loop knows nothing else of. Calls `finished` once all bytes are with
    the kernel, or `failed` where that cannot be; `abandon` ends it before.
    """

    def __init__(
        self, *, loop: asyncio.AbstractEventLoop, out: int, head: bytes, file: OpenFile, start: int, stop: int
    ) -> None:
        self._loop = loop
        self._out = out
        self._head = head
        self._file = file
        self._at = start
        self._stop = stop
        self._known_until = start  # where that ends which a thread has read
        self._is_over = False

    def begin(self, *, finished: Callable[[], None], failed: Callable[[], None]) -> None:
        """Goes on as soon as the socket takes more."""
        self._finished, self._failed = finished, failed
        self._loop.add_writer(self._out, self._go_on)

    def abandon(self) -> None:
        """Ends it, wherever it is."""
        if not self._is_over:
            self._is_over = True
            self._loop.remove_writer(self._out)

    def _go_on(self) -> None:
        try:
            self._send()
        except BlockingIOError:
            return
        except OSError:
            self.abandon()
            self._failed()
            return
        if self._at == self._stop:
            self.abandon()
            self._finished()

    def _send(self) -> None:
        while self._head:
            self._head = self._head[os.write(self._out, self._head) :]
        last = min(self._stop, self._at + PIECE)
        if self._at < self._known_until:
            last = min(last, self._known_until)
        elif not self._file.is_in_memory(last - 1):
            self._read_first(last)
            return
        sent = os.sendfile(self._out, self._file.descriptor, self._at, last - self._at)
        if not sent:
            raise OSError("the file is shorter than it was")
        self._at += sent

    def _read_first(self, last: int) -> None:
        self._loop.remove_writer(self._out)
        reading = self._loop.run_in_executor(None, os.pread, self._file.descriptor, last - self._at, self._at)
        reading.add_done_callback(self._was_read)

    def _was_read(self, reading: asyncio.Future[bytes]) -> None:
        if self._is_over:
            return
        if reading.cancelled() or reading.exception() or not reading.result():
            self._is_over = True
            self._failed()
            return
        self._known_until = self._at + len(reading.result())
        self._loop.add_writer(self._out, self._go_on)
