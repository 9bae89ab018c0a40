"""Reading uploads: one, and what lists (lists.py) and counts (counts.py) are narrowed to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.core.errors import NotFound
from bulletdrop.domains.models import Domain
from bulletdrop.files.models import Blob, Upload, UploadCount
from bulletdrop.files.shelves import Kind, shelves_of

Sort = Literal["newest", "oldest", "largest", "smallest", "name", "views"]
Row = Mapping[str, Any]
BIGGEST_ID = (1 << 63) - 1

COLUMNS = (
    Upload.id, Upload.user_id, Upload.slug, Upload.filename, Upload.original_filename, Upload.custom_name, Upload.file_size,
    Upload.mime_type, Upload.file_hash, Upload.width, Upload.height, Upload.duration, Upload.metadata_removed,
    Upload.metadata_fault, Upload.upload_url, Upload.view_count, Upload.is_public, Upload.password_hash, Upload.max_views,
    Upload.views_taken, Upload.expires_at, Upload.deleted_at, Upload.created_at, Upload.domain_id, Domain.domain_name,
    Blob.is_held, Blob.preview, Blob.placeholder, Blob.storage_key,
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; `user_id` None is everybody's, for administrators."""

    user_id: int | None
    q: str | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_public: bool | None = None
    is_trash: bool = False

    @property
    def shelves(self) -> Sequence[int]:
        """Where what matches stands."""
        return shelves_of(kind=self.kind, is_public=self.is_public, is_trash=self.is_trash)

    @property
    def is_partial(self) -> bool:
        """Whether these are not simply all live uploads, of whatever time and name."""
        return self.is_trash or self.kind is not None or self.is_public is not None

    @property
    def words(self) -> Sequence[str]:
        """What a name must hold, all of it."""
        return self.q.split() if self.q else ()


def selected() -> Select[*tuple[Any, ...]]:
    """Uploads, with all that is told of them."""
    return select(*COLUMNS).join(Domain, Domain.id == Upload.domain_id).join(Blob, Blob.id == Upload.blob_id)


async def one(session: AsyncSession, *, upload_id: int, user_id: int | None, in_trash: bool = False) -> Row:
    """An upload of this user (None: of anybody); NotFound for another's, and for one in the trash unless asked for."""
    if not 0 < upload_id <= BIGGEST_ID:
        raise NotFound
    query = selected().where(Upload.id == upload_id)
    if user_id is not None:
        query = query.where(Upload.user_id == user_id)
    if not in_trash:
        query = query.where(Upload.deleted_at.is_(None))
    row = (await session.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such upload.")
    return dict(row)


async def first_of(
    session: AsyncSession, *, sha256: bytes, user_id: int, domain_id: int, is_public: bool
) -> Row | None:
    """The oldest live upload of these bytes that this user has on the domain, and that has no end."""
    query = (
        selected()
        .where(Upload.blob_id.in_(select(Blob.id).where(Blob.sha256 == sha256)))
        .where(Upload.user_id == user_id, Upload.domain_id == domain_id, Upload.is_public.is_(is_public))
        .where(Upload.deleted_at.is_(None), Upload.expires_at.is_(None))
        .where(Upload.max_views.is_(None), Upload.password_hash.is_(None))
        .order_by(Upload.created_at, Upload.id)
        .limit(1)
    )
    row = (await session.execute(query)).mappings().one_or_none()
    return None if row is None else dict(row)


async def count_of_user(session: AsyncSession, user_id: int) -> tuple[int, int]:
    """How many uploads a user has, and how many of them lie in the trash: (live, trashed)."""
    live, trashed = (
        func.coalesce(func.sum(UploadCount.count).filter(UploadCount.shelf.in_(shelves_of(is_trash=is_trash))), 0)
        for is_trash in (False, True)
    )
    counted = (await session.execute(select(live, trashed).where(UploadCount.user_id == user_id))).one()
    return int(counted[0]), int(counted[1])
