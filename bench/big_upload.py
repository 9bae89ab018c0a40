"""One upload of many gigabytes, as a form and as a raw body: its speed, its memory, and whether it is what was sent."""

import argparse
import hashlib
import http.client
import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.servers import LOAD_CORE, BulletDrop, Server, conditions, need, workplace

BLOCK = 1 << 20
BOUNDARY = "bench-boundary-5f1c2a"
BEFORE = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
).encode()
AFTER = f"\r\n--{BOUNDARY}--\r\n".encode()


class Blocks:
    """Random blocks that never repeat, hashed as they go: nothing of this size lies in memory or on disk."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.sha256 = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        block = bytearray(random.Random().randbytes(BLOCK))
        for number in range(self.size // BLOCK):
            block[:8] = number.to_bytes(8, "big")
            self.sha256.update(block)
            yield bytes(block)


def peak_kb(server: Server, key: str) -> dict[int, int]:
    """VmHWM or VmRSS of every process but the database's, whose pages are shared and bounded by its settings."""
    found = {}
    for pid in server.pids():
        status = Path(f"/proc/{pid}/status").read_text()
        if not status.startswith("Name:\tpostgres"):
            found[pid] = next(int(line.split()[1]) for line in status.splitlines() if line.startswith(key))
    return found


def send(ours: BulletDrop, size: int, *, form: bool) -> tuple[float, str, dict[str, Any]]:
    """Seconds, the SHA-256 of what was sent, and the answer."""
    blocks = Blocks(size)
    connection = http.client.HTTPConnection("127.0.0.1", ours.port, timeout=600)
    connection.putrequest("POST" if form else "PUT", "/api/uploads" if form else "/api/uploads/big.bin", skip_host=True)
    length = size + (len(BEFORE) + len(AFTER) if form else 0)
    for name, value in {
        "Host": ours.host,
        "Authorization": f"Bearer {ours.token}",
        "Content-Length": str(length),
    }.items():
        connection.putheader(name, value)
    connection.putheader(
        "Content-Type", f"multipart/form-data; boundary={BOUNDARY}" if form else "application/octet-stream"
    )
    began = time.monotonic()
    connection.endheaders(BEFORE if form else None)
    for block in blocks:
        connection.send(block)
    if form:
        connection.send(AFTER)
    answer = connection.getresponse()
    text = answer.read()
    took = time.monotonic() - began
    connection.close()
    if answer.status != http.client.CREATED:
        raise SystemExit(f"{answer.status}: {text[:300]!r}")
    return took, blocks.sha256.hexdigest(), json.loads(text)


def download_hash(ours: BulletDrop, url: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", ours.port, timeout=600)
    connection.request("GET", "/" + url.partition("://")[2].partition("/")[2], headers={"Host": ours.host})
    answer = connection.getresponse()
    sha256 = hashlib.sha256()
    while block := answer.read(BLOCK):
        sha256.update(block)
    connection.close()
    return sha256.hexdigest()


def measure(ours: BulletDrop, name: str, size: int) -> None:
    for pid in peak_kb(ours, "VmRSS"):
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # resets VmHWM, proc(5)
    before = peak_kb(ours, "VmRSS")
    took, sha256, upload = send(ours, size, form=name == "multipart")
    after = peak_kb(ours, "VmHWM")
    extra = sum(max(0, peak - before.get(pid, 0)) for pid, peak in after.items()) / 1024
    good = upload["file_hash"] == sha256 and download_hash(ours, upload["url"]) == sha256
    print(
        f"| {name} | {took:.1f} | {size / took / 1e6:.0f} | {extra:.1f} | {'right' if good else 'WRONG'} |", flush=True
    )
    ours.call("DELETE", f"/api/uploads/{upload['id']}?permanent=true")
    if not good:
        raise SystemExit("what is stored is not what was sent")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--gigabytes", type=float, default=5.0)
    size = int(arguments.parse_args().gigabytes * 1e9) // BLOCK * BLOCK
    need("nginx", "taskset")
    os.sched_setaffinity(0, {LOAD_CORE})
    with workplace() as folder:
        print(conditions(folder))
        with BulletDrop(folder) as ours:
            print(f"\nOne upload of {size / 1e9:.2f} GB, then read back\n")
            print("| way | s | MB/s | MB above idle at the peak | hash |\n|---|---|---|---|---|")
            for name in ("multipart", "put"):
                measure(ours, name, size)


if __name__ == "__main__":
    main()
