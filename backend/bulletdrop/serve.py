"""Serving: the database up, migrated, then the server process or processes, and everything down in order."""

import asyncio
import ctypes
import gc
import os
import resource
import signal
import socket
import sys
from functools import partial
from types import FrameType

import structlog
import uvicorn
import uvloop

from bulletdrop.core import migrate
from bulletdrop.core.connect import running_database
from bulletdrop.core.database import Database
from bulletdrop.core.http_protocol import Protocol
from bulletdrop.core.logging import configure_logging
from bulletdrop.core.settings import Settings, SettingsError, load_settings
from bulletdrop.main import BulletDrop, prepare
from bulletdrop.maintenance.sweep import sweep_alone
from bulletdrop.storage.base import StorageError
from bulletdrop.storage.folder_lock import FolderLock
from bulletdrop.storage.local import LocalStorage

log = structlog.get_logger("bulletdrop")
GRACE = 30  # seconds that running uploads and downloads have at the end
BACKLOG = 4096
GC_THRESHOLD = 20_000  # new objects before the youngest are collected
PR_SET_PDEATHSIG = 1  # prctl(2)
DATABASE_URL_FOR_WORKERS = "BULLETDROP_WORKER_DATABASE_URL"


async def serve(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT. Raises SettingsError, PostgresError."""
    configure_logging(settings.log_format)
    raise_open_files()
    listener = listen(settings)
    async with running_database(settings, join=False) as address:
        with _files_of(settings) as folder:
            await _prepare(settings, address, is_alone=folder.is_alone)
            folder.share()
            if settings.workers == 1:
                await _serve_here(settings, address, listener)
            else:
                await _serve_in_workers(settings, address, listener)


def raise_open_files() -> None:
    """As many descriptors as the system lets us have: each connection takes one, and the usual 1024 are soon gone."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def listen(settings: Settings) -> socket.socket:
    """The listening socket, opened before anything else is started. Raises SettingsError where it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Headers and body are two writes: with Nagle's algorithm the second would wait for the client's delayed ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        raise SettingsError(
            f"BULLETDROP_HOST and _PORT are {settings.host}:{settings.port}: cannot listen there ({error.strerror})"
        ) from None
    listener.listen(BACKLOG)
    listener.set_inheritable(True)
    return listener


def _files_of(settings: Settings) -> FolderLock:
    """Our share in the folder of files. Raises SettingsError where it cannot be had."""
    try:
        return FolderLock(settings.files_dir)
    except (StorageError, OSError) as error:
        raise SettingsError(f"The files cannot be served: {error}") from None


async def _prepare(settings: Settings, address: str, *, is_alone: bool) -> None:
    """Migrates, and removes what a crash left half-way in where nobody else uses the folder of files."""
    database = Database(address, pool_size=1)
    try:
        await migrate.upgrade(database)
        setup_link = await prepare(settings, database)
        if is_alone:
            await sweep_alone(database, LocalStorage(settings.files_dir))
    finally:
        await database.close()
    if setup_link:
        print(f"Nobody runs this host yet. Make the administrator's account at {setup_link}", flush=True)  # noqa: T201 - for the terminal, not the log


def _config(settings: Settings, address: str) -> uvicorn.Config:
    application = BulletDrop(settings, address)
    return uvicorn.Config(
        application,
        http=partial(Protocol, shortcut=application.fast_path.answer if settings.fast_path else None),  # type: ignore[arg-type]
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        log_config=None,
        server_header=False,
        proxy_headers=False,  # core/client_address.py believes proxies, as far as they are trusted
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=None,
    )


async def _serve_here(settings: Settings, address: str, listener: socket.socket) -> None:
    server = Server(_config(settings, address), announce=settings.app_url)
    await server.serve(sockets=[listener])
    if not server.started:
        raise SettingsError("The server did not start; the log above says why.")


class Server(uvicorn.Server):
    """uvicorn's server, which says in one line where it is to be found."""

    def __init__(self, config: uvicorn.Config, *, announce: str | None) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen."""
        await super().startup(sockets)
        # What lives as long as the process is not looked through again and again, and what a request makes is mostly
        # freed by its reference counts: collections are worth their time less often than CPython's 700 objects.
        gc.collect()
        gc.freeze()
        gc.set_threshold(GC_THRESHOLD, 20, 20)
        if self.started and self._announce:
            print(f"BulletDrop is at {self._announce}", flush=True)  # noqa: T201 - for the terminal, not the log

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ends as asked and returns to its caller, who has a database to shut down: uvicorn would let the signal kill us."""
        super().handle_exit(sig, frame)
        self._captured_signals.clear()


async def _serve_in_workers(settings: Settings, address: str, listener: socket.socket) -> None:
    """Several processes on one socket; one that ends unasked is started again."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    print(f"BulletDrop is at {settings.app_url}", flush=True)  # noqa: T201 - for the terminal, not the log
    await asyncio.gather(*(_keep_worker(stopping, address, listener) for _ in range(settings.workers)))


async def _keep_worker(stopping: asyncio.Event, address: str, listener: socket.socket) -> None:
    environment = {**os.environ, DATABASE_URL_FOR_WORKERS: address}
    while not stopping.is_set():
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bulletdrop.serve",
            str(listener.fileno()),
            env=environment,
            pass_fds=[listener.fileno()],
        )
        ended, stopped = asyncio.create_task(worker.wait()), asyncio.create_task(stopping.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if stopping.is_set() and worker.returncode is None:
            worker.terminate()
        elif not stopping.is_set():
            log.error("worker.ended", code=worker.returncode)
            await asyncio.sleep(1)
        await ended


def _work(descriptor: int) -> None:
    """One worker process, on the socket that it inherited; it ends when its parent does, however that ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    settings = load_settings()
    configure_logging(settings.log_format)
    listener = socket.socket(fileno=descriptor)
    with _files_of(settings) as folder:
        folder.share()
        server = Server(_config(settings, os.environ[DATABASE_URL_FOR_WORKERS]), announce=None)
        uvloop.run(server.serve(sockets=[listener]))


if __name__ == "__main__":
    _work(int(sys.argv[1]))
