"""Ten thousand clients who keep their connection, read slowly or never finish their request, while others go on."""

import json
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.adversity_asking import Answer, File, Report, ask
from bench.servers import LOAD_CORE, ROOT, BulletDrop, workplace
from bench.upload_load import fresh

WANTED = 10_000
SPARED = 500  # descriptors for everything else
HELD = 20.0  # seconds
HEALTHY = 2.0
COMES_BACK = 30.0  # seconds
MORE_DESCRIPTORS = 20  # files that are kept open
MORE_MB = 100.0  # that the allocator may keep for the next ten thousand


class Crowd(NamedTuple):
    """`each`: descriptors of the server that one of them takes."""

    name: str
    kind: str
    file: File
    each: int
    query: str = ""
    most: int = WANTED


class Watch:
    """Somebody else, who looks at the health and downloads 100 KB, a few times a second."""

    def __init__(self, ours: BulletDrop, file: File) -> None:
        self._ours, self._file = ours, file
        self.health: list[Answer] = []
        self.downloads: list[Answer] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        is_over = threading.Event()

        def look() -> None:
            while not is_over.wait(0.2):
                self.health.append(ask(self._ours, "GET", "/healthz"))
                self.downloads.append(ask(self._ours, "GET", self._file.path))

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def tell(self, report: Report, crowd: Crowd) -> None:
        for name, answers in (("/healthz", self.health), ("download of 100 KB", self.downloads)):
            seconds = [one.seconds for one in answers]
            worst = max(seconds)
            report.figure(f"{name}, median and worst seconds", f"{statistics.median(seconds):.4f}, {worst:.3f}")
        bad = [one for one in self.health if one.status != 200] + [
            one for one in self.downloads if not self._file.is_right(one)
        ]
        worst = max(one.seconds for one in self.health)
        said = [f"{one.status} {one.body[:80]!r}" for one in bad[:3]]
        report.promise(f"{crowd.name}: {len(bad)} answers to others are wrong: {said}", is_kept=not bad)
        report.promise(f"{crowd.name}: /healthz took {worst:.2f} s", is_kept=worst < HEALTHY)


def connections(report: Report) -> None:
    """One server, one crowd after the other."""
    with workplace() as folder, BulletDrop(folder) as ours:
        small, middle, large = (_put(ours, size) for size in (4 << 10, 100 << 10, 1 << 20))
        crowds = (
            Crowd("idle kept connections", "idle", small, 1),
            Crowd("slow readers of 1 MB", "readers", large, 2),
            Crowd("slow readers, the ordinary way", "readers", large, 2, query="?download", most=2000),
            Crowd("slow senders of half a head", "senders", small, 1),
        )
        for crowd in crowds:
            report.part(f"Connections: {crowd.name}")
            _go_through(report, ours, crowd, middle)


def _put(ours: BulletDrop, size: int) -> File:
    content = fresh(size)
    file = File.of(ask(ours, "PUT", "/api/uploads/file.bin", content), content)
    ask(ours, "GET", file.path)  # known from now on
    return file


def _go_through(report: Report, ours: BulletDrop, crowd: Crowd, other: File) -> None:
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(crowd.most, (limit - SPARED) // crowd.each)
    memory, descriptors = ours.memory_mb(), _descriptors(ours)
    watch = Watch(ours, other)
    with watch.running(), _clients(ours, crowd, wanted) as process:
        there = json.loads(_line(process))
        time.sleep(HELD)
        during, open_now = ours.memory_mb(), _descriptors(ours)
        process.stdin.close()  # type: ignore[union-attr]
        at_last = json.loads(_line(process))
    report.figure("connections, of so many descriptors", f"{there['open']:,} of {wanted:,}, {limit:,}")
    report.figure("  of them answered, refused", f"{there['answered']:,}, {there['failed'] + there['closed']:,}")
    report.figure(
        f"  still there {HELD:.0f} s later; MB received", f"{at_last['open']:,}; {at_last['received'] / 1e6:.1f}"
    )
    watch.tell(report, crowd)
    back = _until_back(ours, descriptors, memory)
    after, open_after = ours.memory_mb(), _descriptors(ours)
    each = (during - memory) * 1024 / max(1, there["open"])
    report.figure("MB before, during, after", f"{memory:.0f}, {during:.0f}, {after:.0f}; {each:.1f} KB each")
    report.figure("descriptors before, during, after", f"{descriptors}, {open_now}, {open_after}; after {back:.1f} s")
    report.promise(f"{crowd.name}: {there['open']} of {wanted} connected", is_kept=there["open"] == wanted)
    is_back = open_after <= descriptors + MORE_DESCRIPTORS
    report.promise(f"{crowd.name}: {open_after} descriptors, {descriptors} before", is_kept=is_back)
    is_small = after <= memory + MORE_MB
    report.promise(f"{crowd.name}: {after:.0f} MB afterwards, {memory:.0f} before", is_kept=is_small)


def _until_back(ours: BulletDrop, descriptors: int, memory: float) -> float:
    """Seconds until both are as before, or were waited for long enough."""
    began = time.monotonic()
    while time.monotonic() - began < COMES_BACK:
        if _descriptors(ours) <= descriptors + MORE_DESCRIPTORS and ours.memory_mb() <= memory + MORE_MB / 2:
            break
        time.sleep(0.5)
    return time.monotonic() - began


def _descriptors(ours: BulletDrop) -> int:
    return len(list(Path(f"/proc/{ours.process.pid}/fd").iterdir()))


@contextmanager
def _clients(ours: BulletDrop, crowd: Crowd, number: int) -> Iterator["subprocess.Popen[str]"]:
    """The crowd, in a process of its own."""
    path = f"{crowd.file.path}{crowd.query}"
    command = ["taskset", "-c", str(LOAD_CORE), sys.executable, "-m", "bench.adversity_clients"]
    command += [crowd.kind, str(ours.port), ours.host, path, str(number)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _line(process: "subprocess.Popen[str]") -> str:
    if process.stdout is None:
        raise RuntimeError("its output is a pipe")
    return process.stdout.readline()
