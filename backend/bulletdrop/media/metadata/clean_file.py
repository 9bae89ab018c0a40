"""Removes metadata from files that may be big, in place, on the same inode: descriptors to it see what is left."""

import struct
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final

from bulletdrop.media.metadata.changes import Change
from bulletdrop.media.metadata.clean import IN_PROCESS, clean_bytes
from bulletdrop.media.metadata.words import Uncleanable, ordered

# What a picture inside a document would keep its metadata under.
TELLTALES: Final = (b"Exif\0", b"ns.adobe.com/xap", b"Photoshop 3.0", b"GPS")


def clean_inner(data: bytes, mime_type: str) -> tuple[bytes | None, tuple[str, ...]]:
    """A picture inside a document, cleaned; a damaged one stays as it is, if it holds nothing that looks like metadata.

    Raises Uncleanable.
    """
    try:
        return clean_bytes(data, mime_type)
    except Uncleanable:
        if any(mark in data for mark in TELLTALES):
            raise
        return None, ()


OPEN_XML: Final = ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
# By name: the libraries behind some of them take 60 MB, which the server, who only asks what is known here, has no use for.
_PLANNERS: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("image/heic", "image/heif", "image/avif", "image/heic-sequence", "image/heif-sequence"), "heif.plan"
    ),
    **dict.fromkeys(("video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2", "audio/mp4"), "mp4.plan"),
    **dict.fromkeys(("video/webm", "video/x-matroska", "audio/webm", "audio/x-matroska"), "matroska.plan"),
    **dict.fromkeys(("audio/mpeg", "audio/aac"), "sound.plan_frames"),
    "audio/flac": "sound.plan_flac",
    "audio/wav": "sound.plan_wave",
    "audio/ogg": "ogg.plan",
    "application/pdf": "pdf.plan",
    "image/svg+xml": "svg.plan",
    **{f"application/vnd.openxmlformats-officedocument.{kind}": "office.plan" for kind in OPEN_XML},
    **{f"application/vnd.oasis.opendocument.{kind}": "office.plan" for kind in ("text", "spreadsheet", "presentation")},
}

IN_WORKER: Final = frozenset(_PLANNERS)


def clean_whole(path: Path, mime_type: str) -> tuple[str, ...]:
    """As `clean_file`, for the types that `clean_bytes` knows: the whole file is read into memory."""
    cleaned, removed = clean_bytes(path.read_bytes(), mime_type)
    if cleaned is not None:
        with path.open("r+b") as file:
            file.write(cleaned)
            file.truncate()
    return removed


def clean_file(path: Path, mime_type: str) -> tuple[str, ...]:
    """What was removed, in words; nothing where nothing had to go, and the file was not touched. Raises `Uncleanable`, and
    the file was not touched either: all is planned before the first byte is written."""
    if mime_type in IN_PROCESS:
        return clean_whole(path, mime_type)
    with path.open("r+b") as file:
        change = _planned(file, mime_type)
        if change.removed:
            change.apply()
        return ordered(change.removed)


def _planner(mime_type: str) -> Callable[[BinaryIO], Change]:
    module, _, function = _PLANNERS[mime_type].partition(".")
    planner: Callable[..., Change] = getattr(import_module(f"bulletdrop.media.metadata.{module}"), function)
    return partial(planner, clean_picture=clean_inner) if module == "pdf" else planner


def _planned(file: BinaryIO, mime_type: str) -> Change:
    try:
        return _planner(mime_type)(file)
    except (struct.error, ArithmeticError, LookupError, ValueError, MemoryError, RecursionError) as error:
        raise Uncleanable("The file is damaged.") from error
