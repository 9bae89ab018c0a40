"""Signing in by password: the same work, answer and time whether the name or the password was wrong."""

from dataclasses import dataclass

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.models import User
from bulletdrop.accounts.passwords import Passwords
from bulletdrop.core.database import Database
from bulletdrop.core.errors import FieldError, Forbidden, Invalid, NotSignedIn

log = structlog.get_logger("bulletdrop.security")


@dataclass(frozen=True)
class Proof:
    """That somebody knew the password of this user, whose hash was this one; `upgraded` is to take its place."""

    user_id: int
    hashed_password: str
    upgraded: str | None


def _refused() -> NotSignedIn:
    return NotSignedIn("The name or the password is wrong.")


async def prove(database: Database, passwords: Passwords, *, login: str, password: str, address: str | None) -> Proof:
    """Compares the password of an e-mail address or username; raises NotSignedIn.

    No connection is held while the hash is computed.
    """
    column = User.email if "@" in login else User.username
    query = select(User.id, User.hashed_password).where(func.lower(column) == func.lower(login))
    async with database.transaction() as session:
        row = (await session.execute(query)).one_or_none()
    hashed = row.hashed_password if row else None
    verdict = await passwords.verify(password, hashed)
    if not verdict.matches or row is None or hashed is None:
        log.warning("sign_in.failed", user_id=row.id if row else None, address=address)
        raise _refused()
    return Proof(row.id, hashed, verdict.upgraded)


async def prove_own(database: Database, passwords: Passwords, *, user_id: int, password: str, field: str) -> Proof:
    """Compares the password of someone signed in; raises Invalid naming this field."""
    async with database.transaction() as session:
        hashed = await session.scalar(select(User.hashed_password).where(User.id == user_id))
    verdict = await passwords.verify(password, hashed)
    if not verdict.matches or hashed is None:
        log.warning("password.refused", user_id=user_id)
        raise Invalid(FieldError(field, "This is not your password."))
    return Proof(user_id, hashed, verdict.upgraded)


async def admit(session: AsyncSession, proof: Proof) -> User:
    """The user, locked, if the password is still what was proved; raises NotSignedIn, Forbidden where disabled."""
    query = select(User).where(User.id == proof.user_id, User.hashed_password == proof.hashed_password)
    user = await session.scalar(query.with_for_update(key_share=True))
    if user is None:
        raise _refused()
    if not user.is_active:
        log.warning("sign_in.disabled", user_id=user.id)
        raise Forbidden("This account is disabled. Ask whoever runs this host.")
    if proof.upgraded:
        user.hashed_password = proof.upgraded
    return user
