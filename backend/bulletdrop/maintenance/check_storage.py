"""What is stored against the records: bytes and pictures that nobody names, temporary files that nobody writes to."""

import asyncio
import os
from pathlib import Path

from bulletdrop.core.database import Database
from bulletdrop.files.previews import source_of
from bulletdrop.maintenance.findings import Finding, Findings
from bulletdrop.maintenance.orphans import BATCH, stored_batches, unnamed
from bulletdrop.storage.base import MissingBytes, Storage, Stored
from bulletdrop.storage.local import ABANDONED, INCOMING, LocalStorage

PIECE = 1 << 20


async def check_orphans(database: Database, storage: Storage, *, lost_found: Path | None, settled: float) -> Findings:
    """What no record names, now and after `settled` seconds: uploads that are under way have their record by then.

    With `lost_found` bytes are moved to that folder. Pictures of no bytes are removed.
    """
    found: list[Stored] = []
    async for batch in stored_batches(storage):
        found += await unnamed(database, batch)
    if found:
        await asyncio.sleep(settled)
    for start in range(0, len(found), BATCH):
        for one in await unnamed(database, found[start : start + BATCH]):
            is_picture = source_of(one.key) != one.key
            if not await asyncio.to_thread(_is_there, storage, one.key):
                continue
            done = await asyncio.to_thread(_put_away, storage, one.key, lost_found, is_picture) if lost_found else ""
            kind = "picture" if is_picture else "bytes"
            yield Finding("orphan", one.key, f"no record names these {one.size} bytes ({kind})", repaired=done)


async def check_incoming(storage: LocalStorage, *, repair: bool) -> Findings:
    """Temporary files that nobody has written to for an hour."""
    for name in await asyncio.to_thread(storage.abandoned):
        if repair:
            (storage.root / INCOMING / name).unlink(missing_ok=True)
        detail = f"nobody has written to it for {ABANDONED / 60:.0f} minutes"
        yield Finding("temporary", f"{INCOMING}/{name}", detail, repaired="removed" if repair else "")


def _is_there(storage: Storage, key: str) -> bool:
    try:
        os.close(storage.open(key))
    except MissingBytes:
        return False
    return True


def _put_away(storage: Storage, key: str, lost_found: Path, is_picture: bool) -> str:  # noqa: FBT001 - for to_thread
    """Moves bytes out of the storage, whole and durable before they leave it; what was done."""
    if not is_picture:
        target = lost_found / key
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with storage.lend(key) as path, Path(path).open("rb") as source:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as copy:
                while piece := source.read(PIECE):
                    copy.write(piece)
                copy.flush()
                os.fsync(copy.fileno())
    storage.delete(key)
    return "removed" if is_picture else f"moved to {lost_found / key}"
