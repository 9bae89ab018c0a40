"""Work that comes back: run every so many seconds, or at once when something happened."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger("bulletdrop.jobs")


class Periodic:
    """One repeated piece of work of this process. An error is logged, and the next turn comes all the same."""

    def __init__(self, name: str, work: Callable[[], Awaitable[object]], *, seconds: float) -> None:
        self._name = name
        self._work = work
        self._seconds = seconds
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Runs the work now, and again and again."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    def wake(self) -> None:
        """Runs the work soon instead of at its time."""
        self._wanted.set()

    async def stop(self) -> None:
        """Ends it; work that runs is cut off, and its transaction rolled back."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            self._wanted.clear()
            try:
                await self._work()
            except Exception as error:  # noqa: BLE001 - whatever fails now is tried again
                log.warning("periodic.failed", name=self._name, error=repr(error))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), self._seconds)
