"""Files that ask for more than their address: a password, or that they were not given out too often."""

import asyncio
from collections import OrderedDict
from typing import Final

from sqlalchemy import func, select, update

from bulletdrop.accounts.passwords import Passwords
from bulletdrop.accounts.tries import subscriber
from bulletdrop.core.announce import announce
from bulletdrop.core.crypto import digest
from bulletdrop.core.database import Database, now
from bulletdrop.core.errors import Gone
from bulletdrop.core.rate_limits import RateLimits
from bulletdrop.delivery.resolve import Record
from bulletdrop.files.models import Upload
from bulletdrop.files.records import TOPIC

BY_VISITOR: Final = "20 per 15 minutes"  # wrong passwords of one file from one address (security A8)
BY_FILE: Final = "200 per 15 minutes"  # from all addresses together
REMEMBERED: Final = 4096
LONGEST: Final = 1024  # characters of what is compared at all


class FilePasswords:
    """Compares passwords with those of files, within limits.

    A right one is remembered, so that a program that reads a file in a thousand pieces is not a thousand times the work;
    of many who come with the same one at once, one is compared and counted.
    """

    def __init__(self, passwords: Passwords, limits: RateLimits) -> None:
        self._passwords = passwords
        self._limits = limits
        self._right: OrderedDict[bytes, None] = OrderedDict()
        self._comparing: dict[tuple[bytes, str], asyncio.Task[bool]] = {}

    async def fits(self, record: Record, password: str, *, address: str | None) -> bool:
        """Whether it opens the file. Raises TooManyRequests, before anything is compared."""
        if record.password_hash is None or len(password) > LONGEST:
            return False
        known = digest(f"{record.password_hash}\0{password}")
        if known in self._right:
            self._right.move_to_end(known)
            return True
        visitor = subscriber(address)
        task = self._comparing.get((known, visitor))
        if task is None:
            task = asyncio.create_task(self._compare(record, password, known, visitor))
            self._comparing[known, visitor] = task
            task.add_done_callback(lambda _: self._comparing.pop((known, visitor), None))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(task)

    async def tries_left(self, record: Record, *, address: str | None) -> int:
        """How many more wrong ones this visitor has; -1 where nobody counts."""
        return await self._limits.left("file password", _key(record, subscriber(address)), BY_VISITOR)

    async def _compare(self, record: Record, password: str, known: bytes, visitor: str) -> bool:
        await self._limits.hit("file password", _key(record, visitor), BY_VISITOR)
        await self._limits.hit("file password of all", str(record.upload_id), BY_FILE)
        verdict = await self._passwords.verify(password, record.password_hash)
        if not verdict.matches:
            return False
        await self._limits.forget("file password", _key(record, visitor), BY_VISITOR)
        self._right[known] = None
        if len(self._right) > REMEMBERED:
            self._right.popitem(last=False)
        return True


def _key(record: Record, visitor: str) -> str:
    return f"{record.upload_id} {visitor}"


async def take_view(database: Database, record: Record) -> None:
    """Counts a body that is about to be sent, of a file with a number of views: exactly, whoever else asks at the same
    time. Raises Gone where none is left. The last one makes every node forget the file.
    """
    taking = (
        update(Upload)
        .where(Upload.id == record.upload_id, Upload.deleted_at.is_(None), Upload.views_taken < Upload.max_views)
        .where(func.coalesce(Upload.expires_at > now(), True))
        .values(views_taken=Upload.views_taken + 1)
        .returning(Upload.views_taken, Upload.max_views)
    )
    async with database.transaction() as session:
        row = (await session.execute(taking)).one_or_none()
        if row is not None and row.views_taken >= row.max_views:
            await announce(session, TOPIC, record.upload_id)
    if row is None:
        raise Gone("This file is gone. Its owner removed it or its time was up.")


async def views_left(database: Database, record: Record) -> int:
    """How many more times the file is given out, at this moment."""
    query = select(Upload.max_views - Upload.views_taken).where(Upload.id == record.upload_id)
    async with database.transaction() as session:
        return max(0, await session.scalar(query) or 0)
