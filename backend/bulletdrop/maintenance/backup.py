"""A backup while the server runs: the database in one snapshot, then the bytes that this snapshot names.

Bytes are written before their record, so what the snapshot names is there; and while a backup runs no node removes bytes
(files/tasks.py), so it still is when its turn comes.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from bulletdrop import __version__
from bulletdrop.core.database import Database, now
from bulletdrop.files.tasks import keep_bytes
from bulletdrop.maintenance import tables
from bulletdrop.maintenance.archive import (
    FILE_LIST,
    SECRET,
    TABLES,
    Archive,
    BackupError,
    Manifest,
    digest_of,
    files_of,
    sync_file,
    write_durably,
)
from bulletdrop.maintenance.copying import Copied, copy_missing
from bulletdrop.storage.base import Storage, StorageError
from bulletdrop.storage.folder_lock import FolderLock

FILE_LIST_QUERY: Final = "SELECT encode(sha256, 'hex'), size, storage_key FROM blobs ORDER BY storage_key"


class Made(NamedTuple):
    """A complete backup, and how many older ones were removed for it."""

    path: Path
    pruned: int


async def backup(
    database: Database, storage: Storage, target: Path, *, secret: str, copied: Copied, keep: int | None = None
) -> Made:
    """Makes a backup in this folder; bytes that an earlier one brought there are not copied again. With `keep`, all but
    the last so many are removed, unless something is missing from this one. Raises BackupError.
    """
    with _alone_in(target):
        archive = Archive(target)
        fresh = archive.begin()
        async with keep_bytes(database):
            manifest = await _dump(database, fresh)
            await copied.go_through(lambda: files_of(fresh), partial(copy_missing, storage, archive.files))
        write_durably(fresh / SECRET, secret.encode())
        parts = {str(path.relative_to(fresh)): digest_of(path) for path in sorted(fresh.rglob("*")) if path.is_file()}
        absent = sorted(copied.faults)
        replace(manifest, files=copied.files, bytes=copied.bytes, parts=parts, absent=absent).write(fresh)
        path = archive.complete(fresh)
        pruned = archive.prune(keep=keep, newest=path) if keep and not copied.faults else 0
    return Made(path, pruned)


def _alone_in(target: Path) -> FolderLock:
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FolderLock(target, patience=0)
    except OSError as error:
        raise BackupError(f"{target} cannot be used: {error.strerror}") from None
    except StorageError:
        lock = None
    if lock is None or not lock.is_alone:
        raise BackupError(f"Another backup or restore is at work in {target}, or its file system has no locks.")
    return lock


async def _dump(database: Database, backup: Path) -> Manifest:
    """Writes the database's files; what the manifest says of them."""
    made_at = now().isoformat()
    async with database.driver() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        revision = await tables.revision(connection)
        if revision is None:
            raise BackupError("There is nothing to back up: the database is empty.")
        dumped = await tables.dump(connection, backup / TABLES)
        await connection.copy_from_query(FILE_LIST_QUERY, output=backup / FILE_LIST)
        numbers = await tables.sequences(connection)
    for path in (*(backup / TABLES).iterdir(), backup / FILE_LIST):
        sync_file(path)
    return Manifest(version=__version__, made_at=made_at, revision=revision, tables=dumped, sequences=numbers)
