"""A database that hangs, crashes and is killed under a steady light load: what clients are told, and what is there afterwards."""

import os
import signal
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import NamedTuple

from bench.adversity_asking import NO_ANSWER, Answer, File, Report, ask, check_after
from bench.servers import BulletDrop, workplace
from bench.upload_load import fresh

SMALL = 4 << 10
FILES = 20
UPLOADERS = 6  # of one owner
AWAY = 30.0  # seconds
BEFORE, AFTERWARDS = 4.0, 6.0
RECOVERY = 60.0
SOON = 5.0  # seconds: the longest that anybody waits for an answer, and until a frozen database is found out
HEALTHY = 2.0
GOOD = {"known file": HTTPStatus.OK, "upload": HTTPStatus.CREATED, "/healthz": HTTPStatus.OK}


class Outage(NamedTuple):
    """How the database goes away. `seconds`: how long it is kept so."""

    name: str
    away: Callable[[BulletDrop], None]
    back: Callable[[BulletDrop], None]
    seconds: float


class Load:
    """Threads that ask for known files, upload and look at the health, each a few times a second, and note every answer."""

    def __init__(self, ours: BulletDrop) -> None:
        self.ours = ours
        self.files: list[File] = []
        self.uploaded: list[File] = []
        self.answers: dict[str, list[Answer]] = {kind: [] for kind in GOOD}
        self.bodies = 0  # delivered, and right
        self._is_over = threading.Event()
        self._numbers = count()
        self._lock = threading.Lock()

    @contextmanager
    def running(self) -> Iterator[None]:
        works = (
            *[("known file", self._get, 0.02)] * 2,
            *[("upload", self._upload, 0.1)] * UPLOADERS,
            ("/healthz", self._look, 0.2),
        )
        threads = [threading.Thread(target=self._repeat, args=work) for work in works]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            for thread in threads:
                thread.join()

    def _repeat(self, kind: str, work: Callable[[], Answer], pause: float) -> None:
        while not self._is_over.wait(pause):
            answer = work()
            self.answers[kind].append(answer)

    def _get(self) -> Answer:
        file = self.files[next(self._numbers) % FILES]
        answer = ask(self.ours, "GET", file.path)
        with self._lock:
            self.bodies += file.is_right(answer)
        return answer

    def _upload(self) -> Answer:
        content = fresh(SMALL)
        answer = ask(self.ours, "PUT", "/api/uploads/file.bin", content)
        if answer.status == HTTPStatus.CREATED:
            self.uploaded.append(File.of(answer, content))
        return answer

    def _look(self) -> Answer:
        return ask(self.ours, "GET", "/healthz")

    def since(self, kind: str, moment: float) -> list[Answer]:
        """The answers that came after this moment, in the order in which they were asked for."""
        return sorted((one for one in list(self.answers[kind]) if one.ended >= moment), key=lambda one: one.began)

    def is_good_since(self, moment: float) -> bool:
        """Whether there were answers of each kind to what was asked after this moment, and all of them good."""
        for kind, good in GOOD.items():
            asked = [one.status for one in self.since(kind, moment) if one.began >= moment]
            if not asked or set(asked) != {good}:
                return False
        return True


def database(report: Report) -> None:
    """One server, three outages."""
    outages = (
        Outage(f"hangs for {AWAY:.0f} s", _freeze, _thaw, AWAY),
        Outage("crashes: its children are killed", _kill_children, _nothing, 0),
        Outage("is killed outright", _kill_all, _nothing, 0),
    )
    with workplace() as folder:
        with BulletDrop(folder) as ours:
            load = Load(ours)
            for _ in range(FILES):
                content = fresh(SMALL)
                load.files.append(File.of(ask(ours, "PUT", "/api/uploads/known.bin", content), content))
            with load.running():
                time.sleep(BEFORE)
                for outage in outages:
                    report.part(f"Database: it {outage.name}")
                    _go_through(report, load, outage)
            _look_after(report, load)
        with BulletDrop(folder) as ours:
            report.part("Database: what is there after another start")
            check_after(report, ours, [*load.files, *load.uploaded], "database, after another start")


def _go_through(report: Report, load: Load, outage: Outage) -> None:
    began = time.monotonic()
    try:
        outage.away(load.ours)
        time.sleep(outage.seconds)
    finally:
        back = time.monotonic()
        outage.back(load.ours)
    until = back + RECOVERY
    time.sleep(AFTERWARDS + 0.5)
    while not load.is_good_since(time.monotonic() - AFTERWARDS) and time.monotonic() < until:
        time.sleep(0.5)
    is_well = load.is_good_since(time.monotonic() - AFTERWARDS)
    report.promise(f"database {outage.name}: not well {RECOVERY:.0f} s after", is_kept=is_well)
    for kind in GOOD:
        _tell(report, outage, kind, load.since(kind, began), back)
    _judge(report, load, outage, began, back)


def _tell(report: Report, outage: Outage, kind: str, answers: list[Answer], back: float) -> None:
    """Figures of a kind, and whether each answer was what it may be, and in time."""
    good = GOOD[kind]
    bad = [one for one in answers if one.status != good]
    statuses = {status: sum(one.status == status for one in answers) for status in sorted({a.status for a in answers})}
    slowest = max(one.seconds for one in answers)
    last = max((one.began for one in bad), default=0.0)
    recovered = min((one.ended for one in answers if one.status == good and one.began >= last), default=float("inf"))
    well = f"{max(0.0, recovered - back):.2f}" if bad else "at once"
    median = statistics.median(one.seconds for one in answers)
    report.figure(f"{kind}: statuses", statuses)
    report.figure("  seconds, median and slowest", f"{median:.3f}, {slowest:.2f}")
    report.figure("  seconds from its return until well", well)
    strange = [one for one in bad if kind == "/healthz" or not _says_so(one)]
    text = [f"{one.status} {one.body[:120]!r} {one.began - back:+.1f} s" for one in strange[:3]]
    report.promise(f"database {outage.name}: {kind}: {len(strange)} answers are wrong: {text}", is_kept=not strange)
    limit = HEALTHY if kind == "/healthz" else SOON
    late = [
        f"{one.status} after {one.seconds:.2f} s, asked at {one.began - back:+.1f}"
        for one in answers
        if one.seconds >= limit
    ]
    report.promise(f"database {outage.name}: {kind}: over {limit:.0f} s: {late}", is_kept=not late)


def _says_so(answer: Answer) -> bool:
    """503, as a problem, with when to come again."""
    return (
        answer.status == HTTPStatus.SERVICE_UNAVAILABLE
        and answer.is_problem
        and answer.headers.get("retry-after", "").isdigit()
    )


def _judge(report: Report, load: Load, outage: Outage, began: float, back: float) -> None:
    """What holds only while it is away for long."""
    if not outage.seconds:
        return
    known = [one for one in load.since("known file", began) if one.status == HTTPStatus.OK and one.ended < back]
    served = max((one.ended for one in known), default=began) - began
    report.figure("known files went on for, seconds", f"{served:.2f}, {len(known)} times")
    uploads = [one for one in load.since("upload", began) if one.began > began + 0.1 and one.ended < back]
    taken = [one for one in uploads if one.status == HTTPStatus.CREATED]
    report.figure("uploads asked for and answered meanwhile", len(uploads))
    report.promise(f"database {outage.name}: {len(taken)} uploads were acknowledged", is_kept=not taken)
    report.promise(f"database {outage.name}: known files were not served at all", is_kept=bool(known))


def _look_after(report: Report, load: Load) -> None:
    report.part("Database: what is there afterwards")
    time.sleep(2)
    ours = load.ours
    counted = sum(ours.views(file.number) for file in load.files)
    lost = sum(one.status == NO_ANSWER for one in load.answers["known file"])
    report.figure("bodies delivered, views counted, answers lost", f"{load.bodies}, {counted}, {lost}")
    report.promise(
        f"database: {load.bodies} bodies, {counted} views, {lost} answers lost",
        is_kept=load.bodies <= counted <= load.bodies + lost,
    )
    check_after(report, ours, [*load.files, *load.uploaded], "database, after it")


def _postgres(ours: BulletDrop) -> list[int]:
    """The server's processes, the first of them first."""
    first = int((ours.data / "postgres/cluster/postmaster.pid").read_text().split()[0])
    found = [pid for pid in ours.pids() if _name(pid) == "postgres" and pid != first]
    return [first, *found]


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def _send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _freeze(ours: BulletDrop) -> None:
    _send(_postgres(ours)[:1], signal.SIGSTOP)  # first, so that it has no new children
    _send(_postgres(ours)[1:], signal.SIGSTOP)


def _thaw(ours: BulletDrop) -> None:
    _send(_postgres(ours), signal.SIGCONT)


def _kill_children(ours: BulletDrop) -> None:
    _send(_postgres(ours)[1:], signal.SIGKILL)


def _kill_all(ours: BulletDrop) -> None:
    _send(_postgres(ours), signal.SIGKILL)


def _nothing(_: BulletDrop) -> None:
    pass
