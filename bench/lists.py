"""Lists, search and counts of a user with a million uploads, in the database and through the API: bench/README.md."""

import argparse
import asyncio
import http.client
import os
import secrets
import shutil
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from bench.drawing import Curve, draw
from bench.lists_fill import fill, make_users
from bench.servers import LOAD_CORE, BulletDrop, conditions, need, workplace
from bulletdrop.core.database import Database
from bulletdrop.core.postgres_cluster import DATABASE, ROLE
from bulletdrop.core.postgres_process import Postmaster
from bulletdrop.files import counts, lists
from bulletdrop.files.adding import NewBytes, Recorder
from bulletdrop.files.models import Upload
from bulletdrop.files.orders import ORDERS
from bulletdrop.files.queries import Filters
from bulletdrop.files.shelves import KINDS

PAGE = 100  # what the web app asks for
ROUNDS = 40
OTHER_USERS = 9
BYTES_EACH = 3_500  # of an upload on the disk with all indexes, their making included
GOALS = {"page": (5.0, 15.0), "count": (50.0, 50.0), "count of a search": (50.0, 50.0)}
DAY = 86_400
DRAWN = {
    "newest page": "sort newest",
    "frequent word": "search “screenshot” (43 %)",
    "total": "summary, all",
    "months": "months in UTC, all",
}


class Case(NamedTuple):
    """A request: what its goal goes by, and the query. `place` is how much of the list lies before the page."""

    name: str
    kind: Literal["page", "count", "count of a search"]
    path: str
    query: dict[str, Any]
    place: float = 0


class Figures(NamedTuple):
    """Milliseconds of each round."""

    database: Sequence[float]
    api: Sequence[float]


def moment(days_ago: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days_ago * DAY))


def pages() -> list[Case]:
    """Every order, filter and search that the API offers, and those where little matches."""
    cases = []

    def case(name: str, place: float = 0, **query: str) -> None:
        if "since" in query:
            query["from"] = query.pop("since")
        cases.append(Case(name, "page", "/api/uploads", query, place))

    for sort in ORDERS:
        case(f"sort {sort}", sort=sort)
        case(f"sort {sort}, half way down", 0.5, sort=sort)
    for kind in KINDS:
        case(f"type {kind}", type=kind)
    for sort in ("largest", "name", "views"):
        case(f"type archive (3 in all), sort {sort}", type="archive", sort=sort)
        case(f"private, sort {sort}", is_public="false", sort=sort)
        case(f"private, sort {sort}, half way down", 0.5, is_public="false", sort=sort)
        case(f"of the last day, sort {sort}", sort=sort, since=moment(1))
        case(f"of the last 30 days, sort {sort}", sort=sort, since=moment(30))
        case(f"of tomorrow, sort {sort}", sort=sort, since=moment(-1))
        case(f"trash, sort {sort}", trash="true", sort=sort)
    case("private", is_public="false")
    case("private archives (none)", is_public="false", type="archive")
    case("trash", trash="true")
    case("a month two years ago", since=moment(730), to=moment(700))
    for words, hits in SEARCHES.items():
        case(f"search “{words}” ({hits})", q=words)
    case("search “screenshot”, half way down", 0.5, q="screenshot")
    for sort in ("largest", "name", "views", "oldest"):
        for words in ("screenshot", "mockup", "zanzibar", "xq", "qzqz"):
            case(f"search “{words}”, sort {sort}", q=words, sort=sort)
    case("search “screenshot”, type video (none)", q="screenshot", type="video")
    case("search “amber”, private", q="amber", is_public="false")
    case("search “.png”, trash", q=".png", trash="true")
    return cases


SEARCHES = {
    "e": "nearly all",
    "png": "half",
    "screenshot": "43 %",
    "screenshot 2026": "many",
    "amber": "2 %",
    "mockup": "1 %",
    "wallpaper": "1 in 1,000",
    "wallpaper amber": "few",
    "zanzibar": "3",
    "qzqzqz": "none",
    "xq": "3",
    "qz": "none",
    "٪": "3",
    "¿": "none",
    "%": "none",
    "GRÜSSE": "none",
    "grüße": "2 %",
    "łódź": "few",
    "写真": "1 %",
    "отчёт": "1 %",
}


def totals() -> list[Case]:
    """Every count that the API has."""
    cases = []
    filters: dict[str, dict[str, Any]] = {
        "all": {},
        "type video": {"type": "video"},
        "private": {"is_public": "false"},
        "trash": {"trash": "true"},
        "the last 30 days": {"from": moment(30)},
        "since a moment long ago": {"from": moment(1000.3)},
    }
    for name, query in filters.items():
        cases.append(Case(f"summary, {name}", "count", "/api/uploads/summary", query))
        cases += [
            Case(f"months in {zone}, {name}", "count", "/api/uploads/months", {**query, "tz": zone})
            for zone in ("UTC", "Europe/Berlin", "Asia/Kathmandu")
        ]
    cases.append(Case("profile", "count", "/api/users/me", {}))
    return cases + [
        Case(f"{path}, search “{words}”", "count of a search", f"/api/uploads/{path}", {"q": words})
        for words in ("screenshot", "amber", "zanzibar", "xq", "qzqzqz")
        for path in ("summary", "months")
    ]


class Bench:
    """A running BulletDrop with a filled database."""

    def __init__(self, ours: BulletDrop, database: Database, user_id: int) -> None:
        self.ours = ours
        self.database = database
        self.user_id = user_id
        self._http = http.client.HTTPConnection("127.0.0.1", ours.port, timeout=120)
        self._in_database = 0.0
        engine = database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", self._end)

    async def measure(self, case: Case, rounds: int) -> Figures:
        query = {"limit": PAGE, **case.query} if case.kind == "page" else dict(case.query)
        if case.place:
            query["cursor"] = await self._cursor(case)
        address = f"{case.path}?{urlencode(query)}"
        ask = self._asking(case, query)
        inside = [await self._statements(ask) for _ in range(rounds)] if ask else []
        return Figures(inside, [self._request(address) for _ in range(rounds)])

    async def adding(self, rounds: int) -> list[float]:
        """Milliseconds that the record of an upload takes."""
        took = []
        async with self.database.transaction() as session:
            domain_id = (await session.execute(Upload.__table__.select().limit(1))).mappings().one()["domain_id"]
        for number in range(rounds):
            began = time.perf_counter()
            await self._add(f"Screenshot 2026-11-29 at {number}.png", domain_id)
            took.append((time.perf_counter() - began) * 1000)
        return took

    async def _add(self, name: str, domain_id: int) -> None:
        slug = secrets.token_urlsafe(8)
        new = NewBytes(sha256=secrets.token_bytes(32), size=1, storage_key=f"bench/{slug}")
        names = {"slug": slug, "filename": f"{slug}.png", "original_filename": name, "upload_url": slug}
        nothing = dict.fromkeys(
            ("custom_name", "width", "height", "duration", "metadata_fault", "password_hash", "max_views", "expires_at")
        )
        others = {"mime_type": "image/png", "metadata_removed": [], "is_public": True}
        key = secrets.token_bytes(32)
        await Recorder(self.database).add(
            new, user_id=self.user_id, domain_id=domain_id, delete_hash=key, **names, **nothing, **others
        )

    async def _cursor(self, case: Case) -> str:
        """The cursor of a page that begins where so much of the list lies before it."""
        filters, order = self._filters(case.query), ORDERS[case.query.get("sort", "newest")]
        async with self.database.transaction() as session:
            count = (await counts.summary(session, filters))[0]
            walk = lists._walk(filters, order, None, count).offset(int(count * case.place)).limit(1)  # noqa: SLF001
            upload_id = (await session.execute(walk)).one().id
            row = (await session.execute(Upload.__table__.select().where(Upload.id == upload_id))).mappings().one()
        return order.cursor(dict(row))

    def _asking(self, case: Case, query: dict[str, Any]) -> Callable[[AsyncSession], Awaitable[object]] | None:
        filters, sort = self._filters(query), query.get("sort", "newest")
        if case.path == "/api/uploads":
            return lambda session: lists.page(session, filters, sort=sort, limit=PAGE, cursor=query.get("cursor"))
        if case.path.endswith("summary"):
            return lambda session: counts.summary(session, filters)
        if case.path.endswith("months"):
            return lambda session: counts.months(session, filters, zone=query.get("tz", "UTC"))
        return None

    def _filters(self, query: dict[str, Any]) -> Filters:
        flags = {"true": True, "false": False}
        since, until = (datetime.fromisoformat(query[name]) if name in query else None for name in ("from", "to"))
        return Filters(
            user_id=self.user_id,
            q=query.get("q"),
            kind=query.get("type"),
            since=since,
            until=until,
            is_public=flags.get(query.get("is_public", "")),
            is_trash=query.get("trash") == "true",
        )

    async def _statements(self, ask: Callable[[AsyncSession], Awaitable[object]]) -> float:
        self._in_database = 0
        async with self.database.transaction() as session:
            await ask(session)
        return self._in_database * 1000

    def _request(self, address: str) -> float:
        began = time.perf_counter()
        self._http.request(
            "GET", address, headers={"Host": self.ours.host, "Authorization": f"Bearer {self.ours.token}"}
        )
        answer = self._http.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"{address}: {answer.status} {body[:300]!r}")
        return (time.perf_counter() - began) * 1000

    def _begin(self, *_: Any) -> None:
        self._began = time.perf_counter()

    def _end(self, *_: Any) -> None:
        self._in_database += time.perf_counter() - self._began


@asynccontextmanager
async def filled(folder: Path, uploads: int, of_others: int) -> AsyncIterator[Bench]:
    """A server with so many uploads of its first user and so many of others, both for this while only."""
    with BulletDrop(folder) as ours:
        found = Postmaster.of(folder / "data" / "postgres" / "cluster")
        if found is None:
            raise SystemExit("the database is gone")
        began = time.monotonic()
        connection = await asyncpg.connect(host=str(found.socket_dir), user=ROLE, database=DATABASE)
        user_id = await connection.fetchval("SELECT min(id) FROM users")
        others = await make_users(connection, OTHER_USERS)
        await fill(connection, user_id=user_id, others=others, uploads=uploads, of_others=of_others)
        await connection.execute("VACUUM ANALYZE")
        await connection.close()
        print(
            f"{uploads:,} uploads and {of_others:,} of others were made in {time.monotonic() - began:.0f} s", flush=True
        )
        database = Database(f"postgresql+asyncpg://{ROLE}@/{DATABASE}?host={found.socket_dir}", pool_size=1)
        try:
            yield Bench(ours, database, user_id)
        finally:
            await database.close()


def check_room(folder: Path, uploads: int) -> None:
    """Ends where the disk or the memory would not do."""
    free = shutil.disk_usage(folder).free
    available = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    print(f"free: {free >> 30} GB of disk, {available >> 30} GB of memory")
    if free < uploads * BYTES_EACH + (2 << 30) or available < 2 << 30:
        raise SystemExit("too little disk or memory free for this many uploads")


async def table(bench: Bench, rounds: int) -> None:
    """Every case with its goals; the figures that miss theirs are bold."""
    print(
        f"\nMilliseconds, median and 95th percentile of {rounds} rounds; pages of {PAGE}; a page's goal is 5 in the database"
    )
    print("and 15 through the API, a count's 50\n")
    print("| request | database | p95 | API | p95 |\n|---|---|---|---|---|")
    missed = 0
    for case in [*pages(), *totals()]:
        figures = await bench.measure(case, rounds)
        of_database, of_api = GOALS[case.kind]
        cells = [*cells_of(figures.database, of_database), *cells_of(figures.api, of_api)]
        missed += any(cell.startswith("**") for cell in cells)
        print(f"| {case.name} | {' | '.join(cells)} |", flush=True)
    took = sorted(await bench.adding(rounds * 10))
    print(
        f"\n{missed} miss a goal. The record of an upload: {statistics.median(took):.2f} ms, p95 {took[len(took) * 95 // 100]:.2f}."
    )


def cells_of(took: Sequence[float], goal: float) -> list[str]:
    """The median, bold where it misses the goal, and the 95th percentile."""
    if not took:
        return ["", ""]
    median = statistics.median(took)
    shown = f"{median:.1f}"
    return [f"**{shown}**" if median > goal else shown, f"{sorted(took)[len(took) * 95 // 100]:.1f}"]


async def curve(folder: Path, rounds: int) -> list[Curve]:
    """How the medians through the API grow with the number of uploads: all of them printed, a few to be drawn."""
    sizes = [1_000, 10_000, 100_000, 1_000_000]
    medians: dict[str, list[float]] = {}
    for size in sizes:
        check_room(folder, size)
        place = folder / str(size)
        place.mkdir(mode=0o755)
        async with filled(place, size, 0) as bench:
            for case in [*pages(), *totals()]:
                figures = await bench.measure(case, rounds)
                medians.setdefault(case.name, []).append(statistics.median(figures.api))
        shutil.rmtree(place, ignore_errors=True)
    print(f"\nMilliseconds through the API, median of {rounds} rounds, by the number of uploads\n")
    print(f"| request | {' | '.join(f'{size:,}' for size in sizes)} |\n|---|{'---|' * len(sizes)}")
    for name, values in medians.items():
        print(f"| {name} | {' | '.join(f'{value:.1f}' for value in values)} |")
    return [Curve(name, list(zip(sizes, medians[case], strict=True))) for name, case in DRAWN.items()]


async def run(folder: Path, chosen: argparse.Namespace) -> None:
    """The table, or the curve."""
    if chosen.curve:
        curves = await curve(folder, chosen.rounds)
        if chosen.picture:
            chosen.picture.write_text(draw("uploads of one user", "ms through the API, median", curves))
        return
    check_room(folder, chosen.uploads + chosen.others)
    async with filled(folder, chosen.uploads, chosen.others) as bench:
        await table(bench, chosen.rounds)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--uploads", type=int, default=1_000_000)
    arguments.add_argument("--others", type=int, default=0, help="uploads of nine other users together")
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    arguments.add_argument("--curve", action="store_true", help="from a thousand to a million uploads")
    arguments.add_argument("--picture", type=Path, help="a file for the picture of the curve")
    chosen = arguments.parse_args()
    need("taskset")
    os.sched_setaffinity(0, {LOAD_CORE})
    with workplace() as folder:
        print(conditions(folder))
        asyncio.run(run(folder, chosen))


if __name__ == "__main__":
    main()
