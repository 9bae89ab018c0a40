"""Which types are taken: an allow-list of kinds, families and single types.

image video audio text document archive font program data    kinds: `data` is what is none of the others
image/*                                                       a family
application/pdf                                               a type
*                                                             all
"""

import re
from collections.abc import Iterable
from typing import Final

from bulletdrop.media.types import ARCHIVES, DOCUMENT_FAMILIES, DOCUMENTS, is_textual

KINDS: Final = ("image", "video", "audio", "text", "document", "archive", "font", "program", "data")
WORDS: Final = {
    "image": "pictures", "video": "videos", "audio": "sound", "text": "text and code", "document": "documents",
    "archive": "archives", "font": "fonts", "program": "programs", "data": "other data",
}  # fmt: skip
PROGRAMS: Final = frozenset(
    "application/vnd.microsoft.portable-executable application/x-dosexec application/x-executable application/x-sharedlib "
    "application/x-pie-executable application/x-mach-binary application/x-msi application/x-ms-shortcut "
    "application/x-msdownload application/x-object application/hta".split()
)
MIME: Final = re.compile(r"\*|[a-z0-9][a-z0-9!#$&^_.+-]*/(\*|[a-z0-9][a-z0-9!#$&^_.+-]*)")


def kind_of(mime_type: str) -> str:
    """The kind of files of this type, one of KINDS."""
    family = mime_type.partition("/")[0]
    if family in {"image", "video", "audio", "font"}:
        return family
    if mime_type in PROGRAMS:
        return "program"
    if mime_type in ARCHIVES:
        return "archive"
    if mime_type in DOCUMENTS or mime_type.startswith(DOCUMENT_FAMILIES):
        return "document"
    return "text" if is_textual(mime_type) else "data"


def entry_fault(entry: str) -> str | None:
    """What is wrong with an entry of the list, in words; None where it can stand."""
    if entry in KINDS or MIME.fullmatch(entry):
        return None
    return f"{entry!r} is no kind of file ({', '.join(KINDS)}) and no type such as image/png or image/*"


def is_allowed(mime_type: str, entries: Iterable[str]) -> bool:
    """Whether files of this type are taken."""
    names = {mime_type, f"{mime_type.partition('/')[0]}/*", kind_of(mime_type), "*"}
    return not names.isdisjoint(entries)


def in_words(entries: Iterable[str]) -> str:
    """The list as people read it, such as `pictures, videos, application/pdf`."""
    return ", ".join(WORDS.get(entry, entry) for entry in entries)
