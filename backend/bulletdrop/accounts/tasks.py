"""What accounts need from time to time: what has expired is dropped."""

from datetime import timedelta

from sqlalchemy import delete, func, update

from bulletdrop.accounts.models import OneTimeToken, Session, SpentRefreshToken
from bulletdrop.accounts.sessions import UNDER_WAY, UNUSED_LIFETIME
from bulletdrop.core.database import Database

# A spent token would have expired by then, so seeing it again tells nothing new; a day more for clocks that differ.
SPENT_KEPT = UNUSED_LIFETIME + timedelta(days=1)


async def sweep(database: Database) -> None:
    """Drops expired sessions, one-time tokens, and spent refresh tokens too old to matter."""
    async with database.transaction() as session:
        await session.execute(delete(Session).where(Session.expires_at <= func.now()))
        await session.execute(delete(OneTimeToken).where(OneTimeToken.expires_at <= func.now()))
        # Whoever exchanged these died before the answer; from now on they are spent like any other.
        left = update(SpentRefreshToken).where(SpentRefreshToken.spent_at == UNDER_WAY)
        await session.execute(left.values(spent_at=func.now()))
        await session.execute(delete(SpentRefreshToken).where(SpentRefreshToken.spent_at <= func.now() - SPENT_KEPT))
