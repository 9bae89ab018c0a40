"""The first administrator: from the settings, or from whoever opens the one-time setup link."""

from collections.abc import Callable

import structlog
from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.models import OneTimeToken, User
from bulletdrop.accounts.names import checked_email, checked_username
from bulletdrop.accounts.passwords import Passwords
from bulletdrop.accounts.people import check_password, make_user
from bulletdrop.core.crypto import derive, digest
from bulletdrop.core.database import Database
from bulletdrop.core.errors import Conflict, Invalid, NotFound
from bulletdrop.core.settings import PREFIX, Settings, SettingsError

log = structlog.get_logger("bulletdrop.security")
PURPOSE = "setup"


async def prepare_first_administrator(database: Database, passwords: Passwords, settings: Settings) -> str | None:
    """To be called at each start, after the migrations.

    Does nothing where there is an administrator. Else makes the one that the settings name (SettingsError where they
    can't be used), or returns the setup link to print: the same from every process, and at every start until it is used.
    """
    async with database.transaction() as session:
        if not await needs_setup(session):
            return None
        if settings.admin_username is None:
            return f"{settings.app_url}/setup#token={await _setup_token(session, settings)}"
    await _make_named(database, passwords, settings)
    return None


async def needs_setup(session: AsyncSession) -> bool:
    """Whether nobody administers this host yet."""
    return not (await session.execute(select(exists().where(User.is_admin)))).scalar_one()


async def make_first_administrator(session: AsyncSession, *, token: str, **columns: str | int) -> User:
    """Uses the setup link up for a new administrator; raises NotFound once it is used, or was never given."""
    used = delete(OneTimeToken).where(OneTimeToken.purpose == PURPOSE, OneTimeToken.token_hash == digest(token))
    if await session.scalar(used.returning(OneTimeToken.token_hash)) is None or not await needs_setup(session):
        raise NotFound("This setup link is used up, or not of this host.")
    user = await make_user(session, is_admin=True, **columns)
    log.info("setup.done", user_id=user.id)
    return user


async def drop_setup_token(session: AsyncSession) -> None:
    """Ends the setup link: an administrator was made another way."""
    await session.execute(delete(OneTimeToken).where(OneTimeToken.purpose == PURPOSE))


async def _setup_token(session: AsyncSession, settings: Settings) -> str:
    """Derived from the secret, so that several workers and nodes print one link; kept as a digest until it is used."""
    token = derive(settings.secret_key.get_secret_value(), "setup link").hex()
    given = insert(OneTimeToken).values(token_hash=digest(token), purpose=PURPOSE)
    await session.execute(given.on_conflict_do_nothing())
    return token


def _allowed(name: str, value: str, check: Callable[[str], str]) -> str:
    try:
        return check(value)
    except ValueError as error:
        raise SettingsError(f"{PREFIX}{name} is {value!r}: {error}") from None


async def _make_named(database: Database, passwords: Passwords, settings: Settings) -> None:
    """Makes the administrator of the settings; another node that starts at once may make it first."""
    username = _allowed("ADMIN_USERNAME", settings.admin_username or "", checked_username)
    email = _allowed("ADMIN_EMAIL", settings.admin_email or "", checked_email)
    password = settings.admin_password.get_secret_value() if settings.admin_password else ""
    try:
        await check_password(passwords, password=password, field="password", username=username, email=email)
    except Invalid as error:
        raise SettingsError(f"{PREFIX}ADMIN_PASSWORD is …: {error.detail}") from None
    hashed = await passwords.hash(password)
    try:
        async with database.transaction() as session:
            columns = {"username": username, "email": email, "storage_limit": settings.storage_limit}
            await make_user(session, hashed_password=hashed, is_admin=True, **columns)
            await drop_setup_token(session)
    except Conflict as error:
        async with database.transaction() as session:
            if await needs_setup(session):
                name = error.extra["errors"][0]["field"]
                value = username if name == "username" else email
                raise SettingsError(
                    f"{PREFIX}ADMIN_{name.upper()} is {value!r}: somebody else's account has it. "
                    "Make that account an administrator with `bulletdrop user promote`, or choose another"
                ) from None
        return
    log.info("setup.administrator", username=username)
