"""A backup put in the place of what is there: bytes first, then the secret, at last the database in one transaction.

Interrupted, it leaves a database without the records, so that nothing is served that is not there.
"""

import asyncio
import shutil
from pathlib import Path

from alembic.script import ScriptDirectory

from bulletdrop.core import migrate
from bulletdrop.core.database import Database
from bulletdrop.core.settings import Settings
from bulletdrop.maintenance import tables
from bulletdrop.maintenance.archive import (
    FILES,
    MANIFEST,
    SECRET,
    TABLES,
    Archive,
    BackupError,
    File,
    Manifest,
    files_of,
    write_durably,
)
from bulletdrop.maintenance.copying import Copied, copy, is_whole
from bulletdrop.storage.base import Storage
from bulletdrop.storage.local import LocalStorage

# Pictures are not backed up: they are made of the bytes again.
_PICTURES_AGAIN = "UPDATE blobs SET preview = NULL, preview_tries = 0 WHERE preview = 'made'"
_IS_IN_USE = "SELECT EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM uploads)"


def find(folder: Path) -> Path:
    """The backup that this names: itself, or the newest of a folder of them. Raises BackupError."""
    if (folder / MANIFEST).is_file():
        return folder
    backups = Archive(folder).backups() if (folder / FILES).is_dir() else []
    if not backups:
        raise BackupError(f"There is no complete backup in {folder}.")
    return backups[-1]


async def restore(
    database: Database, storage: Storage, backup: Path, *, settings: Settings, copied: Copied, force: bool
) -> Manifest:
    """Puts the backup in the place of what is there. The caller is alone with the storage, and no server runs.

    Where there are accounts, uploads or files already nothing is done, unless by `force`. Raises BackupError.
    """
    manifest = Manifest.read(backup)
    if not _knows(manifest.revision):
        raise BackupError(
            f"{backup} was made by a newer BulletDrop ({manifest.version}): restore it with that one, or a later one."
        )
    if not force:
        await _check_empty(database, storage)
    await _copy_all(LocalStorage(backup.parent / FILES), storage, backup, copied)
    write_durably(settings.data_dir / SECRET, (backup / SECRET).read_bytes())
    shutil.rmtree(settings.data_dir / "journal", ignore_errors=True)  # views that the database replaced here had
    await _load(database, backup, manifest)
    return manifest


def _knows(revision: str) -> bool:
    scripts = ScriptDirectory.from_config(migrate.config_for())
    return revision in {script.revision for script in scripts.walk_revisions()}


async def _check_empty(database: Database, storage: Storage) -> None:
    if await asyncio.to_thread(lambda: next(storage.walk(), None)):
        raise BackupError("There are files already. With --force the backup takes the place of all that is here.")
    async with database.driver() as connection:
        if await tables.revision(connection) and await connection.fetchval(_IS_IN_USE):
            raise BackupError(
                "There are accounts or uploads already. With --force the backup takes the place of all that is here."
            )


async def _copy_all(source: Storage, target: Storage, backup: Path, copied: Copied) -> None:
    """What the target has already is looked at too: it may have been what was wrong."""

    def bring(file: File) -> str:
        return "" if is_whole(target, file) else copy(source, target, file)

    await copied.go_through(lambda: files_of(backup), bring)


async def _load(database: Database, backup: Path, manifest: Manifest) -> None:
    await migrate.move(database, manifest.revision)
    async with database.driver() as connection, connection.transaction():
        await tables.load(connection, backup / TABLES, tables=manifest.tables, numbers=manifest.sequences)
    await migrate.upgrade(database)
    async with database.driver() as connection:
        await connection.execute(_PICTURES_AGAIN)
        await connection.execute("ANALYZE")
