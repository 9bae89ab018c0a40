"""What tests are made with: databases, applications, people, servers, pictures."""

import asyncio
import hashlib
import io
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import httpx
import uvicorn
from PIL import Image
from sqlalchemy import text

from bulletdrop.core import migrate
from bulletdrop.core.database import Database
from bulletdrop.core.postgres import EmbeddedPostgres
from bulletdrop.core.settings import load_settings
from bulletdrop.main import BulletDrop, prepare

APP = "http://localhost:8000"
PASSWORD = "Quiet-River-77-stone"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
_numbers = itertools.count(1)


_migrated: dict[str, str] = {}  # the name of the one, by the server's address


def unique(stem: str = "u") -> str:
    """A name that no other test, of any worker, has."""
    return f"{stem}{os.getpid()}x{next(_numbers)}"


@asynccontextmanager
async def fresh_database(postgres: str, *, like: str | None = None) -> AsyncIterator[str]:
    """A database of its own, empty or a copy of another one; its address."""
    name = unique("db")
    template = f"TEMPLATE {like}" if like else ""
    admin = Database(postgres, pool_size=1)
    try:
        async with admin.engine.connect() as connection:
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await autocommit.execute(text(f"CREATE DATABASE {name} {template}"))
        yield admin.engine.url.set(database=name).render_as_string(hide_password=False)
    finally:
        await admin.close()


async def migrated(address: str) -> None:
    """Gives an empty database its tables."""
    database = Database(address, pool_size=1)
    await migrate.upgrade(database)
    await database.close()


@asynccontextmanager
async def migrated_database(postgres: str) -> AsyncIterator[str]:
    """A database of its own with all tables: a copy of one that was migrated once, which takes a tenth of the time."""
    if postgres not in _migrated:
        async with fresh_database(postgres) as address:
            await migrated(address)
            _migrated[postgres] = address.rpartition("/")[2].partition("?")[0]
    async with fresh_database(postgres, like=_migrated[postgres]) as address:
        yield address


@asynccontextmanager
async def running(address: str, folder: Path, **settings: Any) -> AsyncIterator[BulletDrop]:
    """The application, started; with settings of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    # Pictures that are made ahead would come between tests that look at what is stored.
    others = {"previews": "on_demand", "_env_file": None}
    defaults: dict[str, Any] = {"data_dir": folder, "rate_limits": False, "public_url": APP, **others}
    app = BulletDrop(load_settings(**{**defaults, **settings}), address)
    await prepare(app.settings, app.database)
    async with app.api.router.lifespan_context(app.api):
        yield app


@asynccontextmanager
async def on_port(app: Any, http: Any) -> AsyncIterator[uvicorn.Server]:
    """An ASGI application on a port of its own, served in this process by that protocol class."""
    config = uvicorn.Config(
        app, port=0, http=http, ws="none", lifespan="off", access_log=False, log_level="critical", log_config=None,
        proxy_headers=False, timeout_keep_alive=75,
    )  # fmt: skip
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
        await asyncio.sleep(0.01)
    yield server
    server.should_exit = True
    await asyncio.wait_for(running, 5)


def port_of(server: uvicorn.Server) -> int:
    """The one that it listens on."""
    return int(server.servers[0].sockets[0].getsockname()[1])


@asynccontextmanager
async def unreachable(app: BulletDrop, postgres: str) -> AsyncIterator[None]:
    """The application's database refuses it: no new connection is let in, and those that are there are cut."""
    name = app.database.engine.url.database
    admin = Database(postgres, pool_size=1)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND backend_type = 'client backend'"
    )
    async with admin.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        await connection.execute(cut, {"name": name})
        try:
            yield
        finally:
            await connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    await admin.close()


@contextmanager
def frozen(postgres: EmbeddedPostgres) -> Iterator[None]:
    """The server and all its processes are stopped in their tracks: their sockets stay, and nothing answers."""
    server = int((postgres.cluster.folder / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGSTOP)  # first, so that it has no new children
    stopped = [server, *children_of(server)]
    try:
        for process in stopped[1:]:
            os.kill(process, signal.SIGSTOP)
        yield
    finally:
        for process in stopped:
            os.kill(process, signal.SIGCONT)


def children_of(parent: int) -> list[int]:
    """The processes that this one started, by /proc/{pid}/stat: number, name, state, parent."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
    return found


def memory_of(process: int) -> float:
    """MB that it and all below it take, shared pages divided among those that share them."""
    total, found = 0, [process]
    for pid in found:
        found += children_of(pid)
        with suppress(OSError):  # it ended meanwhile
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


MakeApp = Callable[..., Any]


def client_of(app: BulletDrop, **options: Any) -> httpx.AsyncClient:
    """A client of an application in this process, as a browser names itself."""
    transport = httpx.ASGITransport(
        app=app, raise_app_exceptions=False, client=options.pop("client", ("127.0.0.1", 50000))
    )
    headers = {"User-Agent": BROWSER, **options.pop("headers", {})}
    return httpx.AsyncClient(transport=transport, base_url=app.settings.app_url, headers=headers, **options)


@dataclass
class Person:
    """Somebody with an account and a session."""

    client: httpx.AsyncClient
    name: str
    password: str
    id: int
    access_token: str
    app: BulletDrop

    @property
    def email(self) -> str:
        return f"{self.name}@example.com"

    async def upload(self, content: bytes, filename: str = "shot.png", **fields: str) -> httpx.Response:
        """Uploads by a form, options before the file."""
        return await self.client.post("/api/uploads", files={"file": (filename, content)}, data=fields)

    async def uploaded(self, content: bytes | None = None, filename: str = "shot.png", **fields: str) -> dict[str, Any]:
        """An upload that must succeed."""
        answer = await self.upload(png() if content is None else content, filename, **fields)
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def me(self) -> dict[str, Any]:
        """The own profile."""
        body: dict[str, Any] = (await self.client.get("/api/users/me")).json()
        return body


async def register(app: BulletDrop, name: str | None = None) -> Person:
    """A new account, and a client signed in with its access token."""
    name = name or unique()
    client = client_of(app)
    answer = await client.post(
        "/api/auth/register", json={"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    )
    assert answer.status_code == 201, answer.text
    token = answer.json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return Person(client, name, PASSWORD, answer.json()["user"]["id"], token, app)


_pixels = itertools.count(1)


def png(width: int = 40, height: int = 30) -> bytes:
    """A PNG that no other test uploads."""
    seed = hashlib.sha256(f"{os.getpid()} {next(_pixels)}".encode()).digest()
    picture = Image.frombytes(
        "RGB", (width, height), (seed * (width * height * 3 // len(seed) + 1))[: width * height * 3]
    )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def sha256(data: bytes) -> str:
    """The digest as the API writes it."""
    return hashlib.sha256(data).hexdigest()


def stored_files(folder: Path) -> list[str]:
    """Every file below a folder, by its path there."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def stored_bytes(folder: Path) -> list[str]:
    """Every file below a storage's folder but the pictures that were made of them."""
    return [name for name in stored_files(folder) if not name.startswith("thumbnails/")]


async def eventually(check: Callable[[], Any], *, seconds: float = 5) -> Any:
    """What `check` gives once it gives something true; fails after so many seconds."""
    until = time.monotonic() + seconds
    while True:
        found = check()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert time.monotonic() < until, "it did not come about"
        await asyncio.sleep(0.02)


@dataclass
class Server:
    """The whole program as its own process."""

    url: str
    port: int
    data_dir: Path
    process: subprocess.Popen[bytes]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(data_dir: Path, *, output: BinaryIO | None = None, **settings: str) -> Server:
    """Starts `bulletdrop serve` and waits until it answers. `output` takes what it writes: its log."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BULLETDROP_")}
    environment |= {
        "BULLETDROP_DATA_DIR": str(data_dir),
        "BULLETDROP_PORT": str(port),
        "BULLETDROP_RATE_LIMITS": "off",
        "BULLETDROP_PREVIEWS": "on_demand",
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bulletdrop", "serve"],
        env=environment,
        cwd=data_dir.parent,
        stderr=output,
        start_new_session=True,
    )
    url = f"http://localhost:{port}"
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=1):
                return Server(url, port, data_dir, process)
        except OSError:
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.05)


def stop_server(server: Server) -> None:
    """Ends it as an operator does."""
    if server.process.poll() is None:
        server.process.terminate()
    server.process.wait(60)
