"""Changes, announced to every node: NOTIFY in the caller's transaction, LISTEN here.

Whoever keeps records in memory subscribes to a topic and forgets what a change names. After the commit the own node is
told at once, without waiting for the database's echo, so that a deletion that has been answered is seen by the next
request. While the listening connection is down nothing may be remembered: subscribers are told to forget everything
(key None) and `is_live` is False until it is back. A server that hangs is noticed by its silence, HEARTBEAT and PATIENCE
later at the latest.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import asyncpg
import structlog
from sqlalchemy import ARRAY, Text, cast, event, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

log = structlog.get_logger("bulletdrop.announce")
CHANNEL = "bulletdrop"
SPOKEN = "announced"
RECONNECT = 0.5  # seconds between tries
HEARTBEAT = 2.0  # seconds after which a silent connection is asked whether it still lives
PATIENCE = 3.0  # seconds that the server has for an answer

Forget = Callable[[str | None], None]


class Announcements:
    """The listening connection of this process, and who wants to know what."""

    def __init__(self, database_url: str) -> None:
        self._dsn = database_url.replace("postgresql+asyncpg://", "postgresql://", 1)
        self._subscribers: dict[str, list[Forget]] = defaultdict(list)
        self._task: asyncio.Task[None] | None = None
        self.is_live = False

    def subscribe(self, topic: str, forget: Forget) -> None:
        """Calls `forget(key)` at each change under this topic, `forget(None)` when changes may have been missed."""
        self._subscribers[topic].append(forget)

    def tell(self, topic: str, key: str) -> None:
        """Tells this process alone."""
        for forget in self._subscribers[topic]:
            forget(key)

    async def start(self) -> None:
        """Listens, and goes on listening until `stop`."""
        ready = asyncio.Event()
        self._task = asyncio.create_task(self._listen(ready), name="announcements")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ready.wait(), 5)

    async def stop(self) -> None:
        """Ends the listening connection."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self, ready: asyncio.Event) -> None:
        while True:
            try:
                connection = await asyncpg.connect(self._dsn, timeout=PATIENCE, command_timeout=PATIENCE)
                try:
                    await connection.add_listener(CHANNEL, self._heard)
                    self._forget_everything()
                    self.is_live = True
                    ready.set()
                    await _until_lost(connection)
                finally:
                    self.is_live = False
                    self._forget_everything()
                    connection.terminate()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("announcements.lost", error=type(error).__name__)
            await asyncio.sleep(RECONNECT)

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        topic, _, key = str(payload).partition(" ")
        self.tell(topic, key)

    def _forget_everything(self) -> None:
        for subscribers in self._subscribers.values():
            for forget in subscribers:
                forget(None)


async def _until_lost(connection: "asyncpg.Connection[Any]") -> None:
    """Returns or raises when the connection no longer answers."""
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    while not lost.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(lost.wait(), HEARTBEAT)
            return
        await connection.fetchval("SELECT 1")


async def announce(session: AsyncSession, topic: str, *keys: str | int) -> None:
    """Announces that these have changed; takes effect with the commit of the caller's transaction."""
    if not keys:
        return
    payloads = func.unnest(cast([f"{topic} {key}" for key in keys], ARRAY(Text)))
    await session.execute(select(func.pg_notify(CHANNEL, payloads)))
    session.info.setdefault(SPOKEN, []).extend((topic, str(key)) for key in keys)


def tell_after_commit(announcements: Announcements, sessions: type[Session]) -> None:
    """Makes every session of this class tell the own process what it announced, once it is committed."""

    @event.listens_for(sessions, "after_commit")
    def _tell(session: Session) -> None:
        for topic, key in session.info.pop(SPOKEN, ()):
            announcements.tell(topic, key)

    @event.listens_for(sessions, "after_rollback")
    def _drop(session: Session) -> None:
        session.info.pop(SPOKEN, None)
