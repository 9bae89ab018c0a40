"""What administrators set while the host runs: kept in the database, known to every node at once.

A setting that nobody has set is as the environment says (settings.py).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import String, func, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bulletdrop.core.announce import Announcements, announce
from bulletdrop.core.database import Base, Database
from bulletdrop.core.settings import Settings

TOPIC = "settings"


class HostSetting(Base):
    """One setting by its name; a value of null is as if it were not there."""

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
        kept = known.get("allowed_types")
        return self._settings.allowed_types if kept is None else tuple(kept)

    async def _load(self) -> dict[str, Any]:
        async with self._database.transaction() as session:
            rows = await session.execute(select(HostSetting.name, HostSetting.value))
            known = {row.name: row.value for row in rows}
        if self._announcements.is_live:
            self._known = known
        return known

    def _forget(self, _key: str | None) -> None:
        self._known = None


async def keep(session: AsyncSession, **values: Any) -> None:
    """Sets these; None gives one back to the environment."""
    for name, value in values.items():
        fresh = insert(HostSetting).values(name=name, value=value)
        await session.execute(fresh.on_conflict_do_update(index_elements=[HostSetting.name], set_={"value": value}))
    await announce(session, TOPIC, *values)
