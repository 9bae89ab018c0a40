"""Pictures of files: the small ones of `/t/{slug}.webp`, and a public picture in another width (`?w=`).

One that is not there yet is made while its visitor waits, within bounds: afterwards it is a file like any other. Looking
at one is no view.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Final

from bulletdrop.core.errors import BadRequest, NotFound, Unavailable
from bulletdrop.delivery.answers import Answer
from bulletdrop.delivery.bodies import Bodies
from bulletdrop.delivery.conditions import is_not_modified
from bulletdrop.delivery.headers import SECURITY, HeaderList, cache_control
from bulletdrop.delivery.resolve import Record
from bulletdrop.files.previews import SIZES, WIDTHS, Bytes, Previews, resized_key, thumbnail_key
from bulletdrop.files.records import NO_PREVIEW
from bulletdrop.media.types import converts, has_preview
from bulletdrop.media.workers import WorkFailed, WorkRefused
from bulletdrop.storage.base import MissingBytes

RequestHeaders = Mapping[bytes, bytes]
PATIENCE: Final = 12.0  # seconds that a visitor waits for a picture to be made
SIZE: Final = SIZES[0]
WEBP: Final = (b"content-type", b"image/webp")
INLINE: Final = (b"content-disposition", b"inline")


class Thumbnails:
    """Answers with pictures of files that the visitor may see."""

    def __init__(self, bodies: Bodies, previews: Previews) -> None:
        self._bodies = bodies
        self._previews = previews

    async def send_thumbnail(self, answer: Answer, request: RequestHeaders, record: Record, *, size: int) -> None:
        """The picture of one of SIZES. Raises NotFound where there is none, Unavailable while it is not to be had."""
        if record.preview == NO_PREVIEW or not has_preview(record.mime_type):
            raise NotFound("There is no picture of this file.")
        key = thumbnail_key(record.storage_key, size)
        make = partial(self._previews.thumbnails, _bytes(record), urgent=True)
        await self._send(answer, request, record, name=str(size), body=await self._body(key, make))

    async def send_resized(self, answer: Answer, request: RequestHeaders, record: Record, *, width: int) -> None:
        """The whole picture in one of WIDTHS, or as wide as it is. Raises as above."""
        if not converts(record.mime_type):
            raise NotFound("This file has no other sizes.")
        key = resized_key(record.storage_key, width)
        make = partial(self._previews.resized, _bytes(record), width=width)
        await self._send(answer, request, record, name=f"w{width}", body=await self._body(key, make))

    async def _body(self, key: str, make: Callable[[], Awaitable[None]]) -> bytes:
        try:
            return await self._bodies.picture(key)
        except MissingBytes:
            await self._made(make)
        try:
            return await self._bodies.picture(key)
        except MissingBytes:  # deleted in the same moment
            raise NotFound from None

    async def _made(self, make: Callable[[], Awaitable[None]]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await make()
        except (WorkRefused, MissingBytes):
            raise NotFound("There is no picture of this file.") from None
        except (WorkFailed, TimeoutError):
            raise Unavailable("The picture of this file could not be made now.", retry_after=10) from None

    async def _send(self, answer: Answer, request: RequestHeaders, record: Record, *, name: str, body: bytes) -> None:
        """The picture, with the caching of its file; its ETag follows from the file's."""
        headers = replace(record.headers, etag=record.headers.etag[:-1] + b'-%b"' % name.encode())
        common: HeaderList = [
            (b"etag", headers.etag),
            (b"last-modified", headers.last_modified),
            cache_control(is_public=record.is_shared, expires_at=record.expires_at),
            *SECURITY,
        ]
        if is_not_modified(request, headers):
            await answer.send(HTTPStatus.NOT_MODIFIED, common)
            return
        length = (b"content-length", b"%d" % len(body))
        await answer.send(HTTPStatus.OK, [*common, WEBP, INLINE, length], body)


def _bytes(record: Record) -> Bytes:
    return Bytes(record.storage_key, record.mime_type)


def size_in(query: str) -> int:
    """The width that `size=` asks for. Raises BadRequest for one that there is none of."""
    return _number(query, "size", SIZES) or SIZE


def width_in(query: str) -> int | None:
    """The width that `w=` asks for, None where it does not. Raises BadRequest for one that there is none of."""
    return _number(query, "w", WIDTHS)


def _number(query: str, name: str, allowed: tuple[int, ...]) -> int | None:
    for part in query.split("&"):
        key, _, value = part.partition("=")
        if key == name:
            if value not in map(str, allowed):
                raise BadRequest(f"{name} is one of {', '.join(map(str, allowed))}.")
            return int(value)
    return None
