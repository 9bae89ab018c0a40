"""Work that comes back."""

import asyncio

from bulletdrop.jobs.periodic import Periodic
from tests.support import eventually


async def test_work_begins_at_once_and_comes_back() -> None:
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    periodic = Periodic("test", work, seconds=0.01)
    periodic.start()
    await eventually(lambda: len(done) >= 3)
    await periodic.stop()
    count = len(done)
    await asyncio.sleep(0.05)
    assert len(done) == count


async def test_a_failure_does_not_end_it() -> None:
    turns: list[int] = []

    async def work() -> None:
        turns.append(1)
        raise ValueError("this once")

    periodic = Periodic("test", work, seconds=0.01)
    periodic.start()
    await eventually(lambda: len(turns) >= 3)
    await periodic.stop()


async def test_it_can_be_woken_before_its_time_and_while_it_works() -> None:
    turns: list[int] = []

    async def work() -> None:
        turns.append(1)
        if len(turns) == 2:
            periodic.wake()

    periodic = Periodic("test", work, seconds=3600)
    periodic.start()
    await eventually(lambda: len(turns) == 1)
    periodic.wake()
    await eventually(lambda: len(turns) == 3)
    await periodic.stop()


async def test_stopping_what_was_never_started_is_no_error() -> None:
    async def work() -> None:
        """Nothing."""

    await Periodic("test", work, seconds=1).stop()
