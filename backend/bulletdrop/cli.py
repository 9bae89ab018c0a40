"""The commands: `bulletdrop serve` and what an operator needs beside it."""

import json
import sys
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer
import uvloop

from bulletdrop.accounts.commands import users
from bulletdrop.core import migrate as migrations
from bulletdrop.core.connect import open_database
from bulletdrop.core.postgres_error import PostgresError
from bulletdrop.core.settings import SettingsError, load_settings
from bulletdrop.files.commands import Delete, Quarantined
from bulletdrop.files.commands import scan as scan_stored
from bulletdrop.main import document
from bulletdrop.maintenance.archive import BackupError
from bulletdrop.maintenance.commands import AsJson, Folder, Force, Keep, OneBackup, Quick, Repair, put_back, save
from bulletdrop.maintenance.commands import check as check_all
from bulletdrop.serve import serve as serve_forever
from bulletdrop.storage.base import StorageError

app = typer.Typer(
    name="bulletdrop",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Drop a file, have a link.",
)
app.add_typer(users, name="user")


@app.command()
def serve() -> None:
    """Serve the web app, the API and the files until SIGTERM."""
    _run(lambda: serve_forever(load_settings()))


@app.command()
def migrate(to: Annotated[str, typer.Option(help="The revision to go to, back or forth")] = "head") -> None:
    """Bring the database's schema up to date, or back to an earlier revision."""

    async def run() -> None:
        async with open_database(load_settings()) as database:
            await migrations.move(database, to)

    _run(run)


@app.command()
def scan(*, quarantined: Quarantined = False, delete: Delete = False) -> None:
    """Let the scanner look at what is stored. Exit code 1 where something was found, or not looked at."""

    async def run() -> None:
        if not await scan_stored(load_settings(), quarantined=quarantined, delete=delete):
            raise typer.Exit(1)

    _run(run)


@app.command()
def fsck(*, repair: Repair = False, quick: Quick = False, as_json: AsJson = False) -> None:
    """Compare records, bytes, hashes and quotas. Exit code 1 where something was wrong, repaired or not."""

    async def run() -> None:
        if not await check_all(load_settings(), repair=repair, quick=quick, as_json=as_json):
            raise typer.Exit(1)

    _run(run)


@app.command()
def backup(folder: Folder, *, keep: Keep = None) -> None:
    """Back up database, files and secret, beside a running server. Exit code 1 where something is missing from it."""

    async def run() -> None:
        if not await save(load_settings(), folder, keep=keep):
            raise typer.Exit(1)

    _run(run)


@app.command()
def restore(folder: OneBackup, *, force: Force = False) -> None:
    """Restore a backup where nothing is yet. Exit code 1 where something of it could not be restored."""

    async def run() -> None:
        if not await put_back(load_settings(), folder, force=force):
            raise typer.Exit(1)

    _run(run)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the API."""
    json.dump(document(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def _run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs a command; what an operator can mend is told in a line or two, without a trace."""
    try:
        uvloop.run(work())
    except (SettingsError, PostgresError, StorageError, BackupError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def main() -> None:
    """The console's entry."""
    app()
