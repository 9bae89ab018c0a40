"""One file on its way through the scanner, in the same pass as the upload.

A small file is kept until it is whole and then takes clamd's time for milliseconds, however slow its client is. Of a
bigger one a piece is passed on as soon as it is there, as fast as clamd takes it: nothing gathers but that piece.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from types import TracebackType
from typing import Any, Final, Protocol, Self

from bulletdrop.scanning.connection import Connection, ScannerDown
from bulletdrop.scanning.verdicts import Clean, Unscanned, Verdict, understood

PIECE: Final = (
    128 << 10
)  # bytes; the kernel takes it whole (wmem_default is 208 KiB), at half the work of twice as much
QUIET: Final = 20.0  # seconds after which less than a piece is passed on too: clamd hangs up after ReadTimeout, 120
AT_LEAST: Final = 1.0  # seconds for the verdict where the last piece took most of the time
COMMAND: Final = b"zINSTREAM\0"
END: Final = bytes(4)
BROKEN_OFF: Final = Unscanned("The scan was broken off.")


class Asked(Protocol):
    """What a scan needs of its scanner."""

    limit: int
    patience: float
    turns: asyncio.Semaphore

    def connection(self, *, is_slow: bool) -> AbstractAsyncContextManager[Connection]: ...
    def doubt(self) -> None: ...
    async def scan_file(self, source: str | int) -> Verdict: ...


class Scan:
    """One file; as an async context manager it leaves no connection behind."""

    def __init__(self, scanner: Asked, *, has_turn: bool = False) -> None:
        self.size = 0
        self._scanner = scanner
        self._has_turn = has_turn
        self._gathered = bytearray()
        self._held = AsyncExitStack()
        self._connection: Connection | None = None
        self._loop = asyncio.get_running_loop()
        self._passed_on_at = 0.0
        self._spent = 0.0  # seconds, on the newest bytes
        self._outcome: Verdict | None = None
        self._had_no_turn = False
        self._is_over = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._held.aclose()

    @property
    def is_decided(self) -> bool:
        """Whether more bytes change nothing: it failed, or is too large."""
        return self._outcome is not None

    async def feed(self, data: bytes | bytearray) -> None:
        """Takes the next bytes. Raises nothing: what goes wrong is told by `verdict`."""
        if self._is_over:
            raise RuntimeError("the verdict is given")
        self.size += len(data)
        self._spent = 0.0
        if not self.is_decided and self.size > self._scanner.limit:
            await self._decide(Unscanned(f"The file is over {self._scanner.limit} bytes.", is_too_large=True))
        if not self.is_decided:
            self._gathered += data
            began = self._loop.time()
            while self._is_due():
                await self._attempt(self._pass_on(), within=self._scanner.patience / 2)
            self._spent = self._loop.time() - began

    async def verdict(self, path: str | None = None) -> Verdict:
        """After the last byte: the answer, within the scanner's patience.

        `path`: a file that holds the same bytes. It is read where so many slow uploads were under way that this one had
        no turn; without it such a file is unscanned.
        """
        self._is_over = True
        if self._outcome is None:
            await self._attempt(self._finish(), within=max(AT_LEAST, self._scanner.patience - self._spent))
        if self._had_no_turn and path is not None:
            self._had_no_turn = False
            await self._attempt(self._scanner.scan_file(path), within=self._scanner.patience)
        return self._outcome or BROKEN_OFF

    def _is_due(self) -> bool:
        if len(self._gathered) >= PIECE:
            return True
        is_quiet = self._connection is not None and self._loop.time() - self._passed_on_at > QUIET
        return is_quiet and bool(self._gathered)

    async def _attempt(self, step: Coroutine[Any, Any, Verdict | None], *, within: float) -> None:
        """Takes a step. What keeps it from ending well is the outcome; a scan that is cancelled in it is never clean."""
        self._outcome = BROKEN_OFF
        try:
            async with asyncio.timeout(within):
                outcome = await step
        except TimeoutError:
            self._scanner.doubt()
            outcome = self._last_words(f"clamd did nothing for {within:.0f} seconds.")
        except ScannerDown as error:
            self._had_no_turn = error.is_busy
            outcome = Unscanned(str(error))
        except OSError as error:
            outcome = self._last_words(f"clamd hung up: {error}.")
        if outcome is None:
            self._outcome = None
        else:
            await self._decide(outcome)

    async def _decide(self, outcome: Verdict) -> None:
        self._outcome = outcome
        self._gathered = bytearray()
        self._connection = None
        await self._held.aclose()

    def _last_words(self, otherwise: str) -> Verdict:
        return _unless_clean(self._connection.last_words() if self._connection else b"", otherwise)

    async def _pass_on(self) -> None:
        piece = self._gathered[:PIECE]
        del self._gathered[:PIECE]
        if self._connection is None:
            self._connection = await self._held.enter_async_context(
                self._scanner.connection(is_slow=not self._has_turn)
            )
            await self._connection.send(COMMAND, *_framed(piece))
        else:
            await self._connection.send(*_framed(piece))
        self._passed_on_at = self._loop.time()

    async def _finish(self) -> Verdict:
        # Only now: clamd gives a stream a thread when it is whole, so that one under way is in nobody's way.
        async with nullcontext() if self._has_turn else self._scanner.turns:
            if self._connection is not None:
                await self._connection.send(*_framed(self._gathered), END)
                return understood(await self._connection.answer())
            # All of it is still here. Where a clamd that is replaced hangs up, another connection finds the new one.
            return await self._whole() or await self._whole() or understood(b"")

    async def _whole(self) -> Verdict | None:
        async with self._scanner.connection(is_slow=False) as connection:
            try:
                await connection.send(COMMAND, *_framed(self._gathered), END)
                answer = await connection.answer()
            except ConnectionError:
                answer = connection.last_words()
                return _unless_clean(answer, "clamd hung up before it had all.") if answer else None
        return understood(answer) if answer else None


def _framed(piece: bytearray) -> list[bytes | bytearray]:
    """A chunk with its length before it; nothing for no bytes, since a length of zero ends the stream."""
    return [len(piece).to_bytes(4, "big"), piece] if piece else []


def _unless_clean(answer: bytes, otherwise: str) -> Verdict:
    """What clamd said before it had the whole file. That can be no OK."""
    verdict = understood(answer) if answer else Unscanned(otherwise)
    return Unscanned(otherwise) if isinstance(verdict, Clean) else verdict
