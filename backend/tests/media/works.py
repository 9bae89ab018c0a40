"""Works that go wrong, for the tests of the pool: `--works tests.media.works:WORKS`."""

import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from bulletdrop.media.work import WorkRefused


def echo(**arguments: Any) -> dict[str, Any]:
    return arguments | {"pid": os.getpid()}


def refuse() -> dict[str, Any]:
    raise WorkRefused("Not this one.")


def stumble() -> dict[str, Any]:
    raise ValueError("a bug")


def leave() -> dict[str, Any]:
    os._exit(3)


def fault() -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def spin() -> dict[str, Any]:
    while True:
        pass


def sleep(duration: float, log: str = "", name: str = "") -> dict[str, Any]:
    """Sleeps, then notes its name in the file `log`."""
    time.sleep(duration)
    if log:
        with Path(log).open("a") as out:
            out.write(f"{name}\n")
    return {}


def hog() -> dict[str, Any]:
    blocks = []
    while True:
        blocks.append(b"x" * (1 << 20))


def chatter() -> dict[str, Any]:
    for _ in range(10_000):
        print("a library talks on standard output, and much")  # noqa: T201
        print("and on standard error", file=sys.stderr)  # noqa: T201
    return {"done": True}


def flood(path: str) -> dict[str, Any]:
    """Writes 100 MB."""
    with Path(path).open("wb") as out:
        out.writelines(bytes(1 << 20) for _ in range(100))
    return {}


def surroundings() -> dict[str, Any]:
    """What the child has and may."""
    try:
        socket.create_connection(("127.0.0.1", 22), timeout=1).close()
        network = "reached"
    except OSError as error:
        network = type(error).__name__
    return {
        "environment": sorted(os.environ),
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "nice": os.nice(0),
        "core": resource.getrlimit(resource.RLIMIT_CORE)[1],
        "network": network,
        "no_new_privileges": "NoNewPrivs:\t1" in Path("/proc/self/status").read_text(),
    }


WORKS = {
    work.__name__: work
    for work in (echo, refuse, stumble, leave, fault, spin, sleep, hog, chatter, flood, surroundings)
}
