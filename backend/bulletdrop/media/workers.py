"""Work on hostile files, done in child processes of little power (security B5).

A picture that crashes its decoder, runs for ever or swells in memory takes a child with it, not the server. A child is
started for the first job, ended after a while without one, and replaced when it was harmed or has done many.
"""

import asyncio
import heapq
import itertools
from typing import Any, Final

from bulletdrop.media.child import Child
from bulletdrop.media.work import WorkFailed, WorkRefused

__all__ = ["WorkFailed", "WorkRefused", "Workers"]

MOST_JOBS: Final = 200  # that one child does: what its libraries leak goes with it


class Workers:
    """At most `count` children. A job has `seconds` of wall and as many of processor time, its waiting not counted."""

    def __init__(self, *, count: int = 1, seconds: float = 10, idle_seconds: float = 60, works: str = "") -> None:
        """`works` names more works than those of media/work.py, as MODULE:DICT."""
        self._seconds = seconds
        self._idle_seconds = idle_seconds
        self._works = works
        self._turns = Turns(count)
        self._busy: set[Child] = set()
        self._resting: dict[Child, asyncio.TimerHandle] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._is_closed = False

    async def run(
        self, work: str, *, urgent: bool = True, seconds: float | None = None, **arguments: Any
    ) -> dict[str, Any]:
        """Waits for a free child and does the work; raises WorkRefused or WorkFailed. Urgent is what somebody waits for.
        When the caller is cancelled, the child is killed. `seconds` replaces the usual limit, say for a very big file.
        """
        await self._turns.take(urgent=urgent)
        try:
            child = await self._child()
            try:
                result = await child.do(work, arguments, seconds or self._seconds)
            except WorkRefused:
                self._rest(child)
                raise
            except BaseException:
                self._end(child)
                raise
            self._rest(child)
            return result
        finally:
            self._turns.give()

    async def close(self) -> None:
        """Ends every child; jobs under way and those that wait fail."""
        self._is_closed = True
        for child in [*self._resting, *self._busy]:
            self._end(child)
        while self._ending:
            await asyncio.wait(self._ending)

    async def _child(self) -> Child:
        child = self._rested() or await Child.start(self._works)
        self._busy.add(child)
        if self._is_closed:
            self._end(child)
            raise WorkFailed("The server is shutting down.")
        return child

    def _rested(self) -> Child | None:
        while self._resting:
            child, timer = self._resting.popitem()  # the one that rested last, so that a second one may end
            timer.cancel()
            if child.is_alive:
                return child
            self._end(child)
        return None

    def _rest(self, child: Child) -> None:
        if self._is_closed or child.jobs >= MOST_JOBS:
            self._end(child)
            return
        self._busy.discard(child)
        self._resting[child] = asyncio.get_running_loop().call_later(self._idle_seconds, self._end, child)

    def _end(self, child: Child) -> None:
        self._busy.discard(child)
        if timer := self._resting.pop(child, None):
            timer.cancel()
        task = asyncio.create_task(child.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


class Turns:
    """A semaphore whose waiting line is sorted: who is urgent first, then who came first."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._line: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    async def take(self, *, urgent: bool) -> None:
        if self._free:  # nobody waits as long as one is free
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._line, (not urgent, next(self._numbers), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it came in the same moment
                self.give()
            raise

    def give(self) -> None:
        while self._line:
            *_, turn = heapq.heappop(self._line)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
