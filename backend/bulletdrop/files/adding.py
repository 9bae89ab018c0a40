"""Recording new uploads: the charge, the blob and the upload in one statement; those of one owner that come at a time, in
one transaction.

The database would let uploads of one owner wait for each other, for they are charged to the same row. So the first of them
goes at once, and what comes meanwhile goes together after it: one way to the database, one write of its log to the disk.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, BindParameter, LargeBinary, String, bindparam, exists, insert, select, true, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from bulletdrop.accounts.models import User
from bulletdrop.core.database import Database, Statement, is_violation
from bulletdrop.core.errors import Unavailable
from bulletdrop.files.models import Blob, DoomedKey, Upload
from bulletdrop.files.records import CUSTOM_NAME_TAKEN, NO_PREVIEW, just_taken, no_room, refuse_taken

TOGETHER: Final = 32  # uploads of a transaction, at most
A_TURN: Final = 2.5  # seconds, in which hundreds of them are recorded where the database answers
ADDED: Final = (
    "user_id", "domain_id", "slug", "filename", "original_filename", "custom_name", "file_size", "file_hash", "mime_type",
    "width", "height", "duration", "metadata_removed", "metadata_fault", "upload_url", "is_public", "password_hash",
    "max_views", "expires_at", "delete_hash",
)  # fmt: skip


@dataclass(frozen=True)
class NewBytes:
    """Bytes made durable under a key of their own.

    `scanned_at`: when the scanner found nothing in the whole of them; `is_held`: not to be served until it has.
    `has_preview`: whether a picture may be made of them.
    """

    sha256: bytes
    size: int
    storage_key: str
    is_held: bool = False
    scanned_at: datetime | None = None
    has_preview: bool = True


@dataclass(frozen=True)
class Added:
    """An upload that was recorded. `is_fresh`: whether its own copy of the bytes is the one that is kept; `is_held`:
    whether that copy waits for the scanner.
    """

    upload_id: int
    created_at: datetime
    is_fresh: bool
    is_held: bool
    preview: str | None
    placeholder: bytes | None


@dataclass
class _Item:
    """An upload that is to be recorded. `added` is what came of it, None where nothing was done; cancelled when nobody
    waits for it any more.
    """

    columns: dict[str, Any]
    added: asyncio.Future[Added | None]
    is_taken: bool = False

    @property
    def goes_alone(self) -> bool:
        """Whether the database may well refuse it, and with it all that are in the same transaction."""
        return self.columns["custom_name"] is not None


class Recorder:
    """Records uploads. Those of one owner go one after the other or together, those of several beside each other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: defaultdict[int, list[_Item]] = defaultdict(list)
        self._at_work: dict[int, asyncio.Task[None]] = {}

    async def add(self, new: NewBytes, **columns: Any) -> Added:
        """Records an upload and charges its owner.

        Where the same bytes are stored already the upload points to those, and the new copy is doomed. Raises OutOfSpace
        over the quota, Conflict where the custom name is taken, Unavailable; after any other error it is open whether it
        was recorded.
        """
        item = _Item(columns | _columns_of(new), asyncio.get_running_loop().create_future())
        owner: int = columns["user_id"]
        self._waiting[owner].append(item)
        if owner not in self._at_work:
            self._at_work[owner] = asyncio.create_task(self._work(owner))
        try:
            added = await _turn_of(item)
        except DBAPIError as error:
            if CUSTOM_NAME_TAKEN not in str(error.orig):
                raise
            await self._refuse_name(columns)
            raise just_taken(columns["custom_name"]) from None
        if added is not None:
            return added
        await self._refuse_name(columns)
        async with self._database.transaction() as session:
            raise await no_room(session, user_id=owner, size=new.size)

    async def _work(self, owner: int) -> None:
        waiting = self._waiting[owner]
        try:
            while waiting:
                await self._record(_next_of(waiting))
        finally:
            del self._waiting[owner], self._at_work[owner]

    async def _record(self, items: Sequence[_Item]) -> None:
        if not items:
            return
        try:
            rows = await self._database.run_all(_ADD, [item.columns for item in items])
        except Exception as error:  # noqa: BLE001 - theirs who wait
            if len(items) > 1 and is_violation(error):  # by one of them, and nothing was done of any
                for item in items:
                    await self._record([item])
            else:
                _fail(items, error)
            return
        added = {row["storage_key"]: Added(*tuple(row)[1:]) for row in rows}
        for item in items:
            if not item.added.done():
                item.added.set_result(added.get(item.columns["storage_key"]))

    async def _refuse_name(self, columns: dict[str, Any]) -> None:
        async with self._database.transaction() as session:
            await refuse_taken(session, columns["custom_name"], columns["domain_id"])


async def _turn_of(item: _Item) -> Added | None:
    """Waits for what comes of the item. Raises Unavailable, and nothing was sent, where its turn does not come."""
    try:
        await asyncio.wait({item.added}, timeout=A_TURN)
        if not item.is_taken:
            raise Unavailable("This took the host too long. Nothing was kept; try again in a moment.")
        return await item.added
    finally:
        item.added.cancel()


def _next_of(waiting: list[_Item]) -> list[_Item]:
    """Takes out what goes next, in the order in which everybody locks blobs."""
    alone = next((number for number, item in enumerate(waiting[:TOGETHER]) if item.goes_alone), TOGETHER)
    count = alone or 1
    items = [item for item in waiting[:count] if not item.added.cancelled()]
    del waiting[:count]
    for item in items:
        item.is_taken = True
    return sorted(items, key=lambda item: item.columns["sha256"])


def _fail(items: Sequence[_Item], error: Exception) -> None:
    for item in items:
        if not item.added.done():
            item.added.set_exception(error)


def _columns_of(new: NewBytes) -> dict[str, Any]:
    return {
        "sha256": new.sha256,
        "size": new.size,
        "storage_key": new.storage_key,
        "is_held": new.is_held,
        "scanned_at": new.scanned_at,
        "preview": None if new.has_preview else NO_PREVIEW,
        "file_size": new.size,
        "file_hash": new.sha256.hex(),
    }


def _adding() -> Statement:
    """Charge, blob, upload and, where the bytes are stored already, the doom of the new copy: one statement, compiled once.

    Owners are locked before blobs, here and where uploads are deleted, so that no two wait for each other. Nothing is
    done where the owner has no room, or where the custom name is the slug of another file on the domain.
    """
    size: BindParameter[int] = bindparam("size", type_=BigInteger)
    key: BindParameter[str] = bindparam("storage_key", type_=String)
    is_slug = exists().where(Upload.slug == bindparam("custom_name"), Upload.domain_id == bindparam("domain_id"))
    charged = (
        update(User)
        .where(User.id == bindparam("user_id"), User.is_active, ~is_slug)
        .where((User.storage_limit < 0) | (User.storage_used + size <= User.storage_limit))
        .values(storage_used=User.storage_used + size)
        .returning(User.id)
        .cte("charged")
    )
    of_blob = Blob.__table__.c
    others = [bindparam(name, type_=of_blob[name].type) for name in ("is_held", "scanned_at", "preview")]
    stored = select(bindparam("sha256", type_=LargeBinary), size, key, *others).select_from(charged)
    names = ["sha256", "size", "storage_key", "is_held", "scanned_at", "preview"]
    fresh = upsert(Blob).from_select(names, stored, include_defaults=False)
    kept = fresh.on_conflict_do_update(index_elements=[Blob.sha256], set_={"size": fresh.excluded.size})
    blob = kept.returning(Blob.id, Blob.storage_key, Blob.is_held, Blob.preview, Blob.placeholder).cte("blob")
    columns = Upload.__table__.c
    row = select(*(bindparam(name, type_=columns[name].type) for name in ADDED), blob.c.id)
    made = insert(Upload).from_select([*ADDED, "blob_id"], row).returning(Upload.id, Upload.created_at).cte("made")
    doomed = insert(DoomedKey).from_select(["storage_key"], select(key).where(blob.c.storage_key != key))
    is_fresh = (blob.c.storage_key == key).label("is_fresh")
    of_upload = (made.c.id, made.c.created_at, is_fresh, blob.c.is_held, blob.c.preview, blob.c.placeholder)
    found = select(key.label("storage_key"), *of_upload)
    return Statement(found.join_from(made, blob, true()).add_cte(doomed.cte("doomed")))


_ADD: Final = _adding()
