"""The database: one engine, one transaction a request or job.

Features never commit. A request's transaction is committed before its answer is sent (so that a 201 is the truth) and
rolled back on any exception.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends
from sqlalchemy import DateTime, MetaData, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session
from starlette.requests import HTTPConnection

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table; constraint names are fixed, so that errors can be told apart by them."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012 - SQLAlchemy reads a plain dict


def now() -> datetime:
    """The time of this moment, in UTC."""
    return datetime.now(UTC)


class Database:
    """The connection pool, and transactions from it."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=10,
            pool_timeout=4,
            pool_recycle=1800,
            connect_args={"timeout": 4, "server_settings": {"application_name": "bulletdrop", "jit": "off"}},
        )
        # A class of its own, so that events listened for on it are this database's alone.
        self.session_class: type[Session] = type("DatabaseSession", (Session,), {})
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, sync_session_class=self.session_class)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed at the end, or rolled back on an exception."""
        async with self._sessions() as session, session.begin():
            yield session

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Closes every pooled connection."""
        await self.engine.dispose()


def asyncpg_url(url: str) -> str:
    """`postgresql://…` as an operator writes it, in the form that names the driver."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+asyncpg{separator}{rest}" if scheme in {"postgres", "postgresql"} else url


async def session(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
    """The request's one transaction."""
    async with connection.app.state.app.database.transaction() as opened:
        yield opened


# scope="function": committed when the route has returned and before its answer goes out.
Db = Annotated[AsyncSession, Depends(session, scope="function")]
