"""What all tests stand on: a real PostgreSQL, the whole application, and people who use it."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import Any

import httpx
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from bulletdrop.accounts.passwords import Passwords
from bulletdrop.core.postgres import EmbeddedPostgres
from bulletdrop.core.postgres_cluster import ROLE, SUPERUSER
from bulletdrop.main import BulletDrop
from tests.support import (
    MakeApp,
    Person,
    Server,
    client_of,
    migrated_database,
    register,
    running,
    start_server,
    stop_server,
    unique,
)
from tests.support_clamd import Clamd, clamd_of


@pytest.fixture(scope="session")
def workspace() -> Iterator[Path]:
    """A short path (socket addresses have 107 bytes) that an unprivileged PostgreSQL may pass through."""
    path = Path(tempfile.mkdtemp(prefix="bd-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
async def postgres(workspace: Path) -> AsyncIterator[str]:
    """The address of a running server's maintenance database."""
    async with EmbeddedPostgres(workspace / "data") as embedded:
        cluster = embedded.cluster  # its role makes no databases of its own, but tests have one each
        ask = [
            str(cluster.program / "bin/psql"),
            "-X",
            "-h",
            str(cluster.socket_dir),
            "-U",
            SUPERUSER,
            "-d",
            "postgres",
        ]
        cluster._must([*ask, "-c", f"ALTER ROLE {ROLE} CREATEDB"])
        yield embedded.url


@pytest.fixture(scope="session")
async def database_url(postgres: str) -> AsyncIterator[str]:
    """A migrated database that the tests of this worker share."""
    async with migrated_database(postgres) as address:
        yield address


@pytest.fixture(scope="session")
async def app(database_url: str, workspace: Path) -> AsyncIterator[BulletDrop]:
    """The application with default settings, no rate limits, and password hashes that cost next to nothing."""
    async with running(database_url, workspace / "app") as started:
        started.accounts.close()
        started.accounts.passwords = Passwords(Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1))
        yield started


@pytest.fixture
async def make_app(postgres: str, tmp_path: Path) -> AsyncIterator[MakeApp]:
    """Makes applications with other settings, each on a migrated database of its own."""
    async with AsyncExitStack() as stack:

        async def make(**settings: Any) -> BulletDrop:
            address = await stack.enter_async_context(migrated_database(postgres))
            return await stack.enter_async_context(running(address, tmp_path / unique("app"), **settings))

        yield make


@pytest.fixture
async def client(app: BulletDrop) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in."""
    async with client_of(app) as opened:
        yield opened


@pytest.fixture
async def person(app: BulletDrop) -> AsyncIterator[Person]:
    """Somebody with a new account."""
    made = await register(app)
    async with aclosing(made.client):
        yield made


@pytest.fixture
async def other(app: BulletDrop) -> AsyncIterator[Person]:
    """Somebody else with a new account."""
    made = await register(app)
    async with aclosing(made.client):
        yield made


@pytest.fixture
async def admin(app: BulletDrop) -> AsyncIterator[Person]:
    """An administrator."""
    made = await register(app)
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_admin = true WHERE id = :id"), {"id": made.id})
    app.announcements.tell("accounts", str(made.id))
    async with aclosing(made.client):
        yield made


@pytest.fixture(scope="session")
def server(workspace: Path) -> Iterator[Server]:
    """A running program that tests of the wire share."""
    (workspace / "served").mkdir()
    started = start_server(workspace / "served" / "data")
    yield started
    stop_server(started)


@pytest.fixture(scope="session")
def clamd() -> Iterator[Clamd]:
    """A running virus scanner that tests share; one that is to be stopped or killed is made by `clamd_of`."""
    with clamd_of() as started:
        yield started
