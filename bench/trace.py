"""The order of an upload's steps, by a trace of the system calls of the server and of its database: bench/README.md.

    write to incoming/ → fsync of the file → rename → fsync of the folder → the record sent → WAL synced → 201

Prints each step with its time; exit code 1 where one is missing or comes before the one above it.
"""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from bench.servers import BulletDrop, need, workplace
from bench.upload_load import fresh

CALLS = "write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,sendto,sendmsg"
SIZE = 100 << 10
ATTACHED = 20.0  # seconds until strace has all threads
LINE = re.compile(r"^\d+ +(\d+\.\d+) (?:<\.\.\. )?(.*)$")
SENT = r"(?:write|writev|sendto|sendmsg)\(\d+<socket:[^>]*>, .*"
# In this order. What a pattern finds by name, those after it may look for.
STEPS = (
    ("bytes written to a temporary file", r"write\(\d+<[^>]*/incoming/(?P<temporary>\w+)>"),
    ("the file synced", r"fsync\(\d+<[^>]*/incoming/{temporary}>\)"),
    ("renamed to its key", r'rename\w*\(.*/incoming/{temporary}", .*/files/(?P<folder>[\d/]+)/(?P<name>\w+)"'),
    ("the folder synced", r"fsync\(\d+<[^>]*/files/{folder}>\)"),
    ("the record sent to the database", SENT + "{folder}/{name}"),
    ("the database's log synced", r"(?:fdatasync|fsync)\(\d+<[^>]*/pg_wal/"),
    ("answered with 201", SENT + r"HTTP/1\.1 201 Created"),
)


class Call(NamedTuple):
    at: float
    text: str


def traced(ours: BulletDrop, output: Path) -> list[Call]:
    """The calls during one upload, in the order in which they began."""
    attach = [part for pid in ours.pids() for part in ("-p", str(pid))]
    tracer = subprocess.Popen(
        ["strace", "-f", "-y", "-ttt", "-s", "400", "-e", f"trace={CALLS}", "-o", str(output), *attach],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _until_attached(tracer, ours)
        ours.call("PUT", "/api/uploads/trace.bin", fresh(SIZE))
        time.sleep(0.2)
    finally:
        tracer.terminate()
        tracer.wait()
    found = (LINE.match(line) for line in output.read_text(errors="replace").splitlines())
    return sorted(Call(float(one[1]), one[2]) for one in found if one and "resumed>" not in one[2])


def _until_attached(tracer: "subprocess.Popen[str]", ours: BulletDrop) -> None:
    """What strace says of each process; its threads come with it."""
    end = time.monotonic() + ATTACHED
    left = len(ours.pids())
    while left and tracer.stderr and time.monotonic() < end:
        left -= "attached" in tracer.stderr.readline()


def main() -> None:
    need("strace", "taskset")
    with workplace() as folder, BulletDrop(folder) as ours:
        ours.call("PUT", "/api/uploads/first.bin", fresh(SIZE))  # folders, connections and threads are there afterwards
        calls = traced(ours, folder / "trace.txt")
    at, known = 0.0, dict[str, str]()
    for name, pattern in STEPS:
        looked_for = pattern.format(**known)
        found = ((call.at, re.search(looked_for, call.text)) for call in calls if call.at >= at)
        at, match = next((one for one in found if one[1]), (at, None))
        if match is None:
            sys.exit(f"{name}: not found after what comes before it")
        known |= match.groupdict()
        print(f"{(at - calls[0].at) * 1000:9.2f} ms  {name}")


if __name__ == "__main__":
    main()
