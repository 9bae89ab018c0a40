"""Migrations: the models are what they make; back and forth on a filled database no file changes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bulletdrop.core import migrate
from bulletdrop.core.database import Database
from tests.support import fresh_database, png, register, running, stored_files

TABLES = {"users", "uploads", "domains", "user_domains", "upload_analytics", "blobs", "sessions", "api_tokens"}
COLUMNS = {
    "users": "id username email hashed_password discord_id avatar_url bio custom_domain is_active is_admin storage_limit created_at updated_at",
    "uploads": "id user_id filename original_filename file_size mime_type file_hash upload_url custom_name domain_id view_count is_public expires_at created_at",
    "domains": "id domain_name display_name description is_available is_premium max_file_size created_at",
    "user_domains": "id user_id domain_id is_primary claimed_at",
    "upload_analytics": "id upload_id ip_address user_agent referer country accessed_at",
}


@pytest.fixture
async def address(postgres: str) -> AsyncIterator[str]:
    async with fresh_database(postgres) as made:
        yield made


async def tables(database: Database) -> set[str]:
    async with database.transaction() as session:
        found = await session.scalars(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        )
        return set(found.all())


async def test_the_models_are_what_the_migrations_make(address: str) -> None:
    database = Database(address, pool_size=1)
    await migrate.upgrade(database)
    await migrate.check(database)
    await database.close()


async def test_the_contracts_tables_have_their_columns(address: str) -> None:
    database = Database(address, pool_size=1)
    await migrate.upgrade(database)
    assert await tables(database) >= TABLES
    for table, columns in COLUMNS.items():
        async with database.transaction() as session:
            there = await session.scalars(
                text("SELECT column_name FROM information_schema.columns WHERE table_name = :table"), {"table": table}
            )
            assert set(columns.split()) <= set(there.all()), table
    async with database.transaction() as session:
        naive = await session.scalars(
            text(
                "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'timestamp without time zone'"
            )
        )
        assert naive.all() == []
    await database.close()


async def test_up_twice_and_down_to_nothing_and_up_again(address: str) -> None:
    database = Database(address, pool_size=1)
    await migrate.upgrade(database)
    await migrate.upgrade(database)
    there = await tables(database)
    await migrate.downgrade(database, "base")
    assert await tables(database) <= {"alembic_version"}
    await migrate.move(database, "head")
    assert await tables(database) == there
    await migrate.check(database)
    await database.close()


async def test_two_nodes_that_start_at_once_migrate_once(address: str) -> None:
    databases = [Database(address, pool_size=1) for _ in range(3)]
    await asyncio.gather(*(migrate.upgrade(database) for database in databases))
    await migrate.check(databases[0])
    for database in databases:
        await database.close()


async def test_back_and_forth_on_a_filled_installation_changes_no_file(address: str, tmp_path: Path) -> None:
    database = Database(address, pool_size=1)
    await migrate.upgrade(database)
    content = png()
    async with running(address, tmp_path / "app") as app:
        person = await register(app)
        made = await person.uploaded(content)
        await person.client.get(made["url"])
        await person.client.aclose()
        files = stored_files(app.storage.root)
        held = [(app.storage.root / name).read_bytes() for name in files]
    await migrate.downgrade(database, "base")
    await migrate.upgrade(database)
    async with running(address, tmp_path / "app") as app:
        assert stored_files(app.storage.root) == files
        assert [(app.storage.root / name).read_bytes() for name in files] == held
    await database.close()
