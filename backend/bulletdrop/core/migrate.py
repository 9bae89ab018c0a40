"""Brings the database's schema up to date, or back."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bulletdrop.core.database import Database
from bulletdrop.core.postgres_error import PostgresError

MIGRATIONS = Path(__file__).parent.parent / "migrations"
LOCK = 0x62756C6C  # "bull": two nodes that start at once migrate one after the other


def config_for(connection: Connection | None = None) -> Config:
    """Alembic's configuration; no ini file is needed."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database, revision: str = "head") -> None:
    """Applies the migrations up to this revision."""
    await _run(database, lambda config: command.upgrade(config, revision))


async def downgrade(database: Database, revision: str) -> None:
    """Takes migrations back to this revision."""
    await _run(database, lambda config: command.downgrade(config, revision))


async def move(database: Database, revision: str) -> None:
    """Goes to this revision, whether it lies ahead or behind."""
    await _run(database, lambda config: _move(config, revision))


def _move(config: Config, revision: str) -> None:
    scripts = ScriptDirectory.from_config(config)
    here = MigrationContext.configure(config.attributes["connection"]).get_current_revision()
    behind = {script.revision for script in scripts.iterate_revisions(here, "base")} - {here} if here else set()
    if revision == "base" or revision in behind:
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


async def require_head(database: Database) -> None:
    """Raises PostgresError where the schema is not this program's: none, an older or a newer one."""

    def revision(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    async with database.engine.connect() as connection:
        here = await connection.run_sync(revision)
    head = ScriptDirectory.from_config(config_for()).get_current_head()
    if here != head:
        raise PostgresError(
            f"The database's schema is {here or 'not there'}, and this BulletDrop's is {head}: run `bulletdrop migrate` first."
        )


async def check(database: Database) -> None:
    """Raises when the models and the migrated database differ."""
    await _run(database, command.check)


async def _run(database: Database, act: Callable[[Config], object]) -> None:
    def locked(connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        act(config_for(connection))

    async with database.engine.begin() as connection:
        await connection.run_sync(locked)
