"""What an upload's bytes become before they are stored: known by type, allowed, cleaned of metadata, converted.

Small pictures of the common kinds are cleaned here, in memory and before they are written. All else is done by a child
process in the temporary file: there a hostile file harms nobody (media/workers.py).
"""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bulletdrop.core.errors import FieldError, Invalid, UnsupportedType
from bulletdrop.files.names import extension_of
from bulletdrop.media.allowed import in_words, is_allowed
from bulletdrop.media.detect import Detected, detect
from bulletdrop.media.metadata.clean import IN_PROCESS, clean_bytes
from bulletdrop.media.metadata.clean_file import IN_WORKER
from bulletdrop.media.metadata.words import Uncleanable
from bulletdrop.media.types import ENDINGS, FORMATS, converts, may_hold_metadata
from bulletdrop.media.workers import Workers, WorkFailed, WorkRefused
from bulletdrop.uploads.options import Wishes
from bulletdrop.uploads.receive import Receiving

LARGEST_IN_PROCESS: Final = 16 << 20  # bytes: 80 ms of a thread's time
SECONDS_A_GIGABYTE: Final = 20
TOO_HARD: Final = "This file could not be looked through for metadata. Nothing was stored."


@dataclass(frozen=True)
class Content:
    """What the bytes are that will be served, and what was taken out of them."""

    detected: Detected
    removed: tuple[str, ...] = ()
    fault: str | None = None  # why the metadata could not be taken out


async def settle(
    workers: Workers, received: Receiving, *, types: tuple[str, ...], filename: str, wishes: Wishes
) -> Content:
    """Makes of a file that is all here what will be served.

    Raises UnsupportedType for a type that is not taken, Invalid where it can't be cleaned and its owner wants none such,
    StorageFull.
    """
    detected = await asyncio.to_thread(_look, received)
    if not is_allowed(detected.mime_type, types):
        raise not_taken(detected.mime_type, filename, types)
    content = Content(detected)
    if not wishes.keeps_metadata:
        content = await _cleaned(workers, received, content)
    content = await _converted(workers, received, content, wishes)
    if content.fault and wishes.refuses_uncleanable:
        raise Invalid(
            FieldError("keep_metadata", f"The metadata can't be removed: {content.fault} Nothing was stored.")
        )
    return content


def not_taken(mime_type: str, filename: str, types: tuple[str, ...]) -> UnsupportedType:
    """A type that is not on the list, in words; `allowed` names what is."""
    ending = extension_of(filename)
    is_other = ending and mime_type in ENDINGS and ending not in ENDINGS[mime_type]
    begin = f"This says .{ending} but is {mime_type}." if is_other else f"This is {mime_type}."
    taken = f"Taken here: {in_words(types)}." if types else "Nothing is taken here."
    return UnsupportedType(f"{begin} {taken}", mime_type=mime_type, allowed=list(types))


def _look(received: Receiving) -> Detected:
    def whole() -> str | bytes:
        small = received.small()
        return received.path() if small is None else small

    return detect(received.head, whole)


async def _cleaned(workers: Workers, received: Receiving, content: Content) -> Content:
    mime_type = content.detected.mime_type
    try:
        if mime_type in IN_PROCESS and received.size <= LARGEST_IN_PROCESS:
            removed = await asyncio.to_thread(_clean_here, received, mime_type)
        elif mime_type in IN_PROCESS or mime_type in IN_WORKER:
            removed = await _clean_there(workers, received, mime_type)
        elif may_hold_metadata(mime_type):
            return replace(content, fault="Nothing here knows how to look through files of this type.")
        else:
            return content
    except (Uncleanable, WorkRefused) as error:
        return replace(content, fault=_sentence(str(error)))
    except WorkFailed:
        # It may have been in the middle of a change: these bytes are no longer what came.
        raise Invalid(FieldError("keep_metadata", f"{TOO_HARD} With keep_metadata it is taken as it comes.")) from None
    return replace(content, removed=removed)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _clean_here(received: Receiving, mime_type: str) -> tuple[str, ...]:
    small = received.small()
    if small is None:
        small = Path(received.path()).read_bytes()
    clean, removed = clean_bytes(small, mime_type)
    if clean is not None:
        received.replace(clean)
    return removed


async def _clean_there(workers: Workers, received: Receiving, mime_type: str) -> tuple[str, ...]:
    path = await asyncio.to_thread(received.path)
    seconds = 10 + SECONDS_A_GIGABYTE * received.size / 1e9
    done = await workers.run("clean", seconds=seconds, path=path, mime_type=mime_type)
    if done["removed"]:
        await asyncio.to_thread(received.reread)
    return tuple(done["removed"])


async def _converted(workers: Workers, received: Receiving, content: Content, wishes: Wishes) -> Content:
    """The picture in the format and width that were asked for; as it is where that can't be."""
    detected = content.detected
    is_wide = wishes.max_width is not None and (detected.width or 0) > wishes.max_width
    wanted = wishes.convert or ("webp" if is_wide else None)
    if wanted is None or not converts(detected.mime_type) or (detected.mime_type == FORMATS[wanted] and not is_wide):
        return content
    path = await asyncio.to_thread(received.path)
    target = f"{path}.{wanted}"
    try:
        done = await workers.run(
            "convert", path=path, mime_type=detected.mime_type, target=target, format=wanted,
            quality=wishes.quality, max_width=wishes.max_width,
        )  # fmt: skip
    except (WorkRefused, WorkFailed):
        await asyncio.to_thread(Path(target).unlink, missing_ok=True)
        return content
    await asyncio.to_thread(received.take_over, target)
    return replace(content, detected=Detected(FORMATS[wanted], done["width"], done["height"]), fault=None)
