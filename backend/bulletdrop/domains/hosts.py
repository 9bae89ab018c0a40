"""Which host names this server answers to, held in memory: every request asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.core.announce import Announcements, announce
from bulletdrop.core.database import Database
from bulletdrop.domains.models import Domain

TOPIC = "domains"


@dataclass(frozen=True, slots=True)
class Host:
    """A domain, as delivery and uploading need it. `max_file_size` in bytes, None for no limit of its own."""

    id: int
    name: str
    is_default: bool
    max_file_size: int | None


class Hosts:
    """All domains by name; read again after a change anywhere."""

    def __init__(self, database: Database, announcements: Announcements) -> None:
        self._database = database
        self._announcements = announcements
        self._by_name: dict[str, Host] | None = None
        self.forgotten: Callable[[], None] = _tell_nobody  # called after a change, for what others remember of hosts
        announcements.subscribe(TOPIC, self._forget)

    @property
    def known(self) -> dict[str, Host] | None:
        """All domains, where they are in memory."""
        return self._by_name

    async def find(self, name: str) -> Host | None:
        """The domain of this lower-case host name, or None."""
        known = self._by_name
        if known is None:
            known = await self._load()
        return known.get(name)

    async def _load(self) -> dict[str, Host]:
        async with self._database.transaction() as session:
            rows = await session.execute(select(Domain.id, Domain.domain_name, Domain.is_default, Domain.max_file_size))
            known = {row.domain_name: Host(row.id, row.domain_name, row.is_default, row.max_file_size) for row in rows}
        if self._announcements.is_live:
            self._by_name = known
        return known

    def _forget(self, _key: str | None) -> None:
        self._by_name = None
        self.forgotten()


def _tell_nobody() -> None:
    pass


async def ensure_default(session: AsyncSession, *, name: str) -> None:
    """Makes this host name the default domain; one that was it before goes on serving its links."""
    fresh = insert(Domain).values(domain_name=name, display_name=name, is_default=True, max_file_size=None)
    await session.execute(fresh.on_conflict_do_update(index_elements=[Domain.domain_name], set_={"is_default": True}))
    await session.execute(update(Domain).where(Domain.domain_name != name, Domain.is_default).values(is_default=False))
    await announce(session, TOPIC, name)


def host_name(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The host that was asked, lower case and without its port; empty where it is missing or no name."""
    values = [value for name, value in headers if name == b"host"]
    return _name_in(values[0]) if len(values) == 1 else ""


@lru_cache(maxsize=1024)
def _name_in(value: bytes) -> str:
    name = value.decode("latin-1").lower()
    return name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0].rstrip(".")
