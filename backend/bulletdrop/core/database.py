"""The database: one engine, one transaction a request or job.

Features never commit. A request's transaction is committed before its answer is sent (so that a 201 is the truth) and
rolled back on any exception.

There is an end to every waiting. A statement that takes too long is ended by the server. One that hangs (stopped, or
behind a network that swallows packets) does not even do that: then the connection is dropped without a word, with all
that are as old as it. What a commit came to that was not answered is open.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import asyncpg
from fastapi import Depends
from sqlalchemy import ARRAY, BigInteger, ClauseElement, ColumnElement, DateTime, MetaData, any_, cast, event, text
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
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


@dataclass(frozen=True)
class Patience:
    """Seconds that are waited for a connection of the pool, for a new one, and for a statement (None: however long)."""

    turn: float
    connection: float
    statement: float | None

    @property
    def server_side(self) -> str:
        """The server's own limit of a statement, in milliseconds: a little shorter, so that it is the one that is met."""
        return str(int(self.statement * 900)) if self.statement else "0"


# A request is told of a database that hangs within five seconds: it waits for its turn and then a new connection, or for
# a statement on an old one.
OF_A_REQUEST: Final = Patience(turn=2, connection=2.5, statement=4)
# Work of its own takes the time that it takes; a statement of an hour is one that nobody answers any more.
OF_A_JOB: Final = Patience(turn=60, connection=10, statement=3600)
OF_AN_OPERATOR: Final = Patience(turn=10, connection=10, statement=None)


class Database:
    """The connection pool, and transactions from it."""

    def __init__(
        self, url: str, *, patience: Patience = OF_AN_OPERATOR, pool_size: int = 10, max_overflow: int = 10
    ) -> None:
        self.url = url
        self.engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=max_overflow,
            pool_timeout=patience.turn,
            pool_recycle=1800,
            hide_parameters=True,  # in errors, which are logged: passwords' and tokens' hashes, addresses
            connect_args={
                "timeout": patience.connection,
                "command_timeout": patience.statement,
                "server_settings": {
                    "application_name": "bulletdrop",
                    "jit": "off",
                    "statement_timeout": patience.server_side,
                },
            },
        )
        event.listen(self.engine.sync_engine, "handle_error", _give_up)
        event.listen(self.engine.sync_engine.pool, "close", _drop)
        event.listen(self.engine.sync_engine.pool, "checkout", _leave_lost)
        # A class of its own, so that events listened for on it are this database's alone.
        self.session_class: type[Session] = type("DatabaseSession", (Session,), {})
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, sync_session_class=self.session_class)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed at the end, or rolled back on an exception."""
        async with self._sessions() as session, session.begin():
            yield session

    async def run(self, statement: "Statement", values: Mapping[str, Any]) -> asyncpg.Record | None:
        """Runs one statement, a transaction of its own, and returns its first row; for the hottest paths.

        Raises DBAPIError, and as a transaction does OSError and TimeoutError where the database cannot be reached: then it
        is open whether the statement was committed.
        """
        async with self._driver() as driver:
            row: asyncpg.Record | None = await driver.fetchrow(statement.sql, *statement.arguments(values))
        return row

    async def run_all(self, statement: "Statement", values: Iterable[Mapping[str, Any]]) -> list[asyncpg.Record]:
        """Runs a statement once for each of these, all in one transaction, and returns all rows. Raises as `run`."""
        async with self._driver() as driver:
            rows: list[asyncpg.Record] = await driver.fetchmany(
                statement.sql, [statement.arguments(each) for each in values]
            )
        return rows

    @asynccontextmanager
    async def driver_transaction(self) -> AsyncIterator[asyncpg.Connection]:
        """A transaction on the driver's own connection, for many a `Statement`. Raises as `run`."""
        async with self._driver() as driver, driver.transaction():
            yield driver

    @asynccontextmanager
    async def _driver(self) -> AsyncIterator[asyncpg.Connection]:
        """The driver's own connection, with its errors as SQLAlchemy's."""
        async with self.engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                yield driver
            except asyncpg.PostgresError as error:
                raise DBAPIError(None, None, error) from error
            except BaseException as error:  # cancelled too: nobody knows what the connection is at
                await connection.invalidate()
                if isinstance(error, asyncpg.InterfaceError):
                    raise DBAPIError(None, None, error, connection_invalidated=True) from error
                raise

    @asynccontextmanager
    async def driver(self) -> AsyncIterator[asyncpg.Connection]:
        """The driver's own connection, for what only the driver can do; closed afterwards, with all that was set on it."""
        async with self.engine.connect() as connection:
            try:
                yield (await connection.get_raw_connection()).driver_connection
            finally:
                await connection.invalidate()

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Closes every pooled connection."""
        await self.engine.dispose()


class Statement:
    """A statement compiled once, for the driver itself: SQLAlchemy's own way costs half a millisecond each time."""

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        self.sql = str(compiled)
        self._names: Sequence[str] = getattr(compiled, "positiontup", None) or ()
        self._fixed = compiled.params

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the statement's order; raises KeyError for one that is missing."""
        fixed = self._fixed
        return [values[name] if fixed[name] is None else fixed[name] for name in self._names]

    async def on(self, driver: asyncpg.Connection, **values: Any) -> list[Any]:
        """Runs it, and returns the first column."""
        return [row[0] for row in await driver.fetch(self.sql, *self.arguments(values))]


_DIALECT: Final = asyncpg_dialect()  # type: ignore[no-untyped-call]


def _give_up(context: ExceptionContext) -> None:
    """Counts silence as a lost connection, and doubts those that were opened before it too."""
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect = True


def _leave_lost(connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Spares whoever comes first after a restart of the server the connections that were lost with it."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


def _drop(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Drops a connection without a good-bye, for which SQLAlchemy would wait two seconds."""
    connection.driver_connection.terminate()


def is_violation(error: Exception) -> bool:
    """Whether `run` was told that a row breaks a constraint."""
    return isinstance(error, DBAPIError) and isinstance(error.orig, asyncpg.IntegrityConstraintViolationError)


def among(column: InstrumentedAttribute[int], values: Iterable[int]) -> ColumnElement[bool]:
    """Whether the column is one of these, however many they are: IN would take 32,767 of them at most."""
    return column == any_(cast(list(values), ARRAY(BigInteger)))


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
