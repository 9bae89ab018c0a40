"""One upload of many gigabytes, as a form and as a raw body, beside nginx's PUT: its speed, its memory, and whether it is
what was sent.
"""

import argparse
import hashlib
import http.client
import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.servers import LOAD_CORE, BulletDrop, Nginx, Server, conditions, need, touch_memory, workplace

BLOCK = 1 << 20
BOUNDARY = "bench-boundary-5f1c2a"
BEFORE = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
).encode()
AFTER = f"\r\n--{BOUNDARY}--\r\n".encode()


class Way(NamedTuple):
    """How a body is sent, and to whom."""

    server: Server
    method: str
    path: str
    headers: dict[str, str]
    before: bytes = b""
    after: bytes = b""


def blocks(size: int) -> Iterator[bytearray]:
    """Blocks that never repeat, the same each time: nothing of this size lies in memory. Each is valid until the next."""
    block = bytearray(random.Random(1).randbytes(BLOCK))
    for number in range(size // BLOCK):
        block[:8] = number.to_bytes(8, "big")
        yield block


def peak_kb(server: Server, key: str) -> dict[int, int]:
    """VmHWM or VmRSS of every process but the database's, whose pages are shared and bounded by its settings."""
    found = {}
    for pid in server.pids():
        status = Path(f"/proc/{pid}/status").read_text()
        if not status.startswith("Name:\tpostgres"):
            found[pid] = next(int(line.split()[1]) for line in status.splitlines() if line.startswith(key))
    return found


def hash_of(size: int) -> str:
    """The SHA-256 of all blocks."""
    hashing = hashlib.sha256()
    for block in blocks(size):
        hashing.update(block)
    return hashing.hexdigest()


def send(way: Way, size: int) -> tuple[float, bytes]:
    """Seconds, and the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", way.server.port, timeout=600)
    connection.putrequest(way.method, way.path, skip_host=True)
    for name, value in {**way.headers, "Content-Length": str(len(way.before) + size + len(way.after))}.items():
        connection.putheader(name, value)
    began = time.monotonic()
    connection.endheaders(way.before or None)
    for block in blocks(size):
        connection.send(block)
    if way.after:
        connection.send(way.after)
    answer = connection.getresponse()
    text = answer.read()
    took = time.monotonic() - began
    connection.close()
    if answer.status not in {http.client.CREATED, http.client.NO_CONTENT}:
        raise SystemExit(f"{answer.status}: {text[:300]!r}")
    return took, text


def download_hash(ours: BulletDrop, url: str) -> str:
    """The SHA-256 of what is given out."""
    connection = http.client.HTTPConnection("127.0.0.1", ours.port, timeout=600)
    connection.request("GET", "/" + url.partition("://")[2].partition("/")[2], headers={"Host": ours.host})
    answer = connection.getresponse()
    sha256 = hashlib.sha256()
    while block := answer.read(BLOCK):
        sha256.update(block)
    connection.close()
    return sha256.hexdigest()


def measure(ours: BulletDrop, way: Way, size: int, sha256: str) -> tuple[float, float]:
    """MB/s, and MB of memory above what it had before, at the peak. Ends the benchmark where a byte is wrong."""
    for pid in peak_kb(ours, "VmRSS"):
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # resets VmHWM, proc(5)
    before = peak_kb(ours, "VmRSS")
    took, text = send(way, size)
    after = peak_kb(ours, "VmHWM")
    upload = json.loads(text)
    if upload["file_hash"] != sha256 or download_hash(ours, upload["url"]) != sha256:
        raise SystemExit("what is stored is not what was sent")
    ours.call("DELETE", f"/api/uploads/{upload['id']}?permanent=true")
    return size / took / 1e6, sum(max(0, peak - before.get(pid, 0)) for pid, peak in after.items()) / 1024


def of_nginx(nginx: Nginx, size: int) -> float:
    """MB/s of its PUT, which neither hashes nor syncs."""
    took, _ = send(Way(nginx, "PUT", "/put/big.bin", {"Host": "localhost"}), size)
    (nginx.files / "put/big.bin").unlink()
    return size / took / 1e6


def ways_to(ours: BulletDrop) -> dict[str, Way]:
    """As a form, and as a raw body."""
    common = {"Host": ours.host, "Authorization": f"Bearer {ours.token}"}
    form = common | {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    raw = common | {"Content-Type": "application/octet-stream"}
    return {
        "multipart": Way(ours, "POST", "/api/uploads", form, BEFORE, AFTER),
        "PUT": Way(ours, "PUT", "/api/uploads/big.bin", raw),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--gigabytes", type=float, default=5.0)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    size = int(chosen.gigabytes * 1e9) // BLOCK * BLOCK
    need("nginx", "taskset")
    os.sched_setaffinity(0, {LOAD_CORE})
    touch_memory()
    with workplace() as folder:
        print(conditions(folder))
        sha256 = hash_of(size)
        with Nginx(folder) as nginx, BulletDrop(folder) as ours:
            print(
                f"\nOne upload of {size / 1e9:.2f} GB, then read back, median of {chosen.rounds} rounds, alternating\n"
            )
            print(
                "| way | nginx PUT, MB/s | MB/s | ratio | MB above idle at the peak |\n|---|---|---|---|---|",
                flush=True,
            )
            for name, way in ways_to(ours).items():
                rounds = [(of_nginx(nginx, size), *measure(ours, way, size, sha256)) for _ in range(chosen.rounds)]
                theirs, speed, extra = (statistics.median(values) for values in zip(*rounds, strict=True))
                print(f"| {name} | {theirs:.0f} | {speed:.0f} | {speed / theirs:.2f} | {extra:.1f} |", flush=True)


if __name__ == "__main__":
    main()
