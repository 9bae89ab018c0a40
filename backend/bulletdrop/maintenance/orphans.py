"""Stored bytes that no record names: what a crash leaves between the rename to the key and the commit."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import islice

from sqlalchemy import ARRAY, ColumnElement, String, any_, cast, select
from sqlalchemy.orm import InstrumentedAttribute

from bulletdrop.core.database import Database
from bulletdrop.files.models import Blob, DoomedKey
from bulletdrop.files.previews import source_of
from bulletdrop.storage.base import Storage, Stored

BATCH = 1000
# Seconds after which bytes that came under a key have their record or never will: a request waits less for its database.
SETTLED = 15.0


async def stored_batches(storage: Storage) -> AsyncIterator[list[Stored]]:
    """All that is stored, the newest days first. Raises StorageError."""
    walk = storage.walk()
    while batch := await asyncio.to_thread(lambda: list(islice(walk, BATCH))):
        yield batch


async def unnamed(database: Database, stored: Iterable[Stored]) -> list[Stored]:
    """Those that belong to no blob, nor to a key whose bytes are on their way out. The database is asked now."""
    sources = {one: source_of(one.key) for one in stored}
    keys = sorted(set(sources.values()))
    of_blobs = select(Blob.storage_key).where(_is_one_of(Blob.storage_key, keys))
    doomed = select(DoomedKey.storage_key).where(_is_one_of(DoomedKey.storage_key, keys))
    async with database.transaction() as session:
        named = set(await session.scalars(of_blobs.union_all(doomed)))
    return [one for one, source in sources.items() if source not in named]


def _is_one_of(column: InstrumentedAttribute[str], keys: Sequence[str]) -> ColumnElement[bool]:
    return column == any_(cast(list(keys), ARRAY(String)))
