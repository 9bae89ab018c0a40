"""What files need from time to time: uploads whose time is up go, and bytes that nothing points to are removed.

Every node runs these; rows that another one works on are skipped.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.core.announce import announce
from bulletdrop.core.database import Database, now
from bulletdrop.files.models import DoomedKey, GoneName, Upload
from bulletdrop.files.previews import pictures_of
from bulletdrop.files.records import DOOMED, delete_by_id
from bulletdrop.storage.base import Storage

BATCH = 200
REMOVING = 0x62797465  # "byte": shared by those that remove bytes, taken alone by who needs them all to stay


async def purge(database: Database, *, trash_days: int) -> None:
    """Deletes what is expired or used up and what has lain in the trash long enough."""
    while await _purge_some(database, trash_days=trash_days) == BATCH:
        pass


async def _purge_some(database: Database, *, trash_days: int) -> int:
    ended = _is_over() | (Upload.deleted_at <= now() - timedelta(days=trash_days))
    async with database.transaction() as session:
        query = select(Upload.id).where(ended).order_by(Upload.id).limit(BATCH).with_for_update(skip_locked=True)
        ids = (await session.scalars(query)).all()
        await _keep_gone_names(session, ids)
        await delete_by_id(session, ids)
    return len(ids)


async def _keep_gone_names(session: AsyncSession, ids: Sequence[int]) -> None:
    """Their addresses go on answering 410 rather than 404; a custom name is free again all the same."""
    for name in (Upload.slug, func.lower(Upload.custom_name)):
        source = select(Upload.domain_id, name).where(Upload.id.in_(ids), name.is_not(None), _is_over())
        await session.execute(insert(GoneName).from_select(["domain_id", "name"], source).on_conflict_do_nothing())


def _is_over() -> ColumnElement[bool]:
    """Expired, or given out as often as it may be."""
    return (Upload.expires_at <= now()) | (Upload.views_taken >= Upload.max_views)


@asynccontextmanager
async def keep_bytes(database: Database) -> AsyncIterator[None]:
    """No node removes the bytes of doomed keys meanwhile; afterwards they all do."""
    async with database.driver() as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", REMOVING)  # once those that remove now are done
        yield
        # The server takes a moment to see that a connection is gone, and whoever is announced to would find it locked.
        await connection.execute("SELECT pg_advisory_unlock($1)", REMOVING)
    async with database.transaction() as session:
        await announce(session, DOOMED, "bytes")


async def remove_doomed(database: Database, storage: Storage) -> None:
    """Removes the bytes of doomed keys, unless they are kept for a backup that runs. A key is dropped after its bytes, so
    that a crash between leaves nothing."""
    while True:
        async with database.transaction() as session:
            if not await session.scalar(select(func.pg_try_advisory_xact_lock_shared(REMOVING))):
                return
            keys = (
                await session.scalars(select(DoomedKey.storage_key).limit(BATCH).with_for_update(skip_locked=True))
            ).all()
            for key in keys:
                await asyncio.to_thread(_remove, storage, key)
            await session.execute(delete(DoomedKey).where(DoomedKey.storage_key.in_(keys)))
        if len(keys) < BATCH:
            return


def _remove(storage: Storage, storage_key: str) -> None:
    """The bytes, and every picture that was made of them."""
    for key in (*pictures_of(storage_key), storage_key):
        storage.delete(key)
