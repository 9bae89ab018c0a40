"""`bulletdrop scan`: the scanner looks at what is stored, beside a running server or without one."""

from typing import Annotated

import typer

from bulletdrop.core.connect import open_database
from bulletdrop.core.settings import Settings, SettingsError
from bulletdrop.files.rescan import delete_infected, look_through, release
from bulletdrop.scanning.clamd import Scanner
from bulletdrop.scanning.verdicts import Clean, Infected
from bulletdrop.storage.local import LocalStorage

Quarantined = Annotated[bool, typer.Option("--quarantined", help="Only what is held until it has been scanned")]
Delete = Annotated[bool, typer.Option("--delete", help="Delete for good what something is found in")]


async def scan(settings: Settings, *, quarantined: bool, delete: bool) -> bool:
    """Scans what is stored and tells what was found; whether all of it is clean, or was deleted. Raises SettingsError."""
    if not settings.clamd:
        raise SettingsError("BULLETDROP_CLAMD is not set: there is no scanner.")
    scanner = Scanner.of(settings.clamd, limit=settings.clamd_max_size)
    storage = LocalStorage(settings.files_dir)
    clean = infected = unscanned = 0
    async with open_database(settings) as database:
        async for stored in look_through(database, storage, scanner, held_only=quarantined):
            if isinstance(stored.verdict, Clean):
                clean += 1
                await release(database, stored)
            elif isinstance(stored.verdict, Infected):
                infected += 1
                signature = stored.verdict.signature
                gone = await delete_infected(database, stored, signature=signature) if delete else 0
                typer.echo(f"{stored.storage_key}: {signature}" + (f", {gone} uploads deleted" if delete else ""))
            else:
                unscanned += 1
                typer.echo(f"{stored.storage_key}: not scanned. {stored.verdict.reason}")
    typer.echo(f"{clean} clean, {infected} infected, {unscanned} not scanned")
    return unscanned == 0 and (infected == 0 or delete)
