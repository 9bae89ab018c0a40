"""`bulletdrop fsck`, `backup`, `restore`: what they say, and how they end."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bulletdrop.core.connect import open_database
from bulletdrop.core.settings import Settings
from bulletdrop.maintenance.findings import Finding
from bulletdrop.maintenance.fsck import Extent, fsck
from bulletdrop.storage.local import LocalStorage

Repair = Annotated[bool, typer.Option("--repair", help="Repair what can be repaired without losing anything")]
Quick = Annotated[bool, typer.Option("--quick", help="Sizes only: no file is read")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of lines")]


async def check(settings: Settings, *, repair: bool, quick: bool, as_json: bool) -> bool:
    """Compares records and bytes and tells what is wrong; whether nothing was, before any repair."""
    storage = LocalStorage(settings.files_dir)
    lost_found = settings.data_dir / "lost+found" if repair else None
    found: list[Finding] = []
    with progress_bar() as progress:
        task = progress.add_task("Files", total=None)
        extent = Extent(
            changed=lambda now: progress.update(task, completed=now.files_done, total=max(now.files, now.files_done))
        )
        async with open_database(settings) as database:
            async for finding in fsck(database, storage, extent=extent, lost_found=lost_found, hashing=not quick):
                found.append(finding)
                if not as_json:
                    typer.echo(finding.line())
    if as_json:
        typer.echo(json.dumps(_document(extent, found), indent=2))
    else:
        typer.echo(_summary(extent, found))
    return not found


def progress_bar() -> Progress:
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
