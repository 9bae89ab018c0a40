"""The records against each other: uploads and their bytes' records, sums of accounts, what is to be removed.

Each question is one statement, so that it sees one moment; what is repaired is looked at again under its lock.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update

from bulletdrop.accounts.models import User
from bulletdrop.core.database import Database
from bulletdrop.files.models import Blob, DoomedKey, Upload
from bulletdrop.files.records import doom_unused
from bulletdrop.maintenance.findings import Finding, Findings

_HASH = func.encode(Blob.sha256, "hex")
_IN_TRASH = func.sum(Upload.file_size).filter(Upload.deleted_at.is_not(None))


async def check_doomed(database: Database, *, repair: bool) -> Findings:
    """Bytes that are in use and would be removed."""
    in_use = DoomedKey.storage_key.in_(select(Blob.storage_key))
    async with database.transaction() as session:
        keys = (await session.scalars(select(DoomedKey.storage_key).where(in_use))).all()
        if repair:
            await session.execute(delete(DoomedKey).where(in_use))
    for key in keys:
        done = "it stays" if repair else ""
        yield Finding("doomed", key, "its bytes are in use, and were to be removed", repaired=done)


async def check_unused(database: Database, *, repair: bool) -> Findings:
    """Bytes' records without an upload: nobody can reach them, and they count for nobody."""
    unused = select(Blob.id, Blob.storage_key).where(~exists().where(Upload.blob_id == Blob.id)).order_by(Blob.id)
    async with database.transaction() as session:
        rows = (await session.execute(unused)).all()
        if repair:
            await doom_unused(session, [row.id for row in rows])
    for row in rows:
        done = "its bytes will be removed" if repair else ""
        yield Finding("unused", row.storage_key, "no upload points to it", repaired=done)


async def check_uploads(database: Database, *, repair: bool) -> Findings:
    """Uploads that say another size or hash than the record of their bytes, which check_bytes compares with the bytes."""
    differs = or_(Upload.file_size != Blob.size, Upload.file_hash != _HASH)
    query = select(Upload.id, Upload.upload_url).join(Blob, Upload.blob_id == Blob.id).where(differs)
    right = {"file_size": Blob.size, "file_hash": _HASH}
    async with database.transaction() as session:
        rows = (await session.execute(query.order_by(Upload.id))).all()
        if repair and rows:
            await session.execute(update(Upload).where(Upload.blob_id == Blob.id, differs).values(**right))
    for row in rows:
        done = "it says what its bytes' record says" if repair else ""
        yield Finding(
            "record", row.upload_url, "its size or hash is not that of the record of its bytes", repaired=done
        )


async def check_quotas(database: Database, *, repair: bool) -> Findings:
    """Accounts whose sums are not those of their uploads. Last, since the other repairs change sizes."""
    async with database.transaction() as session:
        rows = (await session.execute(_wrong_sums())).all()
    for row in rows:
        detail = (
            f"{row.storage_used} bytes are counted, {row.trash_used} of them in the trash; "
            f"its uploads have {row.used} and {row.trash}"
        )
        if repair:
            await _recount(database, row.id)
        yield Finding("quota", row.username, detail, repaired="counted anew" if repair else "")


async def _recount(database: Database, user_id: int) -> None:
    """Whoever adds, trashes or deletes an upload changes its owner's row too, and waits for us there."""
    async with database.transaction() as session:
        await session.execute(select(User.id).where(User.id == user_id).with_for_update())
        sums = (await session.execute(_wrong_sums(User.id == user_id))).one_or_none()
        if sums:
            right = {"storage_used": sums.used, "trash_used": sums.trash}
            await session.execute(update(User).where(User.id == user_id).values(**right))


def _wrong_sums(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    sums = select(Upload.user_id, func.sum(Upload.file_size).label("used"), func.coalesce(_IN_TRASH, 0).label("trash"))
    of_user = sums.group_by(Upload.user_id).subquery()
    used, trash = func.coalesce(of_user.c.used, 0), func.coalesce(of_user.c.trash, 0)
    columns = (User.id, User.username, User.storage_used, User.trash_used, used.label("used"), trash.label("trash"))
    query = select(*columns).outerjoin(of_user, of_user.c.user_id == User.id)
    return query.where(or_(User.storage_used != used, User.trash_used != trash), *which).order_by(User.id)
