"""API tokens: made by their owner in a session, shown once, kept as a digest."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.models import ApiToken
from bulletdrop.accounts.principals import TOPIC
from bulletdrop.accounts.tokens import Scope, new_api_token
from bulletdrop.core.announce import announce
from bulletdrop.core.crypto import digest
from bulletdrop.core.errors import NotFound


async def make_api_token(
    session: AsyncSession, *, user_id: int, name: str, scopes: Iterable[Scope], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token of this user: its record, and the token itself."""
    secret = new_api_token()
    values = {"user_id": user_id, "name": name, "scopes": sorted(set(scopes)), "expires_at": expires_at}
    made = insert(ApiToken).values(token_hash=digest(secret), **values).returning(ApiToken)
    return (await session.scalars(made)).one(), secret


async def list_api_tokens(session: AsyncSession, *, user_id: int, limit: int, before: int | None) -> list[ApiToken]:
    """The user's tokens, newest first; expired ones too, until they are deleted."""
    query = select(ApiToken).where(ApiToken.user_id == user_id)
    if before is not None:
        query = query.where(ApiToken.id < before)
    return list(await session.scalars(query.order_by(ApiToken.id.desc()).limit(limit)))


async def delete_api_token(session: AsyncSession, *, user_id: int, token_id: int) -> None:
    """Ends a token, at once and everywhere."""
    gone = delete(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id).returning(ApiToken.id)
    if await session.scalar(gone) is None:
        raise NotFound("There is no such token.")
    await announce(session, TOPIC, user_id)


async def delete_api_tokens(session: AsyncSession, *, user_id: int) -> int:
    """Ends all tokens of a user; returns how many there were."""
    gone = delete(ApiToken).where(ApiToken.user_id == user_id).returning(ApiToken.id)
    ended = len((await session.scalars(gone)).all())
    await announce(session, TOPIC, user_id)
    return ended


async def count_api_tokens(session: AsyncSession, *, user_id: int) -> int:
    """How many tokens a user has."""
    query = select(func.count()).select_from(ApiToken).where(ApiToken.user_id == user_id)
    return (await session.execute(query)).scalar_one()
