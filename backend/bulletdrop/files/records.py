"""Writing uploads: changed, put into the trash, brought back, deleted for good. adding.py makes them.

Locks are always taken in one order, so that no two of these can wait for each other: uploads (by id), users (by id),
blobs (by digest). Sizes are added to and taken from the user by the statement that adds or removes the upload; nothing is
read first and written later.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.models import User
from bulletdrop.core.announce import announce
from bulletdrop.core.database import among, now
from bulletdrop.core.errors import Conflict, NotFound, OutOfSpace
from bulletdrop.domains.models import Domain
from bulletdrop.files.models import Blob, DoomedKey, Upload

TOPIC = "uploads"  # announced with the id of an upload that changed
DOOMED = "doomed"  # announced when bytes are to be removed
NO_PREVIEW = "none"  # Blob.preview, where there can be no picture
CUSTOM_NAME_TAKEN = "uq_uploads_custom_name"
NUMBERS = range(2, 10)  # those that a name that is taken is offered with
LONGEST_STEM = 98  # characters before them, of the 100 that a custom name has
CHANGEABLE = frozenset(
    "custom_name domain_id filename is_public expires_at max_views original_filename password_hash upload_url views_taken".split()
)


async def refuse_taken(
    session: AsyncSession, custom_name: str | None, domain_id: Any, *others: ColumnElement[bool]
) -> None:
    """Raises Conflict, with a name that is free, where this one is a custom name of the domain or a slug: the address
    would lead to that one's file.
    """
    if not custom_name:
        return
    names = [custom_name, *(f"{custom_name[:LONGEST_STEM]}-{number}" for number in NUMBERS)]
    lower = func.lower(Upload.custom_name)
    is_one = or_(Upload.slug.in_(names), lower.in_(name.lower() for name in names))
    query = select(Upload.slug, lower).where(Upload.domain_id == domain_id, is_one, *others)
    rows = (await session.execute(query)).all()
    slugs, custom_names = {slug for slug, _ in rows}, {name for _, name in rows}
    free = [name for name in names if name not in slugs and name.lower() not in custom_names]
    if not free or free[0] != custom_name:
        host = await session.scalar(select(Domain.domain_name).where(Domain.id == domain_id))
        hint = f" “{free[0]}” is free." if free else ""
        raise Conflict(f"“{custom_name}” is taken on {host}.{hint}", field="custom_name")


def just_taken(custom_name: str) -> Conflict:
    """Somebody was a moment faster."""
    return Conflict(f"“{custom_name}” was taken just now. Choose another one.", field="custom_name")


async def check_room(session: AsyncSession, *, user_id: int, size: int) -> None:
    """Raises OutOfSpace where so many bytes could not be kept. What counts is the recording; this spares a useless transfer."""
    fits = (User.storage_limit < 0) | (User.storage_used + size <= User.storage_limit)
    if not await session.scalar(select(fits).where(User.id == user_id)):
        raise await no_room(session, user_id=user_id, size=size)


async def no_room(session: AsyncSession, *, user_id: int, size: int) -> Exception:
    """Why nothing of this size was recorded for the user."""
    user = (
        await session.execute(select(User.storage_limit, User.storage_used, User.trash_used).where(User.id == user_id))
    ).one_or_none()
    if user is None:
        return NotFound("The account is gone.")
    left = max(0, user.storage_limit - user.storage_used)
    return OutOfSpace(
        f"This file did not fit: you have {left} bytes left and it needs {size}.",
        bytes_left=left,
        bytes_in_trash=user.trash_used,
    )


async def change(session: AsyncSession, *, upload_id: int, **changes: Any) -> None:
    """Changes columns of an upload. Raises Conflict where the custom name is taken."""
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"not changeable: {unknown}")
    domain = select(Upload.domain_id).where(Upload.id == upload_id).scalar_subquery()
    await refuse_taken(session, changes.get("custom_name"), domain, Upload.id != upload_id)
    try:
        await session.execute(update(Upload).where(Upload.id == upload_id).values(**changes))
    except IntegrityError as error:
        if CUSTOM_NAME_TAKEN not in str(error.orig):
            raise
        raise just_taken(changes["custom_name"]) from None
    await announce(session, TOPIC, upload_id)


async def trash(session: AsyncSession, *, upload_id: int, user_id: int) -> None:
    """Puts an upload into the trash: its addresses answer 410, its bytes stay and count."""
    gone = update(Upload).where(Upload.id == upload_id, Upload.user_id == user_id, Upload.deleted_at.is_(None))
    size = await session.scalar(gone.values(deleted_at=now()).returning(Upload.file_size))
    if size is None:
        raise NotFound("There is no such upload.")
    await session.execute(update(User).where(User.id == user_id).values(trash_used=User.trash_used + size))
    await announce(session, TOPIC, upload_id)


async def restore(session: AsyncSession, *, upload_id: int, user_id: int) -> None:
    """Brings an upload back from the trash, unchanged."""
    back = update(Upload).where(Upload.id == upload_id, Upload.user_id == user_id, Upload.deleted_at.is_not(None))
    size = await session.scalar(back.values(deleted_at=None).returning(Upload.file_size))
    if size is None:
        raise NotFound("There is no such upload in the trash.")
    await session.execute(update(User).where(User.id == user_id).values(trash_used=User.trash_used - size))
    await announce(session, TOPIC, upload_id)


@dataclass(frozen=True)
class Deleted:
    """How many uploads were deleted for good, and the bytes that their owners have back."""

    count: int
    bytes: int


async def delete_for_good(session: AsyncSession, *which: ColumnElement[bool]) -> Deleted:
    """Deletes the uploads that these conditions name; bytes that no upload points to any more are doomed."""
    ids = (await session.scalars(select(Upload.id).where(*which).order_by(Upload.id).with_for_update())).all()
    return await delete_by_id(session, ids)


async def delete_by_id(session: AsyncSession, ids: Sequence[int]) -> Deleted:
    """Deletes these uploads, which the caller has locked.

    Owners, then blobs are locked before the deletion: once it is done, whoever waits for one of the names that it frees may
    hold either. The statement that looks for unused blobs comes after their lock, so that it sees every upload that was
    recorded before; one that is recorded later waits, and stores its bytes anew.
    """
    if not ids:
        return Deleted(0, 0)
    columns = (Upload.user_id, Upload.blob_id, Upload.file_size, Upload.deleted_at)
    rows = (await session.execute(select(*columns).where(among(Upload.id, ids)))).all()
    used, in_trash = Counter[int](), Counter[int]()
    for row in rows:
        used[row.user_id] += row.file_size
        in_trash[row.user_id] += row.file_size if row.deleted_at else 0
    for user_id in sorted(used):
        sizes = {"storage_used": User.storage_used - used[user_id], "trash_used": User.trash_used - in_trash[user_id]}
        await session.execute(update(User).where(User.id == user_id).values(**sizes))
    blob_ids = sorted({row.blob_id for row in rows})
    await session.execute(select(Blob.id).where(among(Blob.id, blob_ids)).order_by(Blob.sha256).with_for_update())
    await session.execute(delete(Upload).where(among(Upload.id, ids)))
    await _doom(session, blob_ids)
    await announce(session, TOPIC, *ids)
    return Deleted(len(rows), used.total())


async def doom_unused(session: AsyncSession, blob_ids: Sequence[int]) -> None:
    """Drops those of these blobs that no upload points to, and notes their keys for removal."""
    await session.execute(select(Blob.id).where(among(Blob.id, blob_ids)).order_by(Blob.sha256).with_for_update())
    await _doom(session, blob_ids)


async def _doom(session: AsyncSession, blob_ids: Sequence[int]) -> None:
    """Drops those of these blobs, which are locked, that no upload points to, and notes their keys for removal."""
    is_used = exists().where(Upload.blob_id == Blob.id)
    unused = delete(Blob).where(among(Blob.id, blob_ids), ~is_used).returning(Blob.storage_key)
    await _doom_keys(session, (await session.scalars(unused)).all())


async def _doom_keys(session: AsyncSession, keys: Sequence[str]) -> None:
    if keys:
        await session.execute(insert(DoomedKey), [{"storage_key": key} for key in keys])
        await announce(session, DOOMED, "bytes")


async def delete_of_user(session: AsyncSession, user_id: int) -> None:
    """Deletes all that a user uploaded, as part of deleting the account."""
    await delete_for_good(session, Upload.user_id == user_id)
