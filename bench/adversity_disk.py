"""A disk that is full: under the files alone, then under the whole data folder but for the database."""

import asyncio
import http.client
import os
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import asyncpg

from bench.adversity_asking import NO_ANSWER, PROGRAM, File, Report, ask, check_after, wrong_files
from bench.adversity_small_disk import CannotMountError, Sender, small_disk
from bench.servers import BROWSER, BulletDrop, free_port, workplace

SIZE, LARGER = 64 << 20, 128 << 20
OTHERS = 40 << 20  # more than the two segments of the journal that a start makes
SMALLER = (256 << 10, 64 << 10, 16 << 10, 4 << 10)
MOST_SMALL = 40  # batches of each
DELETED = 5
RECOVERY = 30.0  # seconds
START = 30.0
VIEWS, VIEWERS = 40_000, 4  # more than two segments of the journal hold, where rows are as long as they get
LAST_VIEWS = 20
LONG_AGENT = f"{BROWSER} ".ljust(512, "x")


def disk(report: Report) -> None:
    """Both disks."""
    for name, part in (
        (f"{SIZE >> 20} MB under the files", _files),
        (f"{LARGER >> 20} MB under the data folder", _data),
    ):
        report.part(f"Disk: {name}")
        try:
            with workplace() as folder:
                part(report, folder)
        except CannotMountError:
            report.figure("skipped", "nothing can be mounted here")


def _files(report: Report, folder: Path) -> None:
    with small_disk(folder / "data" / "files", SIZE) as kind, BulletDrop(folder) as ours:
        report.figure("file system", kind)
        sender = Sender(ours)
        _fill(report, sender)
        _look_while_full(report, sender)
        _delete_and_go_on(report, sender)
        check_after(report, ours, sender.files, "disk, after it")


def _fill(report: Report, sender: Sender) -> None:
    report.figure("accepted of 1 MB", sender.fill(1 << 20, batches=LARGER >> 20))
    report.figure("  refused", sender.refused)
    for size in SMALLER:
        refused = sender.refused
        report.figure(f"then accepted of {size >> 10} KB", sender.fill(size, batches=MOST_SMALL))
        report.figure("  refused", sender.refused - refused)
    report.figure("slowest answer, seconds", f"{sender.slowest:.2f}")
    report.promise(f"disk: an upload was neither 201 nor 507: {sender.wrong[:3]}", is_kept=not sender.wrong)
    report.promise("disk: it never became full", is_kept=sender.refused > 0)


def _look_while_full(report: Report, sender: Sender) -> None:
    ours = sender.ours
    wrong = wrong_files(ours, sender.files)
    left = [path.name for path in (ours.data / "files" / "incoming").iterdir()]
    health, ready = ask(ours, "GET", "/healthz"), ask(ours, "GET", "/readyz")
    report.figure("right while full", f"{len(sender.files) - len(wrong)} of {len(sender.files)}")
    report.figure("left-over temporary files", len(left))
    report.figure("/healthz, /readyz", f"{health.status}, {ready.status} {ready.body.decode()}")
    report.promise(f"disk, full: a file is not served as it was: {wrong[:3]}", is_kept=not wrong)
    report.promise(f"disk, full: incoming/ holds {left[:3]}", is_kept=not left)
    report.promise("disk, full: /healthz is not 200", is_kept=health.status == HTTPStatus.OK)


def _delete_and_go_on(report: Report, sender: Sender) -> None:
    ours = sender.ours
    for file in sender.files[:DELETED]:
        answer = ask(ours, "DELETE", f"/api/uploads/{file.number}?permanent=true")
        report.promise(
            f"disk, full: a deletion answers {answer.status}", is_kept=answer.status == HTTPStatus.NO_CONTENT
        )
    del sender.files[:DELETED]
    seconds = _seconds_until(lambda: sender.upload(1 << 20), RECOVERY)
    report.figure(f"seconds until an upload goes, {DELETED} files deleted", _shown(seconds))
    report.promise(f"disk: no upload goes {RECOVERY:.0f} s after deletions", is_kept=seconds is not None)
    report.figure("more that go then, of 1 MB", sender.fill(1 << 20, batches=DELETED))
    report.promise(f"disk: an upload was neither 201 nor 507: {sender.wrong[:3]}", is_kept=not sender.wrong)


def _seconds_until(condition: Callable[[], bool], most: float) -> float | None:
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > most:
            return None
        time.sleep(0.1)
    return time.monotonic() - began


def _shown(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.2f}"


def _data(report: Report, folder: Path) -> None:
    data = folder / "data"
    with small_disk(data, LARGER) as kind:
        (folder / "elsewhere").mkdir()
        (data / "postgres").symlink_to(folder / "elsewhere")
        report.figure("file system", kind)
        others = data / "others"  # what is not ours on the disk, and can be removed without us
        others.write_bytes(bytes(OTHERS))
        with BulletDrop(folder) as ours:
            sender = Sender(ours)
            sender.upload(4 << 10)
            _fill(report, sender)
            _fill_up(data / "filler")
            _look_while_full(report, sender)
            asyncio.run(_view(report, ours, sender.files[0]))
            before = ours.views(sender.files[0].number)
            wrong_files(ours, sender.files[:1] * LAST_VIEWS)
            _kill(ours)
        _try_to_start(report, folder, "full, after kill -9")
        others.unlink()
        _try_to_start(report, folder, "with room again")
        _fill_up(data / "filler")
        _try_to_start(report, folder, "full, after a clean end")
        (data / "filler").unlink()
        with BulletDrop(folder) as ours:
            time.sleep(2)
            counted = ours.views(sender.files[0].number) - before
            report.figure("views right before kill -9, counted after it", f"{counted} of {LAST_VIEWS}")
            report.promise(
                f"data disk: {counted} of {LAST_VIEWS} views outlived kill -9", is_kept=counted == LAST_VIEWS
            )
            check_after(report, ours, sender.files, "data disk, after it")


def _fill_up(path: Path) -> None:
    with path.open("ab", buffering=0) as file:
        for size in (1 << 20, 4 << 10, 1):
            with suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass


class Viewed(NamedTuple):
    statuses: set[int]
    bodies: int
    seconds: float


async def _view(report: Report, ours: BulletDrop, file: File) -> None:
    """So many views, while the database takes none, that the journal would need another segment."""
    ask(ours, "GET", file.path)
    await asyncio.sleep(2)
    before = ours.views(file.number)
    async with _locked(ours, file.number):
        await asyncio.sleep(1.5)  # until the writing of views waits for the lock
        viewed = await asyncio.to_thread(_viewed, ours, file.path)
    is_counted = _seconds_until(lambda: ours.views(file.number) - before == viewed.bodies, RECOVERY)
    counted = ours.views(file.number) - before
    fell_back = "views.no_room" in ours.log.read_text()
    report.figure("views while the journal cannot grow", f"{viewed.bodies:,}, {viewed.bodies / viewed.seconds:,.0f}/s")
    report.figure("  statuses; the journal had no room", f"{viewed.statuses}; {fell_back}")
    report.figure("  counted of them; seconds until then", f"{counted:,}; {_shown(is_counted)}")
    report.promise(f"data disk, full: views answer {viewed.statuses}", is_kept=viewed.statuses == {HTTPStatus.OK})
    report.promise("data disk, full: the journal did not have to do without room", is_kept=fell_back)
    report.promise(f"data disk: {viewed.bodies} bodies, {counted} views", is_kept=counted == viewed.bodies)


@asynccontextmanager
async def _locked(ours: BulletDrop, upload_id: int) -> AsyncIterator[None]:
    """The upload's row is somebody else's meanwhile: its views are not written."""
    connection = await asyncpg.connect(host=str(ours.data / "postgres/run"), user="bulletdrop", database="bulletdrop")
    try:
        async with connection.transaction():
            await connection.execute("SELECT FROM uploads WHERE id = $1 FOR UPDATE", upload_id)
            yield
    finally:
        await connection.close()


def _viewed(ours: BulletDrop, path: str) -> Viewed:
    began = time.monotonic()
    with ThreadPoolExecutor(VIEWERS) as pool:
        each = list(pool.map(lambda _: _viewer(ours, path), range(VIEWERS)))
    return Viewed(set().union(*(one[0] for one in each)), sum(one[1] for one in each), time.monotonic() - began)


def _viewer(ours: BulletDrop, path: str) -> tuple[set[int], int]:
    """The statuses, and how many bodies came, over one kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", ours.port, timeout=30)
    statuses, bodies = set(), 0
    for _ in range(VIEWS // VIEWERS):
        try:
            connection.request("GET", path, headers={"Host": ours.host, "User-Agent": LONG_AGENT})
            answer = connection.getresponse()
            bodies += len(answer.read()) == 4 << 10
            statuses.add(answer.status)
        except (OSError, http.client.HTTPException):
            connection.close()
            statuses.add(NO_ANSWER)
    connection.close()
    return statuses, bodies


def _kill(ours: BulletDrop) -> None:
    """Outright; the database notices and ends by itself."""
    pids = ours.pids()
    ours.process.kill()
    ours.process.wait()
    _seconds_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), RECOVERY)


def _try_to_start(report: Report, folder: Path, when: str) -> None:
    """Whether `bulletdrop serve` gets as far as answering; ended again."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BULLETDROP_")}
    environment |= {"BULLETDROP_DATA_DIR": str(folder / "data"), "BULLETDROP_PORT": str(port)}
    log = folder / "start.log"
    with log.open("wb") as output:
        process = subprocess.Popen([PROGRAM, "serve"], stdout=output, stderr=output, env=environment)
    seconds = _seconds_until(lambda: process.poll() is not None or _answers(port), START)
    is_up = process.poll() is None and seconds is not None
    process.terminate()
    code = process.wait(60)
    said = "" if is_up else " · ".join(log.read_text().split("\n")[-4:])[-400:]
    report.figure(f"starts {when}", f"{is_up}, after {_shown(seconds)} s, exit code {code} {said}")
    report.promise(f"data disk: no start {when}, exit code {code}: {said}", is_kept=is_up)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
