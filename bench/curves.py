"""What deliveries and the writing of views cost as files and views grow: bench/README.md.

Prints tables, and draws them as pictures into a folder (`--pictures`).
"""

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import asyncpg

from bench.drawing import Curve, draw
from bench.run import KNOWN_A_SECOND, Address, Run, deliver, load, median
from bench.servers import BROWSER, LOAD_CORE, BulletDrop, Nginx, conditions, need, workplace
from bench.upload_load import fresh
from bulletdrop.analytics.tasks import make_partition, months_from
from bulletdrop.analytics.views import Views
from bulletdrop.core.database import Database
from bulletdrop.core.postgres_cluster import DATABASE, ROLE
from bulletdrop.core.postgres_process import Postmaster
from bulletdrop.delivery.resolve import CAPACITY

BODIES = 1000  # files that the addresses share
SIZE = 4096
STEP = 7919  # prime, so that the addresses are all visited
ROUNDS, SECONDS = 3, 3
MONTHS = 12  # that the views lie in
WATCHED = 1000  # uploads that they are of
BATCH = 20_000  # views written at a time
BATCHES = 9
INDEX = "ix_upload_analytics_upload"


class Point(NamedTuple):
    there: int
    figures: tuple[float, ...]


def delivery(folder: Path, most: int) -> list[Point]:
    """CPU µs of a delivery from nginx and from us, of so many addresses in rotation."""
    print(f"\nDelivery of {SIZE} bytes, all addresses in rotation, CPU µs of a request\n")
    print("| addresses | nginx µs | BulletDrop µs | CPU ratio | BulletDrop/s |\n|---|---|---|---|---|")
    points = []
    with Nginx(folder) as nginx, BulletDrop(folder) as ours:
        numbers = [ours.call("PUT", f"/api/uploads/{n}.bin", fresh(SIZE))["id"] for n in range(BODIES)]
        known = 0
        for count in (10**power for power in range(3, 9) if 10**power <= most):
            ours.multiply(numbers, count // BODIES, since=known)
            _link(nginx, known, count)
            known = count
            n, b = _compared(folder, nginx, ours, count)
            points.append(Point(count, (n.cpu_us, b.cpu_us)))
            ratio = n.cpu_us / b.cpu_us
            print(f"| {count:,} | {n.cpu_us:.1f} | {b.cpu_us:.1f} | {ratio:.2f} | {b.rate:,.0f} |", flush=True)
    return points


def _link(nginx: Nginx, since: int, until: int) -> None:
    for number in range(since, until):
        path = nginx.files / f"m{number}.bin"
        if number < BODIES:
            path.write_bytes(fresh(SIZE))
        else:
            path.hardlink_to(nginx.files / f"m{number % BODIES}.bin")


def _compared(folder: Path, nginx: Nginx, ours: BulletDrop, count: int) -> tuple[Run, Run]:
    script = folder / "curve.lua"
    script.write_text(
        f'local n = 0\nrequest = function() n = (n + {STEP}) % {count} return wrk.format(nil, "/m" .. n .. ".bin") end\n'
    )
    contestants = Address(nginx, "/", "localhost", script=script), Address(ours, "/", ours.host, script=script)
    load(contestants[1], 5 + min(count, CAPACITY) // KNOWN_A_SECOND)  # until they are known, or as many as are kept
    runs: tuple[list[Run], list[Run]] = ([], [])
    for _ in range(ROUNDS):
        for kept, at in zip(runs, contestants, strict=True):
            kept.append(deliver(at, SECONDS))
    return median(runs[0]), median(runs[1])


async def ingestion(folder: Path, most: int) -> list[Point]:
    """µs of a view on its way into the database, and of its CPU, with so many there before."""
    print(f"\nViews of {WATCHED:,} uploads written {BATCH:,} at a time, into {MONTHS} partitions of a month\n")
    print("| views there | µs a view | database CPU µs | table and index, MB |\n|---|---|---|---|")
    points = []
    with BulletDrop(folder) as ours:
        ids = [ours.call("PUT", "/api/uploads/0.bin", fresh(SIZE))["id"]]
        ours.multiply(ids, WATCHED)
        async with _inside(folder) as (connection, database):
            ids = [row["id"] for row in await connection.fetch("SELECT id FROM uploads ORDER BY id LIMIT $1", WATCHED)]
            await _make_partitions(database)
            there = 0
            for count in (10**power for power in range(6, 9) if 10**power <= most):
                await _fill(connection, ids, count - there)
                there = count
                points.append(await _written(database, ids, count))
                size = await connection.fetchval(
                    "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'upload_analytics'::regclass"
                )
                wall, cpu = points[-1].figures
                print(f"| {count:,} | {wall:.1f} | {cpu:.1f} | {float(size) / 1e6:,.0f} |", flush=True)
    return points


@asynccontextmanager
async def _inside(folder: Path) -> AsyncIterator[tuple[asyncpg.Connection, Database]]:
    """Connections to the server's own database."""
    found = Postmaster.of(folder / "data" / "postgres" / "cluster")
    if found is None:
        raise SystemExit("the database is gone")
    connection = await asyncpg.connect(host=str(found.socket_dir), user=ROLE, database=DATABASE)
    database = Database(f"postgresql+asyncpg://{ROLE}@/{DATABASE}?host={found.socket_dir}", pool_size=1, max_overflow=0)
    try:
        yield connection, database
    finally:
        await database.close()
        await connection.close()


async def _make_partitions(database: Database) -> None:
    """Of the months before this one, which a host makes as they come."""
    today = datetime.now(UTC)
    first = today.replace(year=today.year - 1, day=1)
    async with database.transaction() as session:
        for start in months_from(first, MONTHS):
            await make_partition(session, start)


async def _fill(connection: asyncpg.Connection, ids: list[int], count: int) -> None:
    """Views spread over the months and the uploads, those of a month together, as they come; indexed afterwards."""
    index = await connection.fetchval("SELECT pg_get_indexdef($1::text::regclass)", INDEX)
    await connection.execute(f"DROP INDEX {INDEX}")
    await connection.execute(
        "INSERT INTO upload_analytics (accessed_at, upload_id, ip_address, user_agent) "
        "SELECT date_trunc('month', now()) - interval '1 year' + interval '1 year' * (n::float8 / $2), "
        "($1::bigint[])[1 + n % cardinality($1)], '203.0.113.0', 'Mozilla/5.0 (X11; Linux x86_64)' "
        "FROM generate_series(0::bigint, $2::bigint - 1) AS n(n)",
        ids,
        count,
        timeout=3600,
    )
    await connection.execute(index.replace("ON ONLY", "ON"), timeout=3600)


async def _written(database: Database, ids: list[int], count: int) -> Point:
    """A batch as the server writes it; the database's CPU is that of the one connection."""
    views = Views(database, keeping="truncated", folder=None)
    views.open()
    visitor = views.visitor("203.0.113.9", BROWSER.encode(), b"https://example.org/") or b""
    async with database.transaction() as session:
        driver = (await (await session.connection()).get_raw_connection()).driver_connection
        backend = driver.get_server_pid() if driver else 0
    took, spent = [], []
    for _ in range(BATCHES):
        for number in range(BATCH):
            views.add(ids[number * STEP % len(ids)], visitor)
        began, before = time.perf_counter(), _cpu_seconds(backend)
        await views.flush()
        took.append((time.perf_counter() - began) / BATCH * 1e6)
        spent.append((_cpu_seconds(backend) - before) / BATCH * 1e6)
    views.close()
    return Point(count, (statistics.median(took), statistics.mean(spent)))


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["all", "delivery", "ingestion"], default="all")
    parser.add_argument("--addresses", type=int, default=1_000_000)
    parser.add_argument("--views", type=int, default=100_000_000)
    parser.add_argument("--pictures", type=Path, help="a folder for the pictures")
    chosen = parser.parse_args()
    need("nginx", "wrk", "taskset")
    os.sched_setaffinity(0, {LOAD_CORE})
    with workplace() as folder:
        print(conditions(folder))
        if chosen.what in {"all", "delivery"}:
            points = delivery(folder, chosen.addresses)
            curves = [_curve("nginx", points, 0), _curve("BulletDrop", points, 1)]
            _draw(chosen.pictures, "delivery", "files", "CPU µs a delivery of 4 KB", curves)
    with workplace() as folder:
        if chosen.what in {"all", "ingestion"}:
            points = asyncio.run(ingestion(folder, chosen.views))
            curves = [_curve("time", points, 0), _curve("database CPU", points, 1)]
            _draw(chosen.pictures, "views", "views in the database", "µs to write one more", curves)


def _curve(name: str, points: list[Point], figure: int) -> Curve:
    return Curve(name, [(point.there, point.figures[figure]) for point in points])


def _draw(folder: Path | None, name: str, along: str, up: str, curves: list[Curve]) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.svg").write_text(draw(along, up, curves))


if __name__ == "__main__":
    main()
