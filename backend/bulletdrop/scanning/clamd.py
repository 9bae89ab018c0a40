"""The scanner: who may ask clamd when, and whether it is worth asking.

A connection is for one scan: keeping them open (IDSESSION) saves 5 % of what a file of 100 KB takes.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, Self

from bulletdrop.core.sockets import SocketAddress, socket_address
from bulletdrop.scanning.connection import Connection, ScannerDown
from bulletdrop.scanning.scan import PIECE, Scan
from bulletdrop.scanning.verdicts import Verdict

PATIENCE: Final = 9.0  # seconds from a file's last byte to its verdict
SIMULTANEOUS: Final = 8  # scans; clamd's MaxThreads is 10 where nobody changed it
UNDER_WAY: Final = 32  # uploads that clamd receives at once, each into a temporary file of its own
LET_IN_WITHIN: Final = 1.0  # seconds that an upload may wait for its place among those
ANSWER_WITHIN: Final = 3.0  # seconds for what clamd knows by heart
DOWN_FOR: Final = 2.0  # seconds for which nobody asks again after clamd was not to be had
READ: Final = 4 * PIECE


class Busy(ScannerDown):
    """So many slow uploads are being scanned as they come that this one is not."""

    is_busy = True


class Scanner:
    """A clamd. `limit`: bytes of the largest file that it may be given.

    Make one for a process, and use it in one event loop. It holds nothing that needs to be closed.
    """

    def __init__(
        self, address: SocketAddress, *, limit: int, simultaneous: int = SIMULTANEOUS, patience: float = PATIENCE
    ) -> None:
        self.limit = limit
        self.patience = patience
        self._address = address
        self.turns = asyncio.Semaphore(simultaneous)
        # Apart from the turns, for clients decide how long an upload takes: slow ones keep no file from being scanned.
        self._under_way = asyncio.Semaphore(UNDER_WAY)
        self._down_until = 0.0  # the loop's time
        self._why_down = ""
        self._is_in_doubt = False
        self._asking = asyncio.Lock()

    @classmethod
    def of(cls, address: str, *, limit: int, simultaneous: int = SIMULTANEOUS, patience: float = PATIENCE) -> Self:
        """From `unix:/path` or `tcp://host:port`. Raises ValueError with a sentence for anything else."""
        return cls(socket_address(address), limit=limit, simultaneous=simultaneous, patience=patience)

    def begin(self) -> Scan:
        """A file that is coming in. Nothing is asked of clamd until a piece of it is there."""
        return Scan(self)

    async def scan_file(self, source: str | int) -> Verdict:
        """Scans what is stored: a path, or a descriptor, whose offset is neither used nor moved.

        Raises OSError where it cannot be read.
        """
        async with self.turns, Scan(self, has_turn=True) as scan:
            while not scan.is_decided and (piece := await asyncio.to_thread(_read, source, scan.size)):
                await scan.feed(piece)
            return await scan.verdict()

    async def ping(self) -> None:
        """Raises ScannerDown, within three seconds, where clamd does not answer. A good answer ends every doubt."""
        answer = await self._asked(b"zPING\0")
        if answer != b"PONG\0":
            raise self._down(f"clamd answered {answer[:80]!r} to a ping.")
        self._down_until = 0.0
        self._is_in_doubt = False

    async def version(self) -> str:
        """Engine, number and date of the signatures: `ClamAV 1.4.6/27830/Tue Nov 24 09:34:07 2026`. Raises ScannerDown."""
        return (await self._asked(b"zVERSION\0")).rstrip(b"\0").decode("utf-8", "replace")

    def doubt(self) -> None:
        """It fell silent in a scan. One file may just be slow, so the next scan asks it first whether it is there."""
        self._is_in_doubt = True

    @asynccontextmanager
    async def connection(self, *, is_slow: bool) -> AsyncIterator[Connection]:
        """A connection. `is_slow`: a client decides how long it is held.

        Raises ScannerDown, at once while clamd is known to be down; Busy where too many slow ones are held.
        """
        async with AsyncExitStack() as stack:
            if is_slow:
                await self._let_in(stack)
            await self._made_sure()
            try:
                opened = await Connection.open(self._address)
            except ScannerDown as error:
                raise self._down(str(error)) from None
            stack.callback(opened.close)
            yield opened

    async def _let_in(self, stack: AsyncExitStack) -> None:
        try:
            async with asyncio.timeout(LET_IN_WITHIN):
                await stack.enter_async_context(self._under_way)
        except TimeoutError:
            raise Busy(f"{UNDER_WAY} uploads are being scanned as they come.") from None

    async def _made_sure(self) -> None:
        self._fail_fast()
        if self._is_in_doubt:
            async with self._asking:
                self._fail_fast()  # another one asked while we waited
                if self._is_in_doubt:
                    await self.ping()

    def _fail_fast(self) -> None:
        if asyncio.get_running_loop().time() < self._down_until:
            raise ScannerDown(self._why_down)

    def _down(self, why: str) -> ScannerDown:
        self._down_until = asyncio.get_running_loop().time() + DOWN_FOR
        self._why_down = why
        return ScannerDown(why)

    async def _asked(self, command: bytes) -> bytes:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                opened = await Connection.open(self._address)
                try:
                    await opened.send(command)
                    answer = await opened.answer()
                finally:
                    opened.close()
        except TimeoutError:
            raise self._down(f"clamd said nothing for {ANSWER_WITHIN:g} seconds.") from None
        except (OSError, ScannerDown) as error:
            raise self._down(str(error)) from None
        if not answer:
            raise self._down("clamd hung up without an answer.")
        return answer


def _read(source: str | int, offset: int) -> bytes:
    if isinstance(source, int):
        return os.pread(source, READ, offset)
    # Opened for each piece: whoever cancels us leaves nothing open, and stored bytes never change.
    descriptor = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.pread(descriptor, READ, offset)
    finally:
        os.close(descriptor)
