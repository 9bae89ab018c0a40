"""Pictures of files: made by child processes, kept beside the bytes under keys that follow from theirs.

    2026/11/24/k3Vq9xTzP2aw4Yx1                       the bytes
    thumbnails/2026/11/24/k3Vq9xTzP2aw4Yx1-320.webp   a picture of them, 320 pixels wide

They belong to the bytes, so uploads of the same bytes share them, and they go with the bytes. The queue of those that are
to be made is the table of blobs itself: a crash forgets none, and what crashes its child is tried three times and no more.
"""

import asyncio
import re
from base64 import b64decode
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select, update

from bulletdrop.core.announce import announce
from bulletdrop.core.database import Database, among, now
from bulletdrop.files.models import Blob, Upload
from bulletdrop.files.records import NO_PREVIEW, TOPIC
from bulletdrop.media.workers import Workers, WorkFailed, WorkRefused
from bulletdrop.storage.base import Incoming, MissingBytes, Storage

log = structlog.get_logger("bulletdrop.previews")
SIZES: Final = (320, 640)  # pixels: the widths that every file with a preview has
WIDTHS: Final = (320, 640, 960, 1280, 1920, 2560)  # pixels: what public pictures can be asked for in
PICTURE: Final = re.compile(r"thumbnails/(.+)-w?\d+\.webp")
MADE: Final = "made"
TRIES: Final = 3
SETTLED: Final = timedelta(seconds=2)  # after which bytes are worth it: uploads that follow each other go first


def thumbnail_key(storage_key: str, width: int) -> str:
    """Where the picture of this width is kept."""
    return f"thumbnails/{storage_key}-{width}.webp"


def resized_key(storage_key: str, width: int) -> str:
    """Where the whole picture in this width is kept."""
    return f"thumbnails/{storage_key}-w{width}.webp"


def pictures_of(storage_key: str) -> Sequence[str]:
    """Every key under which a picture of these bytes may be."""
    thumbnails = [thumbnail_key(storage_key, width) for width in SIZES]
    return [*thumbnails, *(resized_key(storage_key, width) for width in WIDTHS)]


def source_of(key: str) -> str:
    """The key of the bytes that what is kept under this one belongs to: pictures go with theirs."""
    picture = PICTURE.fullmatch(key)
    return picture[1] if picture else key


@dataclass(frozen=True)
class Bytes:
    """Stored bytes of which a picture is to be made."""

    storage_key: str
    mime_type: str
    tries: int = 0


class Previews:
    """Makes pictures. Of several who want the same one at once, one lets it be made and all have it."""

    def __init__(self, database: Database, storage: Storage, workers: Workers) -> None:
        self._database = database
        self._storage = storage
        self._workers = workers
        self._making: dict[str, asyncio.Task[None]] = {}

    async def thumbnails(self, of: Bytes, *, urgent: bool) -> None:
        """Makes the pictures of all SIZES and notes what was learned of the file.

        Raises WorkRefused where there can be none, WorkFailed, MissingBytes, StorageError.
        """
        await self._once(of.storage_key, lambda: self._make_thumbnails(of, urgent=urgent))

    async def resized(self, of: Bytes, *, width: int) -> None:
        """Makes the whole picture in one of WIDTHS; errors as above."""
        key = resized_key(of.storage_key, width)

        async def make() -> None:
            await self._work("resize", of, {str(width): key}, urgent=True, width=width)

        await self._once(key, make)

    async def next(self) -> bool:
        """Makes the pictures of the oldest bytes that have none; whether there were such. For work of its own."""
        of = await self._claim()
        if of is None:
            return False
        try:
            await self.thumbnails(of, urgent=False)
        except (WorkRefused, MissingBytes) as error:
            log.info("preview.none", key=of.storage_key, reason=str(error))
        except WorkFailed as error:
            log.warning("preview.failed", key=of.storage_key, reason=str(error), tries=of.tries)
            if of.tries >= TRIES:
                await self._note(of.storage_key, {}, preview=NO_PREVIEW)
        return True

    async def _claim(self) -> Bytes | None:
        """A try is counted before it is made: what takes the whole machine down is not tried for ever."""
        wanted = (
            select(Blob.id)
            .where(Blob.preview.is_(None), Blob.preview_tries < TRIES, Blob.is_held.is_(False))
            .where(Blob.created_at <= now() - SETTLED)
            .where(select(Upload.id).where(Upload.blob_id == Blob.id).exists())
            .order_by(Blob.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        claimed = (
            update(Blob)
            .where(Blob.id.in_(wanted.scalar_subquery()))
            .values(preview_tries=Blob.preview_tries + 1)
            .returning(Blob.id, Blob.storage_key, Blob.preview_tries)
        )
        async with self._database.transaction() as session:
            row = (await session.execute(claimed)).one_or_none()
            if row is None:
                return None
            of_blob = select(Upload.mime_type).where(Upload.blob_id == row.id).order_by(Upload.id).limit(1)
            mime_type = await session.scalar(of_blob)
        return Bytes(row.storage_key, mime_type, row.preview_tries) if mime_type else None

    async def _make_thumbnails(self, of: Bytes, *, urgent: bool) -> None:
        keys = {str(width): thumbnail_key(of.storage_key, width) for width in SIZES}
        try:
            made = await self._work("thumbnails", of, keys, urgent=urgent)
        except WorkRefused:
            await self._note(of.storage_key, {}, preview=NO_PREVIEW)
            raise
        learned = {name: made[name] for name in ("width", "height", "duration") if made.get(name) is not None}
        placeholder = b64decode(made["placeholder"]) if made.get("placeholder") else None
        if not await self._note(of.storage_key, learned, preview=MADE, placeholder=placeholder):
            await self._remove(list(keys.values()))  # the bytes went meanwhile, and nobody would look for these

    async def _work(
        self, work: str, of: Bytes, keys: dict[str, str], *, urgent: bool, **arguments: Any
    ) -> dict[str, Any]:
        """Lets a child write a picture for each of the keys, and publishes them."""
        with ExitStack() as stack:
            path = await asyncio.to_thread(lambda: stack.enter_context(self._storage.lend(of.storage_key)))
            incoming: dict[str, Incoming] = {}
            for name in keys:
                incoming[name] = await asyncio.to_thread(self._storage.receive)
                stack.callback(incoming[name].discard)
            targets = {name: one.path() for name, one in incoming.items()}
            where = {"target": next(iter(targets.values()))} if work == "resize" else {"targets": targets}
            made = await self._workers.run(work, urgent=urgent, path=path, mime_type=of.mime_type, **where, **arguments)
            for name, key in keys.items():
                await asyncio.to_thread(incoming[name].publish, key)
        return made

    async def _note(self, storage_key: str, learned: dict[str, Any], **of_blob: Any) -> bool:
        """Whether the bytes are still there to be told of it."""
        of_these = select(Blob.id).where(Blob.storage_key == storage_key).scalar_subquery()
        uploads = select(Upload.id).where(Upload.blob_id == of_these).order_by(Upload.id)
        async with self._database.transaction() as session:
            # Uploads are locked before their blob, as records.py has it.
            ids = (await session.scalars(uploads.with_for_update())).all()
            if learned:
                await session.execute(update(Upload).where(among(Upload.id, ids)).values(**learned))
            noted = update(Blob).where(Blob.storage_key == storage_key).values(**of_blob).returning(Blob.id)
            if await session.scalar(noted) is None:
                return False
            await announce(session, TOPIC, *ids)
        return True

    async def _remove(self, keys: Sequence[str]) -> None:
        for key in keys:
            await asyncio.to_thread(self._storage.delete, key)

    async def _once(self, name: str, make: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Joins the making of this, or begins it; whoever goes away does not stop it for the others."""
        task = self._making.get(name)
        if task is None:
            task = self._making[name] = asyncio.create_task(make())
            task.add_done_callback(lambda _: self._making.pop(name, None))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.shield(task)
