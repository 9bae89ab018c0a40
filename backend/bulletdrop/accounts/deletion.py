"""Deleting an account with all that it owns, in one transaction."""

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.models import User
from bulletdrop.accounts.parts import DeleteContent
from bulletdrop.accounts.people import keep_an_administrator
from bulletdrop.accounts.principals import TOPIC
from bulletdrop.core.announce import announce
from bulletdrop.core.errors import NotFound

log = structlog.get_logger("bulletdrop.security")


async def delete_account(session: AsyncSession, delete_content: DeleteContent, *, user_id: int) -> None:
    """Deletes a user, their files, sessions and tokens; raises Conflict for the last administrator, else NotFound.

    Files lock their rows before the user's (files/records.py), and so does this. What was uploaded in between is seen by
    the second pass: from the lock on, nothing more can be added.
    """
    await delete_content(session, user_id)
    await keep_an_administrator(session, losing=user_id)
    if await session.scalar(select(User.id).where(User.id == user_id).with_for_update()) is None:
        raise NotFound("There is no such user.")
    await delete_content(session, user_id)
    await session.execute(delete(User).where(User.id == user_id))
    await announce(session, TOPIC, user_id)
    log.info("account.deleted", user_id=user_id)
