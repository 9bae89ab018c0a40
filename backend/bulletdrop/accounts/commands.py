"""`bulletdrop user …`: what an operator does to accounts from the command line, beside a running server or without one."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.api_tokens import delete_api_tokens
from bulletdrop.accounts.names import checked_email, checked_username
from bulletdrop.accounts.passwords import Passwords
from bulletdrop.accounts.people import change_user, check_password, find_user, make_user, set_password
from bulletdrop.accounts.setup import drop_setup_token
from bulletdrop.core.connect import open_database
from bulletdrop.core.errors import Problem
from bulletdrop.core.logging import configure_logging
from bulletdrop.core.migrate import upgrade
from bulletdrop.core.postgres_error import PostgresError
from bulletdrop.core.settings import Settings, SettingsError, load_settings

users = typer.Typer(
    help="Accounts: make one, make somebody an administrator, set a new password.", no_args_is_help=True
)
Login = Annotated[str, typer.Argument(help="Username or e-mail address")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input")]


@users.command()
def create(
    username: Annotated[str, typer.Argument(help="1 to 50 letters, digits, dots, hyphens, underscores")],
    email: Annotated[str, typer.Argument(help="E-mail address")],
    *,
    admin: Annotated[bool, typer.Option("--admin", help="Make it an administrator")] = False,
    password_stdin: FromStdin = False,
) -> None:
    """Make an account."""
    names = {"username": _checked(checked_username, username), "email": _checked(checked_email, email)}
    password = _ask_password(from_stdin=password_stdin)

    async def make(session: AsyncSession, settings: Settings) -> str:
        hashed = await _hash(password, **names)
        columns = {**names, "hashed_password": hashed, "storage_limit": settings.storage_limit, "is_admin": admin}
        await make_user(session, **columns)
        if admin:
            await drop_setup_token(session)
        return f"{names['username']} can sign in now."

    _run(make)


@users.command()
def promote(login: Login) -> None:
    """Make somebody an administrator."""

    async def change(session: AsyncSession, _: Settings) -> str:
        user = await find_user(session, login=login)
        await change_user(session, user_id=user.id, is_admin=True, is_active=True)
        await drop_setup_token(session)
        return f"{user.username} is an administrator now."

    _run(change)


@users.command("reset-password")
def reset_password(
    login: Login,
    *,
    password_stdin: FromStdin = False,
    revoke_tokens: Annotated[bool, typer.Option("--revoke-tokens", help="End the API tokens too")] = False,
) -> None:
    """Set a new password and end all sessions."""
    password = _ask_password(from_stdin=password_stdin)

    async def change(session: AsyncSession, _: Settings) -> str:
        user = await find_user(session, login=login)
        hashed = await _hash(password, username=user.username, email=user.email)
        await set_password(session, user_id=user.id, hashed=hashed, keep=None)
        ended = await delete_api_tokens(session, user_id=user.id) if revoke_tokens else 0
        tokens = f", and {ended} API tokens have ended" if revoke_tokens else ""
        return f"{user.username} has a new password; all sessions have ended{tokens}."

    _run(change)


def _run(work: Callable[[AsyncSession, Settings], Awaitable[str]]) -> None:
    """Runs work in one transaction on the settings' database, and says how it went."""

    async def run() -> str:
        settings = load_settings()
        configure_logging(settings.log_format)
        async with open_database(settings) as database:
            await upgrade(database)  # this may be the first thing that is ever done here
            async with database.transaction() as session:
                return await work(session, settings)

    try:
        typer.echo(asyncio.run(run()))
    except (Problem, SettingsError, PostgresError, OSError) as error:
        typer.echo(f"bulletdrop: {error}", err=True)
        raise typer.Exit(1) from None


async def _hash(password: str, *, username: str, email: str) -> str:
    passwords = Passwords()
    try:
        await check_password(passwords, password=password, field="password", username=username, email=email)
        return await passwords.hash(password)
    finally:
        passwords.close()


def _ask_password(*, from_stdin: bool) -> str:
    """Never an argument: those are seen by everybody on the machine."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _checked(check: Callable[[str], str], value: str) -> str:
    try:
        return check(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
