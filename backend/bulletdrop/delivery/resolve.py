"""From host and path to a record: what delivery knows of a file, kept in memory.

A change anywhere is announced and forgets the record on every node; while announcements cannot be heard nothing is kept.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, String, bindparam, func, or_, select

from bulletdrop.accounts.models import User
from bulletdrop.core.announce import Announcements
from bulletdrop.core.database import Database, Statement
from bulletdrop.delivery.headers import Headers, headers_of
from bulletdrop.files.models import Blob, GoneName, Upload
from bulletdrop.files.names import saved_name
from bulletdrop.files.records import TOPIC

CAPACITY: Final = 120_000  # records, of about 3 KB with what the fast path knows of them
LONGEST_PATH: Final = 1024  # characters; no address of ours is longer
FIRST_PARTITION_OF_USERS: Final = "u/"
GONE: Final = "gone"

_COLUMNS = (
    Upload.id, Upload.user_id, Upload.slug, Upload.filename, Upload.original_filename, Upload.file_size, Upload.mime_type,
    Upload.file_hash, Upload.width, Upload.height, Upload.upload_url, Upload.is_public, Upload.expires_at, Upload.deleted_at,
    Upload.created_at, Upload.password_hash, Upload.max_views, Upload.views_taken, Blob.storage_key, Blob.is_held, Blob.preview,
    User.username,
)  # fmt: skip


Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """A file as delivery knows it. Times in seconds since 1970; `headers` is built once, for every answer.

    `is_guarded`: held, behind a password or limited in its views, which is looked at before anything of it is given out;
    `is_shared`: open to all, so that caches and link previews may have it. `views_left` is None where there is no limit.
    """

    upload_id: int
    slug: str
    storage_key: str
    size: int
    mime_type: str
    file_hash: str
    url: str
    filename: str
    original_filename: str
    username: str
    width: int | None
    height: int | None
    is_public: bool
    is_trashed: bool
    expires_at: float | None
    created_at: float
    is_guarded: bool
    is_shared: bool
    is_held: bool
    password_hash: str | None
    views_left: int | None
    preview: str | None
    headers: Headers


class Resolver:
    """Finds records, and remembers them."""

    def __init__(self, database: Database, announcements: Announcements) -> None:
        self._database = database
        self._announcements = announcements
        self._records: dict[tuple[int, str], Record] = {}
        self._keys: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
        self._searches: dict[tuple[int, int, str], asyncio.Task[Record | str | None]] = {}
        self._generation = 0
        # Called with the paths that are forgotten, None for all: for what others remember of them.
        self.forgotten: Callable[[Iterable[tuple[int, str]] | None], None] = _tell_nobody
        announcements.subscribe(TOPIC, self._forget)
        announcements.subscribe("accounts", self._forget_people)

    def known(self, domain_id: int, path: str) -> Record | None:
        """The record of this path (without its leading slash), where it is in memory."""
        return self._records.get((domain_id, path))

    async def find(self, domain_id: int, path: str) -> Record | str | None:
        """The record of this path; "gone" where one was, whose time is up; None where there never was one.

        Many who ask for one record that is not in memory, as after a change of a much-read file, ask the database once.
        """
        if len(path) > LONGEST_PATH or "\x00" in path:
            return None
        if not self._announcements.is_live:
            return await self._look(domain_id, path)
        search = (self._generation, domain_id, path)  # nobody joins a search that began before a change
        running = self._searches.get(search)
        if running is not None:
            found = await asyncio.shield(running)
            return found if isinstance(found, Record) else await self._look(domain_id, path)
        task = self._searches[search] = asyncio.create_task(self._look(domain_id, path))
        task.add_done_callback(lambda _: self._searches.pop(search, None))
        return await asyncio.shield(task)

    async def _look(self, domain_id: int, path: str) -> Record | str | None:
        generation = self._generation
        row = await _look_up(self._database, domain_id, path)
        if row is None:
            return GONE if await _is_gone(self._database, domain_id, path) else None
        record = _record(row)
        if self._announcements.is_live and generation == self._generation and _is_lasting(path, record):
            self._remember((domain_id, path), record)
        return record

    def _remember(self, key: tuple[int, str], record: Record) -> None:
        if len(self._records) >= CAPACITY:
            oldest = next(iter(self._records))
            self._drop([oldest])
        self._records[key] = record
        self._keys[record.upload_id].add(key)

    def _forget(self, upload_id: str | None) -> None:
        self._generation += 1
        if upload_id is None:
            self._records.clear()
            self._keys.clear()
            self.forgotten(None)
        else:
            self._drop(list(self._keys.get(int(upload_id), ())))

    def _forget_people(self, _user_id: str | None) -> None:
        """A name may have changed hands: what was found by a name is looked up anew."""
        self._generation += 1
        self._drop([key for key in self._records if key[1].startswith(FIRST_PARTITION_OF_USERS)])

    def _drop(self, keys: list[tuple[int, str]]) -> None:
        for key in keys:
            upload_id = self._records.pop(key).upload_id
            self._keys[upload_id].discard(key)
            if not self._keys[upload_id]:
                del self._keys[upload_id]
        self.forgotten(keys)


def _tell_nobody(_: Iterable[tuple[int, str]] | None) -> None:
    pass


def _is_lasting(path: str, record: Record) -> bool:
    """Whether the path goes on to lead to this record until that changes; the newest file of a name may be another soon.

    A limit of views is read anew each time: each view changes what is left.
    """
    if record.views_left is not None:
        return False
    return not path.startswith(FIRST_PARTITION_OF_USERS) or path.endswith(f"/{record.filename}")


async def _look_up(database: Database, domain_id: int, path: str) -> Mapping[str, Any] | None:
    """The upload of `{slug or custom_name}[.{ext}]` or `u/{username}/{filename}`."""
    parts = path.split("/")
    if len(parts) == 3 and parts[0] == "u":  # noqa: PLR2004 - u, username, filename
        return await database.run(_OF_USER, {"domain_id": domain_id, "username": parts[1], "filename": parts[2]})
    if len(parts) != 1 or not path:
        return None
    stem, _, ending = path.rpartition(".")
    row = await database.run(_NAMED, {"domain_id": domain_id, "name": path, "stem": stem or path})
    fits = row is None or not stem or row["filename"].lower().endswith("." + ending.lower())
    return row if fits else None


def _of_domain() -> Query:
    joined = select(*_COLUMNS).join(Blob, Blob.id == Upload.blob_id).join(User, User.id == Upload.user_id)
    return joined.where(Upload.domain_id == bindparam("domain_id")).limit(1)


def _named() -> Statement:
    """By the name, or the name before the ending; a slug goes before a custom name, so that nobody can put one in front
    of another's file."""
    names = [bindparam(name, type_=String) for name in ("name", "stem")]
    lowered = [func.lower(each) for each in names]
    found = _of_domain().where(or_(Upload.slug.in_(names), func.lower(Upload.custom_name).in_(lowered)))
    return Statement(found.order_by(Upload.slug.in_(names).desc()))


def _of_user() -> Statement:
    """By the public name, else by the newest file that was called so; what is private or guarded does not hide what is open."""
    filename = bindparam("filename", type_=String)
    mine = _of_domain().where(
        func.lower(User.username) == func.lower(bindparam("username", type_=String)),
        or_(Upload.filename == filename, Upload.original_filename == filename),
    )
    ordered = mine.order_by(
        (Upload.filename == filename).desc(),
        Upload.deleted_at.is_(None).desc(),
        Upload.is_public.desc(),
        (Upload.password_hash.is_(None) & Upload.max_views.is_(None) & ~Blob.is_held).desc(),
        Upload.created_at.desc(),
    )
    return Statement(ordered)


def _gone() -> Statement:
    names = [bindparam(name, type_=String) for name in ("path", "stem", "lower_path", "lower_stem")]
    return Statement(
        select(GoneName.name).where(GoneName.domain_id == bindparam("domain_id"), GoneName.name.in_(names))
    )


# Compiled once: each address that nobody asked for yet would pay for it, and that took five times as long as the rest.
_NAMED: Final = _named()
_OF_USER: Final = _of_user()
_GONE: Final = _gone()


async def _is_gone(database: Database, domain_id: int, path: str) -> bool:
    """Whether a file that this path led to was deleted for good because its time was up."""
    stem = path.rpartition(".")[0] or path
    names = {"path": path, "stem": stem, "lower_path": path.lower(), "lower_stem": stem.lower()}
    return await database.run(_GONE, {"domain_id": domain_id, **names}) is not None


def _record(row: Mapping[str, Any]) -> Record:
    expires_at, created_at = row["expires_at"], row["created_at"]
    password_hash, most = row["password_hash"], row["max_views"]
    is_guarded = row["is_held"] or password_hash is not None or most is not None
    return Record(
        upload_id=row["id"],
        slug=row["slug"],
        storage_key=row["storage_key"],
        size=row["file_size"],
        mime_type=row["mime_type"],
        file_hash=row["file_hash"],
        url=row["upload_url"],
        filename=row["filename"],
        original_filename=row["original_filename"],
        username=row["username"],
        width=row["width"],
        height=row["height"],
        is_public=row["is_public"],
        is_trashed=row["deleted_at"] is not None,
        expires_at=expires_at.timestamp() if expires_at else None,
        created_at=created_at.timestamp(),
        is_guarded=is_guarded,
        is_shared=row["is_public"] and not is_guarded,
        is_held=row["is_held"],
        password_hash=password_hash,
        views_left=None if most is None else max(0, most - row["views_taken"]),
        preview=row["preview"],
        headers=headers_of(
            mime_type=row["mime_type"],
            name=saved_name(row["original_filename"], filename=row["filename"]),
            file_hash=row["file_hash"],
            created_at=created_at,
        ),
    )
