"""Delivery and uploads of BulletDrop beside nginx, in the same run: bench/README.md says how and why."""

import argparse
import hashlib
import http.client
import os
import re
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.head_load import heads
from bench.servers import BROWSER, LOAD_CORE, BulletDrop, Nginx, Server, conditions, need, touch_memory, workplace
from bench.upload_load import Load as UploadLoad
from bench.upload_load import fresh, multipart, put

UPLOADS = {"100 KB": 100 << 10, "1 MB": 1 << 20}
CONNECTIONS = 32
ADDRESSES, BODIES = 100_000, 1000
KNOWN_A_SECOND = 600  # addresses that are asked for the first time, at least
UPLOADS_AT_ONCE = 8
SETTLE = 1.3  # seconds: views are written once a second, and that work belongs to the run


class Run(NamedTuple):
    rate: float  # a second
    cpu_us: float  # of the server, for each
    done: int
    p99: float = 0  # ms


class Kind(NamedTuple):
    """A kind of request. `headers` may hold `%s` for the file's ETag, which each server has its own of."""

    name: str
    size: int
    headers: tuple[str, ...] = ()
    is_view: bool = True
    is_head: bool = False


KINDS = (
    Kind("4 KB", 4 << 10),
    Kind("100 KB", 100 << 10),
    Kind("5 MB", 5 << 20),
    Kind("100 KB, HEAD", 100 << 10, is_view=False, is_head=True),
    Kind("100 KB, 304", 100 << 10, headers=("If-None-Match: %s",), is_view=False),
    Kind("100 KB, range of 4 KB", 100 << 10, headers=("Range: bytes=8192-12287",), is_view=False),
    Kind("5 MB, range of 1 MB", 5 << 20, headers=("Range: bytes=1048576-2097151",), is_view=False),
)


class Load(NamedTuple):
    """What was found: requests answered as they should be, seconds, and the 99th percentile of the latency in ms."""

    done: int
    seconds: float
    p99: float


class Address(NamedTuple):
    """Where a contestant has the file."""

    server: Server
    path: str
    host: str
    headers: tuple[str, ...] = ()
    script: Path | None = None  # wrk's, in Lua
    is_head: bool = False


def load(at: Address, seconds: int) -> Load:
    """Loads it from the other core. Anything but 2xx and 3xx ends the benchmark."""
    headers = (f"Host: {at.host}", f"User-Agent: {BROWSER}", *at.headers)
    if not at.is_head:
        return _wrk(at, headers, seconds)
    request = "\r\n".join((f"HEAD {at.path} HTTP/1.1", *headers, "", "")).encode()
    done, took, p99 = heads(at.server.port, request, connections=CONNECTIONS, seconds=seconds)
    return Load(done, took, 1000 * p99)


def _wrk(at: Address, headers: Sequence[str], seconds: int) -> Load:
    options = [
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--latency",
        *(part for line in headers for part in ("-H", line)),
    ]
    script = ["-s", str(at.script)] if at.script else []
    command = ["taskset", "-c", str(LOAD_CORE), "wrk", *options, *script, f"http://127.0.0.1:{at.server.port}{at.path}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if bad := re.search(r"(Non-2xx.*|Socket errors.*)", said):
        raise SystemExit(f"{at.path}: {bad[0]}")
    done = re.search(r"(\d+) requests in ([\d.]+\w+)", said)
    p99 = re.search(r"99%\s+([\d.]+\w+)", said)
    if done is None or p99 is None:
        raise SystemExit(f"wrk said: {said}")
    return Load(int(done[1]), _seconds(done[2]), 1000 * _seconds(p99[1]))


def _seconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}[unit]


def deliver(at: Address, seconds: int) -> Run:
    before = at.server.cpu_seconds()
    found = load(at, seconds)
    time.sleep(SETTLE)
    return Run(found.done / found.seconds, (at.server.cpu_seconds() - before) / found.done * 1e6, found.done, found.p99)


HEADINGS = (
    "| request | nginx/s | BulletDrop/s | wall ratio | nginx µs | with access log µs | BulletDrop µs | CPU ratio "
    "| to one with access log | p99 ms, nginx | BulletDrop | views |"
)


def delivery(ours: BulletDrop, nginx: Nginx, logging: Nginx, rounds: int, seconds: int) -> None:
    print(f"\nDelivery, {CONNECTIONS} connections, median of {rounds} rounds of {seconds} s, alternating\n")
    print(HEADINGS)
    print("|---" * HEADINGS.count(" | ") + "|---|")
    for number, kind in enumerate(KINDS):
        body = fresh(kind.size)
        name = f"file{number}.bin"  # nginx keeps what it knows of a name for a minute
        (nginx.files / name).write_bytes(body)
        upload = ours.call("PUT", "/api/uploads/file.bin", body)
        path = "/" + upload["url"].partition("://")[2].partition("/")[2]
        contestants = {
            "nginx": _asking(nginx, f"/{name}", "localhost", kind),
            "logging": _asking(logging, f"/{name}", "localhost", kind),
            "ours": _asking(ours, path, ours.host, kind),
        }
        compare(kind.name, contestants, rounds, seconds, counting=(ours, [upload["id"]], kind.is_view))


def _asking(server: Server, path: str, host: str, kind: Kind) -> Address:
    """The address, with the headers of this kind of request."""
    etag = http_etag(server, path, host) if any("%s" in line for line in kind.headers) else ""
    return Address(server, path, host, tuple(line.replace("%s", etag) for line in kind.headers), is_head=kind.is_head)


def http_etag(server: Server, path: str, host: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("HEAD", path, headers={"Host": host})
    return connection.getresponse().headers["etag"] or ""


def rotation(ours: BulletDrop, nginx: Nginx, logging: Nginx, rounds: int, seconds: int) -> None:
    """Many addresses one after the other: nothing stays in a small cache. Bodies are shared among the addresses of each."""
    print(f"\n{ADDRESSES:,} addresses of {BODIES:,} files of 100 KB in rotation, as above\n")
    print(HEADINGS)
    print("|---" * HEADINGS.count(" | ") + "|---|")
    numbers = [ours.call("PUT", f"/api/uploads/{n}.bin", fresh(100 << 10))["id"] for n in range(BODIES)]
    ours.multiply(numbers, ADDRESSES // BODIES)
    for number in range(ADDRESSES):
        path = nginx.files / f"m{number}.bin"
        if number < BODIES:
            path.write_bytes(fresh(100 << 10))
        else:
            path.hardlink_to(nginx.files / f"m{number % BODIES}.bin")
    script = nginx.files.parent / "rotation.lua"
    script.write_text(
        f'local n = 0\nrequest = function() n = (n + 7919) % {ADDRESSES} return wrk.format(nil, "/m" .. n .. ".bin") end\n'
    )
    contestants = {
        "nginx": Address(nginx, "/", "localhost", script=script),
        "logging": Address(logging, "/", "localhost", script=script),
        "ours": Address(ours, "/", ours.host, script=script),
    }
    load(contestants["ours"], ADDRESSES // KNOWN_A_SECOND)
    compare(f"100 KB of {ADDRESSES:,}", contestants, rounds, seconds, counting=None)


def compare(
    name: str,
    contestants: dict[str, Address],
    rounds: int,
    seconds: int,
    *,
    counting: tuple[BulletDrop, list[int], bool] | None,
) -> None:
    """One line of the table. `counting`: the uploads whose views are compared with the bodies that were sent."""
    runs: defaultdict[str, list[Run]] = defaultdict(list)
    for at in contestants.values():
        load(at, 1)  # warm
    time.sleep(SETTLE)
    before = settled_views(*counting[:2]) if counting else 0
    for _ in range(rounds):
        for who, at in contestants.items():
            runs[who].append(deliver(at, seconds))
    views = "not counted here"
    if counting:
        sent = sum(run.done for run in runs["ours"]) * counting[2]
        counted = settled_views(*counting[:2]) - before
        # wrk leaves with one request open on each connection: delivered and counted by the server, but not by wrk.
        if not sent <= counted <= sent + CONNECTIONS * rounds:
            raise SystemExit(f"{name}: {sent} bodies were sent, {counted} views counted")
        views = f"{counted:,} of {sent:,}"
    n, logged, b = (median(runs[who]) for who in ("nginx", "logging", "ours"))
    print(
        f"| {name} | {n.rate:,.0f} | {b.rate:,.0f} | {b.rate / n.rate:.2f} | {n.cpu_us:.1f} | {logged.cpu_us:.1f} "
        f"| {b.cpu_us:.1f} | {n.cpu_us / b.cpu_us:.2f} | {logged.cpu_us / b.cpu_us:.2f} | {n.p99:.1f} | {b.p99:.1f} | {views} |",
        flush=True,
    )


def median(runs: list[Run]) -> Run:
    each = [statistics.median(values) for values in zip(*runs, strict=True)]
    return Run(each[0], each[1], len(runs), each[3])


def settled_views(ours: BulletDrop, ids: list[int]) -> int:
    before, now = -1, sum(map(ours.views, ids))
    while now != before:
        time.sleep(SETTLE)
        before, now = now, sum(map(ours.views, ids))
    return now


def uploads(ours: BulletDrop, nginx: Nginx, rounds: int, seconds: int) -> None:
    touch_memory()  # once more: the host takes back what lies idle
    print(
        f"\nUploads of fresh bytes, {UPLOADS_AT_ONCE} at a time, median of {rounds} rounds of {seconds} s, alternating\n"
    )
    print(
        "| size | nginx PUT/s | BulletDrop multipart/s | PUT/s | ratio to nginx | BulletDrop CPU ms | stored bytes right |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, size in UPLOADS.items():
        loads = {
            "nginx": (nginx, put("localhost", "/put/", size)),
            "multipart": (ours, multipart(ours.host, ours.token, size)),
            "put": (ours, put(ours.host, "/api/uploads/", size, ours.token)),
        }
        runs: defaultdict[str, list[Run]] = defaultdict(list)
        samples: list[str] = []
        for _ in range(rounds):
            for who, (server, frame) in loads.items():
                load = UploadLoad(server.port, UPLOADS_AT_ONCE, size, frame)
                runs[who].append(take(server, load, seconds))
                samples += load.samples if server is ours else []
        rate = {who: statistics.median(run.rate for run in list_) for who, list_ in runs.items()}
        cpu = statistics.median(run.cpu_us for run in runs["multipart"]) / 1000
        print(
            f"| {name} | {rate['nginx']:,.0f} | {rate['multipart']:,.0f} | {rate['put']:,.0f} | {rate['multipart'] / rate['nginx']:.2f} "
            f"| {cpu:.2f} | {right(ours, samples)} of {len(samples)} |",
            flush=True,
        )


def take(server: Server, load: UploadLoad, seconds: int) -> Run:
    before = server.cpu_seconds()
    count, took = load.run(seconds)
    return Run(count / took, (server.cpu_seconds() - before) / count * 1e6, count)


def right(ours: BulletDrop, samples: list[str]) -> int:
    """How many of the sampled uploads are on disk as they were sent: read back from the data folder, by content."""
    files = Path(ours.log).parent / "data" / "files"
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files.rglob("*") if path.is_file()}
    return sum(sample in hashes for sample in samples)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=int, default=4)
    arguments.add_argument("what", nargs="?", choices=["all", "delivery", "rotation", "uploads"], default="all")
    chosen = arguments.parse_args()
    need("nginx", "wrk", "taskset")
    os.sched_setaffinity(0, {LOAD_CORE})
    touch_memory()
    with workplace() as folder:
        print(conditions(folder))
        with Nginx(folder) as nginx, Nginx(folder, logs=True) as logging, BulletDrop(folder) as ours:
            print(f"BulletDrop idle, database included: {ours.memory_mb():.0f} MB")
            if chosen.what in {"all", "delivery"}:
                delivery(ours, nginx, logging, chosen.rounds, chosen.seconds)
            if chosen.what in {"all", "rotation"}:
                rotation(ours, nginx, logging, chosen.rounds, chosen.seconds)
            if chosen.what in {"all", "uploads"}:
                uploads(ours, nginx, chosen.rounds, chosen.seconds)
            print(f"\nBulletDrop afterwards, database included: {ours.memory_mb():.0f} MB")


if __name__ == "__main__":
    main()
