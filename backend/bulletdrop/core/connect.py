"""The database that the settings name: the embedded one, started or joined, or one outside."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bulletdrop.core.database import Database, asyncpg_url
from bulletdrop.core.postgres import EmbeddedPostgres
from bulletdrop.core.settings import Settings


@asynccontextmanager
async def running_database(settings: Settings, *, join: bool) -> AsyncIterator[str]:
    """The database's address. An embedded one is started, and stopped at the end; with `join` one that runs already is
    used as it is. Raises PostgresError."""
    if settings.database_url:
        yield asyncpg_url(settings.database_url.get_secret_value())
        return
    embedded = EmbeddedPostgres(settings.data_dir)
    address = await embedded.start(join=join)
    try:
        yield address
    finally:
        await embedded.stop()


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The database for a command, beside a server that may be running."""
    async with running_database(settings, join=True) as address:
        database = Database(address, pool_size=2)
        try:
            yield database
        finally:
            await database.close()
