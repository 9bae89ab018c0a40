"""One child process, seen from the server: started, given one job after the other, ended."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import Any, Final

import structlog

from bulletdrop.media.work import WorkFailed, WorkRefused

ANSWER: Final = 8 << 20  # bytes of the longest answer that is read
WORDS: Final = 500  # characters of a line on standard error that are logged
LINES: Final = 50  # of them for each child
# Nothing else of the server's environment, where secrets are, goes to a child.
HANDED_DOWN: Final = ("PATH", "TMPDIR", "LD_LIBRARY_PATH")
# One arena and one thread: address space is limited, and so are the processors.
OWN: Final = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}

log = structlog.get_logger("bulletdrop.media")


class Child:
    """A fresh interpreter that runs `bulletdrop.media.worker`. Not for two jobs at once."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._listener = asyncio.create_task(self._listen())
        self.jobs = 0

    @classmethod
    async def start(cls, works: str) -> "Child":
        """`works` names more works than those of media/work.py, as MODULE:DICT; may be empty."""
        environment = {name: os.environ[name] for name in HANDED_DOWN if name in os.environ} | OWN
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-s", "-m", "bulletdrop.media.worker", "--parent", str(os.getpid()), "--works", works,
            stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=ANSWER, start_new_session=True,
            env=environment | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        return cls(process)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def do(self, work: str, arguments: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The result of a job. Raises WorkRefused, after which the child can go on, or WorkFailed, after which it cannot."""
        self.jobs += 1
        line = json.dumps({"work": work, "seconds": seconds, "arguments": arguments}).encode() + b"\n"
        try:
            async with asyncio.timeout(seconds):
                answer = json.loads(await self._exchange(line))
        except TimeoutError:
            raise WorkFailed(f"It takes longer than {seconds:g} s.") from None
        except (OSError, ValueError) as error:
            raise WorkFailed("The process ended in the middle of it.") from error
        if "refused" in answer:
            raise WorkRefused(answer["refused"])
        if "failed" in answer:
            raise WorkFailed(answer["failed"])
        result: dict[str, Any] = answer["ok"]
        return result

    async def end(self) -> None:
        """Kills it, whatever it is doing, and waits until it is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self._listener

    async def _exchange(self, line: bytes) -> bytes:
        assert self._process.stdin is not None  # noqa: S101 - they are pipes
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(line)
        await self._process.stdin.drain()
        return await self._process.stdout.readline()

    async def _listen(self) -> None:
        """Logs what it says on standard error, as far as that is bearable, and reads the rest away."""
        assert self._process.stderr is not None  # noqa: S101
        logged = 0
        while said := await self._process.stderr.read(4096):
            for line in said.decode(errors="replace").splitlines():
                logged += 1
                if logged <= LINES:
                    log.warning("media_worker_said", pid=self.pid, text=line[:WORDS])
