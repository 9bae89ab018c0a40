"""`bulletdrop fsck`, `backup`, `restore`: what they say, and how they end."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bulletdrop.core.connect import open_database
from bulletdrop.core.migrate import require_head
from bulletdrop.core.settings import Settings, load_settings
from bulletdrop.maintenance.archive import SECRET, BackupError
from bulletdrop.maintenance.backup import backup
from bulletdrop.maintenance.copying import Copied
from bulletdrop.maintenance.findings import Finding
from bulletdrop.maintenance.fsck import Extent, fsck
from bulletdrop.maintenance.restore import find, restore
from bulletdrop.storage.base import StorageError, StorageFull
from bulletdrop.storage.folder_lock import FolderLock
from bulletdrop.storage.local import LocalStorage

Repair = Annotated[bool, typer.Option("--repair", help="Repair what can be repaired without losing anything")]
Quick = Annotated[bool, typer.Option("--quick", help="Sizes only: no file is read")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of lines")]
Folder = Annotated[Path, typer.Argument(help="The folder of backups", file_okay=False, resolve_path=True)]
OneBackup = Annotated[
    Path,
    typer.Argument(help="A folder of backups, for the newest in it, or one of them", exists=True, resolve_path=True),
]
Keep = Annotated[int | None, typer.Option("--keep", min=1, help="Remove all but the last so many backups")]
Force = Annotated[bool, typer.Option("--force", help="In the place of accounts, uploads and files that are there")]


async def check(settings: Settings, *, repair: bool, quick: bool, as_json: bool) -> bool:
    """Compares records and bytes and tells what is wrong; whether nothing was, before any repair."""
    storage = LocalStorage(settings.files_dir)
    lost_found = settings.data_dir / "lost+found" if repair else None
    found: list[Finding] = []
    with _progress_bar() as progress:
        task = progress.add_task("Files", total=None)
        extent = Extent(
            changed=lambda now: progress.update(task, completed=now.files_done, total=max(now.files, now.files_done))
        )
        async with open_database(settings) as database:
            await require_head(database)
            async for finding in fsck(database, storage, extent=extent, lost_found=lost_found, hashing=not quick):
                found.append(finding)
                if not as_json:
                    typer.echo(finding.line())
    if as_json:
        typer.echo(json.dumps(_document(extent, found), indent=2))
    else:
        typer.echo(_summary(extent, found))
    return not found


async def save(settings: Settings, folder: Path, *, keep: int | None) -> bool:
    """Makes a backup; whether everything is in it. Raises BackupError, StorageError."""
    os.umask(0o077)  # it holds everybody's files, and the secret
    storage = LocalStorage(settings.files_dir)
    secret = settings.secret_key.get_secret_value()
    with _copying() as copied:
        async with open_database(settings) as database:
            try:
                made = await backup(database, storage, folder, secret=secret, copied=copied, keep=keep)
            except StorageFull:
                raise BackupError(f"{folder} is full. What was copied is not copied again by the next one.") from None
    _tell(copied)
    pruned = f", {made.pruned} older ones removed" if made.pruned else ""
    typer.echo(f"Backed up to {made.path}: {_amount(copied)}{pruned}")
    return not copied.faults


async def put_back(settings: Settings, folder: Path, *, force: bool) -> bool:
    """Restores a backup; whether all of it is there again. Raises BackupError, StorageError."""
    chosen = find(folder)
    with FolderLock(chosen.parent, patience=0) as source, _alone_with_files(settings), _copying() as copied:
        source.share()  # others may restore from it too
        async with open_database(settings) as database:
            storage = LocalStorage(settings.files_dir)
            manifest = await restore(database, storage, chosen, settings=settings, copied=copied, force=force)
    _tell(copied)
    typer.echo(f"Restored {chosen}, the state of {manifest.made_at}: {_amount(copied)}")
    if load_settings(data_dir=settings.data_dir).secret_key.get_secret_value() != (chosen / SECRET).read_text():
        typer.echo("BULLETDROP_SECRET_KEY is set to another secret than the backup's: everybody signs in again.")
    typer.echo("Check it with `bulletdrop fsck`, then start the server.")
    return not copied.faults


def _alone_with_files(settings: Settings) -> FolderLock:
    try:
        lock = FolderLock(settings.files_dir, patience=0)
    except StorageError:
        lock = None
    if lock is None or not lock.is_alone:
        raise BackupError(f"A server or a restore is at work in {settings.files_dir}: stop it first.")
    return lock


@contextmanager
def _copying() -> Iterator[Copied]:
    with _progress_bar() as progress:
        task = progress.add_task("Files", total=None)
        yield Copied(changed=lambda now: progress.update(task, completed=now.done, total=now.files))


def _tell(copied: Copied) -> None:
    for key, fault in sorted(copied.faults.items()):
        typer.echo(f"{key}: {fault}")


def _amount(copied: Copied) -> str:
    faulty = f", {len(copied.faults)} of them could not be copied" if copied.faults else ""
    return f"{copied.files} files ({copied.bytes} bytes){faulty}"


def _progress_bar() -> Progress:
    """A bar on the terminal; nothing where standard error is none."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # What is printed meanwhile goes where it should, even where only one of the two is a terminal.
    console, is_terminal = Console(stderr=True), sys.stderr.isatty()
    redirect = is_terminal and sys.stdout.isatty()
    return Progress(*columns, console=console, transient=True, disable=not is_terminal, redirect_stdout=redirect)


def _document(extent: Extent, found: list[Finding]) -> dict[str, object]:
    return {
        "clean": not found,
        "files": extent.files_done,
        "bytes": extent.bytes_done,
        "users": extent.users,
        "findings": [finding.fields() for finding in found],
    }


def _summary(extent: Extent, found: list[Finding]) -> str:
    looked_at = f"{extent.files_done} files ({extent.bytes_done} bytes) and {extent.users} accounts looked at"
    if not found:
        return f"{looked_at}: clean"
    repaired = sum(bool(finding.repaired) for finding in found)
    return f"{looked_at}: {len(found)} findings, {repaired} of them repaired"
