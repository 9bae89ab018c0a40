"""Removes metadata from files that may be big, in place, on the same inode: descriptors to it see what is left."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from bulletdrop.media.metadata import heif, matroska, mp4, office, ogg, pdf, sound, svg
from bulletdrop.media.metadata.changes import Change
from bulletdrop.media.metadata.words import Uncleanable, ordered

OPEN_XML: Final = ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
_PLANNERS: Final[dict[str, Callable[[BinaryIO], Change]]] = {
    **dict.fromkeys(
        ("image/heic", "image/heif", "image/avif", "image/heic-sequence", "image/heif-sequence"), heif.plan
    ),
    **dict.fromkeys(("video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2", "audio/mp4"), mp4.plan),
    **dict.fromkeys(("video/webm", "video/x-matroska", "audio/webm", "audio/x-matroska"), matroska.plan),
    **dict.fromkeys(("audio/mpeg", "audio/aac"), sound.plan_frames),
    "application/pdf": pdf.plan,
    "audio/ogg": ogg.plan,
    "image/svg+xml": svg.plan,
    **{f"application/vnd.openxmlformats-officedocument.{kind}": office.plan for kind in OPEN_XML},
    **{f"application/vnd.oasis.opendocument.{kind}": office.plan for kind in ("text", "spreadsheet", "presentation")},
    "audio/flac": sound.plan_flac,
    "audio/wav": sound.plan_wave,
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


# Types that have no place for metadata, or whose content is other files: they pass as they are, EPUB with its title and author.
NOTHING_TO_REMOVE: Final = frozenset(
    "application/json application/zip application/gzip application/x-bzip2 application/x-xz application/zstd application/x-tar "
    "application/x-7z-compressed application/vnd.rar application/java-archive application/vnd.android.package-archive "
    "application/epub+zip application/vnd.microsoft.portable-executable application/x-dosexec application/x-executable "
    "application/x-sharedlib application/x-sqlite3 font/woff2 font/woff font/sfnt image/bmp audio/midi".split()
)
