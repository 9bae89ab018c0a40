"""What a process that reads hostile files takes away from itself before it reads the first one (security B5)."""

import contextlib
import ctypes
import math
import os
import resource
import signal
import time
from pathlib import Path
from typing import Final

MIB: Final = 1 << 20
ADDRESSES: Final = 1024 * MIB  # address space with libraries and mapped files
MEMORY: Final = 224 * MIB  # private memory; with the libraries' pages a child stays under 300 MB resident
WRITES: Final = 64 * MIB  # the least that a job may write to one file
NICENESS: Final = 10
OPEN_FILES: Final = 64
PR_SET_PDEATHSIG: Final = 1
PR_SET_NO_NEW_PRIVS: Final = 38
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWNET: Final = 0x40000000


def confine(parent: int) -> None:
    """Dies with the process `parent` (at once, where that is gone by now), has no network, no new privileges and little
    memory, and leaves no core file. It was started without descriptors but the first three.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(1)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(CLONE_NEWNET) != 0:  # wants a privilege
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)  # which a user namespace gives, where the system allows one
    os.nice(NICENESS)
    for kind, limit in (
        (resource.RLIMIT_AS, ADDRESSES),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(kind, (limit, limit))


def allow(seconds: float, path: str | None) -> None:
    """Sets the limits of one job: `seconds` of processor time from now on, and files of twice the size of the one at `path`."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds), most))
    size = 0
    if path is not None:
        with contextlib.suppress(OSError):
            size = Path(path).stat().st_size
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(WRITES, 2 * size), most))
