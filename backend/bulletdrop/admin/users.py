"""Users, as administrators list and change them."""

from typing import Any

import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.models import User
from bulletdrop.accounts.people import change_user, keep_an_administrator
from bulletdrop.accounts.sessions import end_sessions
from bulletdrop.core.errors import NotFound

log = structlog.get_logger("bulletdrop.security")


async def list_users(session: AsyncSession, *, q: str | None, limit: int, before: int | None) -> list[User]:
    """Users whose name or e-mail address holds `q`, newest first."""
    query = select(User)
    if q and q.strip():
        wanted = q.strip()
        query = query.where(or_(*(column.icontains(wanted, autoescape=True) for column in (User.username, User.email))))
    if before is not None:
        query = query.where(User.id < before)
    return list(await session.scalars(query.order_by(User.id.desc()).limit(limit)))


async def read_user(session: AsyncSession, *, user_id: int) -> User:
    """One user; raises NotFound."""
    user = await session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


async def override(session: AsyncSession, *, user_id: int, by: int, **changes: Any) -> User:
    """Changes a user; raises Conflict where nobody would be left to administer.

    Whoever is disabled is signed out, so that being enabled again brings no old session back.
    """
    if changes.get("is_active") is False or changes.get("is_admin") is False:
        await keep_an_administrator(session, losing=user_id)
    user = await change_user(session, user_id=user_id, **changes)
    if not user.is_active:
        await end_sessions(session, user_id=user_id)
    log.info("user.overridden", user_id=user_id, by=by, changes=sorted(changes))
    return user


async def names_of(session: AsyncSession, user_ids: set[int]) -> dict[int, str]:
    """The usernames of these users."""
    rows = await session.execute(select(User.id, User.username).where(User.id.in_(user_ids)))
    return {row.id: row.username for row in rows}
