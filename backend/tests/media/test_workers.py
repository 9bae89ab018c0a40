"""The pool of child processes: what a job can do to its child, and that the next job does not notice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bulletdrop.media import workers as module
from bulletdrop.media.workers import Workers, WorkFailed, WorkRefused

WORKS = "tests.media.works:WORKS"
PARENT = f"""
import asyncio
from bulletdrop.media.workers import Workers

async def main():
    workers = Workers(count=1, works="{WORKS}")
    print((await workers.run("echo"))["pid"], flush=True)
    await workers.run(WORK)

asyncio.run(main())
"""


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    pool = Workers(count=1, seconds=10, works=WORKS)
    yield pool
    await pool.close()


async def pid_of(pool: Workers) -> int:
    return int((await pool.run("echo"))["pid"])


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


async def until_gone(pid: int) -> bool:
    for _ in range(500):
        if not is_running(pid):
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_child_does_one_job_after_the_other(workers: Workers) -> None:
    assert not workers._resting
    first = await workers.run("echo", path="/x", number=3)
    assert first["path"] == "/x"
    assert first["number"] == 3
    assert first["pid"] == await pid_of(workers)
    assert first["pid"] != os.getpid()


async def test_a_refusal_is_told_and_the_child_goes_on(workers: Workers) -> None:
    before = await pid_of(workers)
    with pytest.raises(WorkRefused, match="Not this one"):
        await workers.run("refuse")
    assert await pid_of(workers) == before


@pytest.mark.parametrize("work", ["leave", "fault", "stumble", "hog", "nothing of this name"])
async def test_a_job_that_goes_wrong_takes_its_child_with_it(workers: Workers, work: str) -> None:
    before = await pid_of(workers)
    with pytest.raises(WorkFailed):
        await workers.run(work)
    assert await pid_of(workers) != before
    assert await until_gone(before)


@pytest.mark.parametrize(("work", "arguments"), [("spin", {}), ("sleep", {"duration": 60})])
async def test_a_job_has_so_much_time_and_no_more(workers: Workers, work: str, arguments: dict[str, Any]) -> None:
    before = await pid_of(workers)
    began = time.monotonic()
    with pytest.raises(WorkFailed):
        await workers.run(work, seconds=0.5, **arguments)
    assert time.monotonic() - began < 5
    assert await until_gone(before)
    assert await pid_of(workers)


async def test_a_job_cannot_fill_the_disk(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(WorkFailed):
        await workers.run("flood", path=str(tmp_path / "a"))
    assert (tmp_path / "a").stat().st_size <= 64 << 20


async def test_a_memory_hog_is_stopped_before_300_mb(workers: Workers) -> None:
    pid = await pid_of(workers)
    job = asyncio.create_task(workers.run("hog"))
    peak = 0
    while not job.done():
        await asyncio.sleep(0.002)
        if is_running(pid):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            peak = max([peak, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
    with pytest.raises(WorkFailed):
        await job
    assert 50_000 < peak < 300_000


async def test_a_child_has_nothing_that_it_does_not_need(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULLETDROP_SECRET", "x")
    found = await workers.run("surroundings")
    assert "BULLETDROP_SECRET" not in found["environment"]
    assert found["descriptors"] <= 5  # three, the answers, and the folder that is listed
    assert found["nice"] >= 10
    assert found["core"] == 0
    assert found["network"] != "reached"
    assert found["no_new_privileges"]


async def test_what_libraries_print_is_no_answer(workers: Workers) -> None:
    assert await workers.run("chatter") == {"done": True}
    assert await pid_of(workers)


async def test_twenty_jobs_at_once_share_two_children() -> None:
    pool = Workers(count=2, works=WORKS)
    answers = await asyncio.gather(*(pool.run("echo", number=number) for number in range(20)))
    assert [answer["number"] for answer in answers] == list(range(20))
    assert len({answer["pid"] for answer in answers}) <= 2
    pids = {answer["pid"] for answer in answers}
    await pool.close()
    assert not any(map(is_running, pids))


async def test_who_waits_goes_before_what_is_made_ahead(workers: Workers, tmp_path: Path) -> None:
    log = tmp_path / "log"
    first = asyncio.create_task(workers.run("sleep", duration=0.2, log=str(log), name="first"))
    await asyncio.sleep(0)
    rest = [
        asyncio.create_task(workers.run("sleep", urgent=urgent, duration=0, log=str(log), name=name))
        for name, urgent in (("ahead 1", False), ("ahead 2", False), ("urgent 1", True), ("urgent 2", True))
    ]
    await asyncio.gather(first, *rest)
    assert log.read_text().splitlines() == ["first", "urgent 1", "urgent 2", "ahead 1", "ahead 2"]


async def test_a_cancelled_caller_frees_its_turn(workers: Workers) -> None:
    before = await pid_of(workers)
    running = asyncio.create_task(workers.run("sleep", duration=60))
    waiting = asyncio.create_task(workers.run("sleep", duration=60))
    await asyncio.sleep(0.1)
    waiting.cancel()
    running.cancel()
    await asyncio.wait([running, waiting])
    assert running.cancelled()
    assert waiting.cancelled()
    assert await until_gone(before)
    assert await pid_of(workers) != before


async def test_a_turn_that_comes_with_the_cancellation_is_passed_on() -> None:
    turns = module.Turns(1)
    await turns.take(urgent=True)
    second = asyncio.create_task(turns.take(urgent=True))
    third = asyncio.create_task(turns.take(urgent=False))
    await asyncio.sleep(0)
    turns.give()
    second.cancel()
    await asyncio.wait([second])
    await asyncio.wait_for(third, 1)


async def test_an_idle_child_ends(workers: Workers) -> None:
    workers._idle_seconds = 0.1
    pid = await pid_of(workers)
    assert await until_gone(pid)
    assert not workers._resting
    assert await pid_of(workers) != pid


async def test_a_child_that_was_killed_in_its_rest_is_not_asked(workers: Workers) -> None:
    pid = await pid_of(workers)
    os.kill(pid, signal.SIGKILL)
    await asyncio.sleep(0.3)
    assert await pid_of(workers) != pid


async def test_a_child_is_replaced_after_many_jobs(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_JOBS", 3)
    pids = [await pid_of(workers) for _ in range(7)]
    assert len(set(pids)) == 3
    assert pids[0] == pids[2] != pids[3]


async def test_closing_ends_jobs_under_way_and_waiting_ones() -> None:
    pool = Workers(count=1, works=WORKS)
    pid = await pid_of(pool)
    jobs = [asyncio.create_task(pool.run("sleep", duration=60)) for _ in range(2)]
    await asyncio.sleep(0.1)
    await pool.close()
    assert not is_running(pid)
    assert [type(result) for result in await asyncio.gather(*jobs, return_exceptions=True)] == [WorkFailed, WorkFailed]
    with pytest.raises(WorkFailed):
        await pool.run("echo")
    await pool.close()


def start_parent(work: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", PARENT.replace("WORK)", f"{work})")],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


@pytest.mark.parametrize("work", ['"sleep", duration=60', '"spin"'])
async def test_a_killed_server_leaves_no_child(work: str) -> None:
    with start_parent(work) as parent:
        assert parent.stdout is not None
        pid = int(await asyncio.to_thread(parent.stdout.readline))
        await asyncio.sleep(0.2)  # it is in the middle of the job
        assert is_running(pid)
        parent.kill()
        parent.wait()
        assert await until_gone(pid)
