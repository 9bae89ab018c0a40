"""The embedded PostgreSQL's server process, as its files tell of it, and who of us owns it."""

import asyncio
import fcntl
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple, Self

from bulletdrop.core.postgres_cluster import SOCKET_DIR_PREFIX
from bulletdrop.core.postgres_error import PostgresError

LARGEST_LOG = 1 << 20
POLL = 0.01
SOCKET_DIR, STATUS = 4, 7  # lines of postmaster.pid; the last is written when the server knows it


class Postmaster(NamedTuple):
    """What `postmaster.pid` says of the server that wrote it, who may be gone."""

    pid: int
    socket_dir: Path | None
    is_ready: bool

    @classmethod
    def of(cls, folder: Path) -> Self | None:
        """The server of this cluster; None where none left its file.

        Its lines: pid, folder, start, port, socket folder, address, shared memory, status.
        """
        try:
            lines = (folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        if not lines:
            return None
        socket_dir = Path(lines[SOCKET_DIR]) if len(lines) > SOCKET_DIR else None
        return cls(int(lines[0]), socket_dir, len(lines) > STATUS and lines[STATUS].strip() == "ready")

    def is_alive(self, folder: Path) -> bool:
        """Whether this process is the server of that cluster, and not another program that has its number by now."""
        try:
            words = Path(f"/proc/{self.pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return words[0].endswith(b"/postgres") and bytes(folder) in words


def take_lock(path: Path) -> IO[str] | None:
    """The lock of this data folder, held while the file is open and let go by the kernel when we die; None: taken."""
    try:
        file = path.open("a+")
    except OSError as error:
        raise PostgresError(f"{path} cannot be opened: {error.strerror}") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def in_use(path: Path) -> str:
    """Whose lock this is, in words."""
    return f"{path.parent} is in use by another BulletDrop (process {path.read_text().strip() or 'unknown'})"


def remove_foreign_socket_dir(folder: Path, home: Path) -> None:
    """Removes a socket folder that had to be outside ours; a killed server leaves its socket in it."""
    if folder.parent != home and folder.name.startswith(SOCKET_DIR_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def open_log(path: Path) -> IO[bytes]:
    """PostgreSQL's log, for appending; a long one becomes the previous one."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.rename(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


def complaint(path: Path, offset: int) -> str:
    """What the server said since this offset, its first lines: there it complains."""
    with path.open("rb") as file:
        file.seek(offset)
        lines = file.read(LARGEST_LOG).decode(errors="replace").split("\n")
    return " · ".join(line.strip() for line in lines[:4] if line.strip()) or f"it said nothing; see {path}"


async def until(condition: Callable[[], bool], seconds: float, *, every: float = POLL) -> bool:
    """Whether this comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(every)
    return True
