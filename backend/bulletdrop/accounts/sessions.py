"""Sessions: opened by signing in, kept alive by rotating refresh tokens, ended by their owner."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Interval,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.models import Session, SpentRefreshToken, User
from bulletdrop.accounts.principals import TOPIC
from bulletdrop.accounts.tokens import new_refresh_token
from bulletdrop.core.announce import announce
from bulletdrop.core.crypto import digest
from bulletdrop.core.database import Database, now

log = structlog.get_logger("bulletdrop.security")
UNUSED_LIFETIME = timedelta(days=30)  # since the last refresh; a refresh token lives no longer
WHOLE_LIFETIME = timedelta(days=180)  # since signing in
LONGEST_AGENT = 512
UNDER_WAY: ColumnClause[Any] = literal_column("'infinity'::timestamptz")  # `spent_at` until the exchange is committed


@dataclass(frozen=True)
class Device:
    """Where a session is used from, as far as is known; `address` is the client's."""

    user_agent: str
    address: str | None


@dataclass(frozen=True)
class Opened:
    """A session with a refresh token to hand out, this once."""

    session_id: int
    user_id: int
    refresh_token: str
    expires_at: datetime


Refused = Literal["unknown", "raced", "reused"]


async def open_session(session: AsyncSession, *, user_id: int, device: Device) -> Opened:
    """Opens a session of this user."""
    token, ends = new_refresh_token(), now() + UNUSED_LIFETIME
    row = insert(Session).values(user_id=user_id, refresh_hash=digest(token), expires_at=ends, **_seen(device))
    session_id = (await session.execute(row.returning(Session.id))).scalar_one()
    return Opened(session_id, user_id, token, ends)


async def refresh(database: Database, *, token: str, arrived: float, device: Device) -> Opened | Refused:
    """Exchanges a refresh token for a new one; of many requests with one token at most one is given it.

    A token that was exchanged before ends its whole session (RFC 9700 §4.14.2), also when this request is then refused:
    so the transactions are this function's own. But tabs that refresh in the same moment send the same token, and those
    that lose are no thieves: whoever asked before the winner was answered cannot have learnt the token from that exchange.
    So a token is noted as spent in two steps: with the exchange, and once that is committed, with the time.
    `arrived` is when the request came, in `time.monotonic()`.
    """
    spent = digest(token)
    async with database.transaction() as session:
        was_live = await session.scalar(select(exists().where(*_is_live(spent))))
        opened = await _exchange(session, spent=spent, device=device)
        if opened is None:
            # Live a moment ago: another request's exchange was under way, and this one waited for its lock.
            return "raced" if was_live else await _refuse(session, spent=spent, arrived=arrived, device=device)
    async with database.transaction() as session:
        done = update(SpentRefreshToken).where(SpentRefreshToken.refresh_hash == spent)
        await session.execute(done.values(spent_at=func.clock_timestamp()))
    return opened


def _is_live(refresh_hash: bytes) -> tuple[ColumnElement[bool], ...]:
    is_active = exists().where(User.id == Session.user_id, User.is_active)
    return Session.refresh_hash == refresh_hash, Session.expires_at > func.now(), is_active


async def _exchange(session: AsyncSession, *, spent: bytes, device: Device) -> Opened | None:
    token = new_refresh_token()
    ends = func.least(Session.created_at + WHOLE_LIFETIME, func.now() + UNUSED_LIFETIME)
    changed = (
        update(Session)
        .where(*_is_live(spent))
        .values(refresh_hash=digest(token), last_used_at=func.now(), expires_at=ends, **_seen(device))
        .returning(Session.id, Session.user_id, Session.expires_at)
    )
    row = (await session.execute(changed)).one_or_none()
    if row is None:
        return None
    values = {"refresh_hash": spent, "session_id": row.id, "spent_at": UNDER_WAY}
    await session.execute(insert(SpentRefreshToken).values(**values))
    return Opened(row.id, row.user_id, token, row.expires_at)


async def _refuse(session: AsyncSession, *, spent: bytes, arrived: float, device: Device) -> Refused:
    """Ends the session of a token that is seen again, unless this request had merely lost a race."""
    waited = bindparam("waited", timedelta(seconds=time.monotonic() - arrived), Interval)
    query = (
        select(Session.id, Session.user_id)
        .add_columns((SpentRefreshToken.spent_at >= func.clock_timestamp() - waited).label("raced"))
        .join(Session, Session.id == SpentRefreshToken.session_id)
        .where(SpentRefreshToken.refresh_hash == spent)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return "unknown"
    if row.raced:
        return "raced"
    await end_session(session, user_id=row.user_id, session_id=row.id)
    log.warning("refresh.reused", user_id=row.user_id, session_id=row.id, address=device.address)
    return "reused"


async def end_session(session: AsyncSession, *, user_id: int, session_id: int) -> bool:
    """Ends one of the user's sessions, at once and everywhere; False where there is none."""
    ended = delete(Session).where(Session.id == session_id, Session.user_id == user_id).returning(Session.id)
    if await session.scalar(ended) is None:
        return False
    await announce(session, TOPIC, user_id)
    return True


async def end_by_token(session: AsyncSession, *, token: str) -> bool:
    """Ends the session whose current refresh token this is."""
    ended = delete(Session).where(Session.refresh_hash == digest(token)).returning(Session.user_id)
    user_id = await session.scalar(ended)
    if user_id is None:
        return False
    await announce(session, TOPIC, user_id)
    return True


async def end_sessions(session: AsyncSession, *, user_id: int, but: int | None = None) -> None:
    """Ends all sessions of a user but perhaps one."""
    ended = delete(Session).where(Session.user_id == user_id)
    await session.execute(ended.where(Session.id != but) if but is not None else ended)
    await announce(session, TOPIC, user_id)


async def list_sessions(session: AsyncSession, *, user_id: int, limit: int, before: int | None) -> list[Session]:
    """The user's live sessions, newest first."""
    query = select(Session).where(Session.user_id == user_id, Session.expires_at > func.now())
    if before is not None:
        query = query.where(Session.id < before)
    return list(await session.scalars(query.order_by(Session.id.desc()).limit(limit)))


def _seen(device: Device) -> dict[str, str | None]:
    return {"user_agent": device.user_agent[:LONGEST_AGENT], "ip_address": device.address}
