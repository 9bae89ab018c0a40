"""Removes metadata from files that may be big, in place, on the same inode: descriptors to it see what is left."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from bulletdrop.media.metadata import heif, mp4
from bulletdrop.media.metadata.changes import Change
from bulletdrop.media.metadata.words import Uncleanable, ordered

_PLANNERS: Final[dict[str, Callable[[BinaryIO], Change]]] = {
    **dict.fromkeys(
        ("image/heic", "image/heif", "image/avif", "image/heic-sequence", "image/heif-sequence"), heif.plan
    ),
    **dict.fromkeys(("video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2", "audio/mp4"), mp4.plan),
}

IN_WORKER: Final = frozenset(_PLANNERS)


def clean_file(path: Path, mime_type: str) -> tuple[str, ...]:
    """What was removed, in words; nothing where nothing had to go, and the file was not touched. Raises `Uncleanable`, and
    the file was not touched either: all is planned before the first byte is written."""
    with path.open("r+b") as file:
        change = _planned(file, mime_type)
        if change.removed:
            change.apply()
        return ordered(change.removed)


def _planned(file: BinaryIO, mime_type: str) -> Change:
    try:
        return _PLANNERS[mime_type](file)
    except (struct.error, ArithmeticError, LookupError, ValueError, MemoryError, RecursionError) as error:
        raise Uncleanable("The file is damaged.") from error
