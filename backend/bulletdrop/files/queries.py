"""Reading uploads: one, a page of a list, and how many match."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, not_, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.core.errors import FieldError, Invalid, NotFound
from bulletdrop.core.pagination import decode_cursor, encode_cursor, not_a_cursor
from bulletdrop.domains.models import Domain
from bulletdrop.files.models import Blob, Upload
from bulletdrop.media.types import ARCHIVES, DOCUMENT_FAMILIES, DOCUMENTS, TEXTUAL

Kind = Literal["image", "video", "audio", "text", "document", "archive", "other"]
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


@dataclass(frozen=True)
class _Order:
    """A sort order: what it goes by, the direction, and how a row's value is written into a cursor and read from it."""

    column: Any
    kind: type
    key: str
    write: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value
    descending: bool = False


def _moment(text: str) -> datetime:
    """The time that a cursor names. Raises ValueError for one that was not written here, which are all in UTC."""
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() != timedelta(0):
        raise ValueError(text)
    return moment


_ORDERS: dict[str, _Order] = {
    "newest": _Order(Upload.created_at, str, "created_at", datetime.isoformat, _moment, descending=True),
    "oldest": _Order(Upload.created_at, str, "created_at", datetime.isoformat, _moment),
    "largest": _Order(Upload.file_size, int, "file_size", descending=True),
    "smallest": _Order(Upload.file_size, int, "file_size"),
    # Without regard to case; the cursor's name is folded by the database too, whose rules are not quite Python's.
    "name": _Order(func.lower(Upload.original_filename), str, "original_filename", read=func.lower),
    "views": _Order(Upload.view_count, int, "view_count", descending=True),
}


def _selected() -> Select[*tuple[Any, ...]]:
    return select(*COLUMNS).join(Domain, Domain.id == Upload.domain_id).join(Blob, Blob.id == Upload.blob_id)


async def one(session: AsyncSession, *, upload_id: int, user_id: int | None, in_trash: bool = False) -> Row:
    """An upload of this user (None: of anybody); NotFound for another's, and for one in the trash unless asked for."""
    if not 0 < upload_id <= BIGGEST_ID:
        raise NotFound
    query = _selected().where(Upload.id == upload_id)
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
        _selected()
        .where(Upload.blob_id.in_(select(Blob.id).where(Blob.sha256 == sha256)))
        .where(Upload.user_id == user_id, Upload.domain_id == domain_id, Upload.is_public.is_(is_public))
        .where(Upload.deleted_at.is_(None), Upload.expires_at.is_(None))
        .where(Upload.max_views.is_(None), Upload.password_hash.is_(None))
        .order_by(Upload.created_at, Upload.id)
        .limit(1)
    )
    row = (await session.execute(query)).mappings().one_or_none()
    return None if row is None else dict(row)


async def page(
    session: AsyncSession, filters: Filters, *, sort: Sort, limit: int, cursor: str | None
) -> tuple[Sequence[Row], str | None]:
    """The rows of one page, and the cursor of the next."""
    order = _ORDERS[sort]
    query = _selected().where(*_conditions(filters))
    if cursor:
        query = query.where(_after(order, cursor))
    ordering = [order.column.desc(), Upload.id.desc()] if order.descending else [order.column.asc(), Upload.id.asc()]
    found = await session.execute(query.order_by(*ordering).limit(limit + 1))
    rows = [dict(row) for row in found.mappings()]
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], encode_cursor(order.write(last[order.key]), last["id"])


async def summary(session: AsyncSession, filters: Filters) -> tuple[int, int]:
    """How many uploads match, and their bytes."""
    query = (
        select(func.count(), func.coalesce(func.sum(Upload.file_size), 0))
        .select_from(Upload)
        .where(*_conditions(filters))
    )
    count, size = (await session.execute(query)).one()
    return int(count), int(size)


async def months(session: AsyncSession, filters: Filters, *, zone: str) -> Sequence[tuple[str, int]]:
    """The months in which matching uploads were made, as that zone's calendar has them, newest first, with how many.

    Raises Invalid for a zone that the database, which does the counting, does not know.
    """
    known = text("SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = :zone)")
    # Asked for beforehand: over no rows the count itself would take any word for a zone.
    if not await session.scalar(known, {"zone": zone}):
        raise Invalid(FieldError("tz", f"{zone} is no time zone, such as Europe/Berlin."))
    month = func.date_trunc("month", func.timezone(zone, Upload.created_at)).label("month")
    query = select(month, func.count()).where(*_conditions(filters)).group_by("month").order_by(month.desc())
    return [(f"{moment:%Y-%m}", count) for moment, count in await session.execute(query)]


async def count_of_user(session: AsyncSession, user_id: int) -> tuple[int, int]:
    """How many uploads a user has, and how many of them lie in the trash: (live, trashed)."""
    query = select(
        func.count().filter(Upload.deleted_at.is_(None)), func.count().filter(Upload.deleted_at.is_not(None))
    ).where(Upload.user_id == user_id)
    live, trashed = (await session.execute(query)).one()
    return int(live), int(trashed)


def _after(order: _Order, cursor: str) -> ColumnElement[bool]:
    value, last_id = decode_cursor(cursor, order.kind, int)
    try:
        position = order.read(value)
    except ValueError:
        raise not_a_cursor() from None
    here = tuple_(order.column, Upload.id)
    there = tuple_(position, last_id, types=[order.column.type, Upload.id.type])
    return here < there if order.descending else here > there


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Upload.deleted_at.is_not(None) if filters.is_trash else Upload.deleted_at.is_(None)
    ]
    if filters.user_id is not None:
        found.append(Upload.user_id == filters.user_id)
    if filters.q and filters.q.strip():
        found.append(_matches(filters.q))
    if filters.kind:
        found.append(_is_kind(filters.kind))
    if filters.since:
        found.append(Upload.created_at >= filters.since)
    if filters.until:
        found.append(Upload.created_at < filters.until)
    if filters.is_public is not None:
        found.append(Upload.is_public.is_(filters.is_public))
    return found


def _matches(q: str) -> ColumnElement[bool]:
    """Every word of `q` is somewhere in the name, or is a whole word of it, or `q` is the name in the address."""
    parts = [Upload.original_filename.icontains(word, autoescape=True) for word in q.split()]
    words = func.to_tsvector(literal_column("'simple'::regconfig"), Upload.original_filename).op("@@")(
        func.plainto_tsquery(literal_column("'simple'::regconfig"), q)
    )
    return or_(and_(*parts), words, Upload.filename == q.strip())


def _is_kind(kind: Kind) -> ColumnElement[bool]:
    families: dict[str, ColumnElement[bool]] = {
        "image": Upload.mime_type.startswith("image/"),
        "video": Upload.mime_type.startswith("video/"),
        "audio": Upload.mime_type.startswith("audio/"),
        "archive": Upload.mime_type.in_(ARCHIVES),
        "document": or_(
            Upload.mime_type.in_(DOCUMENTS), *(Upload.mime_type.startswith(family) for family in DOCUMENT_FAMILIES)
        ),
        "text": and_(
            or_(Upload.mime_type.startswith("text/"), Upload.mime_type.in_(TEXTUAL)), Upload.mime_type.not_in(DOCUMENTS)
        ),
    }
    return families[kind] if kind != "other" else not_(or_(*families.values()))
