"""An application that no other test shares: maintenance looks at all that is stored."""

import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from bulletdrop.accounts.passwords import Passwords
from bulletdrop.main import BulletDrop
from tests.maintenance.making import App
from tests.support import migrated_database, register, running


@pytest.fixture(scope="session")
async def own_app(postgres: str, workspace: Path) -> AsyncIterator[BulletDrop]:
    """One with a database and a folder of its own."""
    async with migrated_database(postgres) as address, running(address, workspace / "maintained") as started:
        started.accounts.close()
        started.accounts.passwords = Passwords(Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1))
        yield started


@pytest.fixture
async def own(own_app: BulletDrop) -> AsyncIterator[App]:
    """The same with nothing in it but an account."""
    async with own_app.database.transaction() as session:
        await session.execute(text("TRUNCATE users, uploads, blobs, doomed_keys CASCADE"))
    for folder in own_app.storage.root.iterdir():
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    person = await register(own_app)
    async with aclosing(person.client):
        yield App(own_app, person)
