"""What an operator wants to know of who tried what: kept in the database, and in the log at once."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import BigInteger, ForeignKey, Index, String, func, insert, text
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bulletdrop.core.database import Base

log = structlog.get_logger("bulletdrop.security")


class SecurityEvent(Base):
    """One event; `detail` holds what belongs to its kind, never a secret."""

    __tablename__ = "security_events"
    __table_args__ = (Index("ix_security_events_newest", text("id DESC"), "kind"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(50))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    ip_address: Mapped[str | None] = mapped_column(INET)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


async def note(
    session: AsyncSession, kind: str, *, user_id: int | None, address: str | None = None, **detail: Any
) -> None:
    """Notes an event in the caller's transaction."""
    log.warning(kind, user_id=user_id, address=address, **detail)
    values = {"kind": kind, "user_id": user_id, "ip_address": address, "detail": detail}
    await session.execute(insert(SecurityEvent).values(**values))
