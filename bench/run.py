"""Delivery and uploads of BulletDrop beside nginx, in the same run: bench/README.md says how and why."""

import argparse
import hashlib
import os
import re
import statistics
import subprocess
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from bench.servers import BROWSER, LOAD_CORE, BulletDrop, Nginx, Server, conditions, need, workplace
from bench.upload_load import Load, multipart, put

SIZES = {"4 KB": 4 << 10, "100 KB": 100 << 10, "5 MB": 5 << 20}
UPLOADS = {"100 KB": 100 << 10, "1 MB": 1 << 20}
CONNECTIONS = 32
UPLOADS_AT_ONCE = 8
SETTLE = 1.3  # seconds: views are written once a second, and that work belongs to the run


class Run(NamedTuple):
    rate: float  # a second
    cpu_us: float  # of the server, for each
    done: int


def wrk(server: Server, path: str, host: str, seconds: int) -> tuple[int, float]:
    """Requests answered with 200, and the seconds that they took."""
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", f"Host: {host}", "-H", f"User-Agent: {BROWSER}"]
    command = ["taskset", "-c", str(LOAD_CORE), "wrk", *options, f"http://127.0.0.1:{server.port}{path}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if bad := re.search(r"(Non-2xx.*|Socket errors.*)", said):
        raise SystemExit(f"{path}: {bad[0]}")
    done = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", said)
    if done is None:
        raise SystemExit(f"wrk said: {said}")
    return int(done[1]), float(done[2]) * {"s": 1.0, "ms": 0.001, "m": 60.0}[done[3]]


def deliver(server: Server, path: str, host: str, seconds: int) -> Run:
    before = server.cpu_seconds()
    count, took = wrk(server, path, host, seconds)
    time.sleep(SETTLE)
    return Run(count / took, (server.cpu_seconds() - before) / count * 1e6, count)


def delivery(ours: BulletDrop, nginx: Nginx, rounds: int, seconds: int) -> None:
    print(f"\nDelivery, {CONNECTIONS} connections, median of {rounds} rounds of {seconds} s, alternating\n")
    print("| size | nginx req/s | BulletDrop req/s | wall ratio | nginx µs | BulletDrop µs | CPU ratio | views |")
    print("|---|---|---|---|---|---|---|---|")
    for name, size in SIZES.items():
        body = os.urandom(size)
        (nginx.files / f"{size}.bin").write_bytes(body)
        upload = ours.call("PUT", f"/api/uploads/{size}.bin", body)
        path = "/" + upload["url"].partition("://")[2].partition("/")[2]
        runs: defaultdict[str, list[Run]] = defaultdict(list)
        for server, where, host in ((nginx, f"/{size}.bin", "localhost"), (ours, path, ours.host)):
            wrk(server, where, host, 1)  # warm
        time.sleep(SETTLE)
        counted = ours.views(upload["id"])
        for _ in range(rounds):
            runs["nginx"].append(deliver(nginx, f"/{size}.bin", "localhost", seconds))
            runs["ours"].append(deliver(ours, path, ours.host, seconds))
        sent = sum(run.done for run in runs["ours"])
        counted = settled_views(ours, upload["id"]) - counted
        # wrk leaves with one request open on each connection: delivered and counted by the server, but not by wrk.
        if not sent <= counted <= sent + CONNECTIONS * rounds:
            raise SystemExit(f"{name}: {sent} bodies were sent, {counted} views counted")
        n, b = median(runs["nginx"]), median(runs["ours"])
        print(
            f"| {name} | {n.rate:,.0f} | {b.rate:,.0f} | {b.rate / n.rate:.2f} | {n.cpu_us:.1f} | {b.cpu_us:.1f} "
            f"| {n.cpu_us / b.cpu_us:.2f} | {counted:,} of {sent:,} |",
            flush=True,
        )


def median(runs: list[Run]) -> Run:
    return Run(statistics.median(run.rate for run in runs), statistics.median(run.cpu_us for run in runs), len(runs))


def settled_views(ours: BulletDrop, upload_id: int) -> int:
    before, now = -1, ours.views(upload_id)
    while now != before:
        time.sleep(SETTLE)
        before, now = now, ours.views(upload_id)
    return now


def uploads(ours: BulletDrop, nginx: Nginx, rounds: int, seconds: int) -> None:
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
                load = Load(server.port, UPLOADS_AT_ONCE, size, frame)
                runs[who].append(take(server, load, seconds))
                samples += load.samples if server is ours else []
        rate = {who: statistics.median(run.rate for run in list_) for who, list_ in runs.items()}
        cpu = statistics.median(run.cpu_us for run in runs["multipart"]) / 1000
        print(
            f"| {name} | {rate['nginx']:,.0f} | {rate['multipart']:,.0f} | {rate['put']:,.0f} | {rate['multipart'] / rate['nginx']:.2f} "
            f"| {cpu:.2f} | {right(ours, samples)} of {len(samples)} |",
            flush=True,
        )


def take(server: Server, load: Load, seconds: int) -> Run:
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
    arguments.add_argument("what", nargs="?", choices=["all", "delivery", "uploads"], default="all")
    chosen = arguments.parse_args()
    need("nginx", "wrk", "taskset")
    os.sched_setaffinity(0, {LOAD_CORE})
    with workplace() as folder:
        print(conditions(folder))
        with Nginx(folder) as nginx, BulletDrop(folder) as ours:
            print(f"BulletDrop idle, database included: {ours.memory_mb():.0f} MB")
            if chosen.what in {"all", "delivery"}:
                delivery(ours, nginx, chosen.rounds, chosen.seconds)
            if chosen.what in {"all", "uploads"}:
                uploads(ours, nginx, chosen.rounds, chosen.seconds)
            print(f"\nBulletDrop afterwards, database included: {ours.memory_mb():.0f} MB")


if __name__ == "__main__":
    main()
