"""What administrators set while the host runs: kept in the database, known to every node at once.

A setting that nobody has set is as the environment says (settings.py).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import String, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bulletdrop.core.announce import Announcements, announce
from bulletdrop.core.database import Base, Database
from bulletdrop.core.settings import Settings

TOPIC = "settings"


class HostSetting(Base):
    """One setting by its name."""

    __tablename__ = "host_settings"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class HostSettings:
    """All of them, held in memory; read again after a change anywhere."""

    def __init__(self, database: Database, announcements: Announcements, settings: Settings) -> None:
        self._database = database
        self._announcements = announcements
        self._settings = settings
        self._known: dict[str, Any] | None = None
        announcements.subscribe(TOPIC, self._forget)

    async def allowed_types(self) -> tuple[str, ...]:
        """The types that are taken (media/allowed.py)."""
        known = self._known if self._known is not None else await self._load()
        return allowed_types_in(known, self._settings)

    async def _load(self) -> dict[str, Any]:
        async with self._database.transaction() as session:
            known = await all_kept(session)
        if self._announcements.is_live:
            self._known = known
        return known

    def _forget(self, _key: str | None) -> None:
        self._known = None


def allowed_types_in(kept: dict[str, Any], settings: Settings) -> tuple[str, ...]:
    """The types that are taken where these settings are kept."""
    return tuple(kept["allowed_types"]) if "allowed_types" in kept else settings.allowed_types


async def all_kept(session: AsyncSession) -> dict[str, Any]:
    """What administrators set, by name."""
    rows = await session.execute(select(HostSetting.name, HostSetting.value))
    return {row.name: row.value for row in rows}


async def keep(session: AsyncSession, **values: Any) -> None:
    """Sets these; None gives one back to the environment."""
    for name, value in values.items():
        if value is None:
            await session.execute(delete(HostSetting).where(HostSetting.name == name))
            continue
        fresh = insert(HostSetting).values(name=name, value=value)
        await session.execute(fresh.on_conflict_do_update(index_elements=[HostSetting.name], set_={"value": value}))
    await announce(session, TOPIC, *values)
