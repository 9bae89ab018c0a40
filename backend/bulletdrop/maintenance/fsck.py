"""fsck: records, bytes, sizes, hashes, sums, orphans and temporary files compared, beside a running server or without one.

What is found is looked at again before it is told, so that uploads and deletions under way are no findings. A repair never
costs anybody anything: no upload is deleted, and bytes that nobody names are moved away rather than removed. Bytes that
are missing or altered are only in a backup.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from bulletdrop.accounts.models import User
from bulletdrop.core.database import Database
from bulletdrop.files.models import Blob
from bulletdrop.maintenance.check_bytes import check_bytes
from bulletdrop.maintenance.check_records import check_doomed, check_quotas, check_unused, check_uploads
from bulletdrop.maintenance.check_storage import check_incoming, check_orphans
from bulletdrop.maintenance.findings import Findings
from bulletdrop.maintenance.orphans import SETTLED
from bulletdrop.storage.local import LocalStorage


@dataclass
class Extent:
    """How much there is to look at, and how much of it was."""

    files: int = 0
    bytes: int = 0
    users: int = 0
    files_done: int = 0
    bytes_done: int = 0
    changed: Callable[["Extent"], None] = field(default=lambda _: None, repr=False)

    def looked_at(self, size: int) -> None:
        """One file more."""
        self.files_done += 1
        self.bytes_done += size
        self.changed(self)


async def fsck(
    database: Database,
    storage: LocalStorage,
    *,
    extent: Extent,
    lost_found: Path | None = None,
    hashing: bool = True,
    settled: float = SETTLED,
) -> Findings:
    """All findings; with `lost_found` (where bytes that nobody names are put) repaired as far as that can be."""
    repair = lost_found is not None
    await _measure(database, extent)
    checks = (
        check_doomed(database, repair=repair),  # first: what it finds is about to be removed
        check_bytes(database, storage, repair=repair, hashing=hashing, looked_at=extent.looked_at),
        check_orphans(database, storage, lost_found=lost_found, settled=settled),
        check_incoming(storage, repair=repair),
        check_unused(database, repair=repair),
        check_uploads(database, repair=repair),
        check_quotas(database, repair=repair),
    )
    for check in checks:
        async for finding in check:
            yield finding


async def _measure(database: Database, extent: Extent) -> None:
    async with database.transaction() as session:
        row = (await session.execute(select(func.count(), func.coalesce(func.sum(Blob.size), 0)))).one()
        extent.files, extent.bytes = row[0], int(row[1])
        extent.users = await session.scalar(select(func.count()).select_from(User)) or 0
