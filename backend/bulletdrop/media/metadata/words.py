"""What was removed, in words, and that a file cannot be cleaned."""

from collections.abc import Iterable
from typing import Final

# In the order in which they are told: what gives a person away first.
WORDS: Final = (
    "GPS",  # a position, as numbers
    "GPS track",
    "camera",  # make, model, lens, serial numbers
    "date",
    "author",  # names, rights, credits
    "title",  # titles, descriptions, keywords
    "comments",
    "software",
    "maker notes",
    "thumbnail",  # also previews and second pictures
    "cover",
    "motion video",
    "EXIF",
    "XMP",
    "IPTC",
    "Photoshop",
    "document info",
    "history",
    "attachments",
    "provenance",  # C2PA, JUMBF
    "trailing data",  # what stands after the end of the file's own format
    "other data",  # blocks that no rule keeps
)
PARTS: Final = 200_000  # segments, chunks, frames or strips of a file
_RANK: Final = {word: rank for rank, word in enumerate(WORDS)}


class Uncleanable(Exception):
    """The file is broken, or its structure not understood; the text says why, in words for the uploader."""


def refuse_crumbs(parts: int) -> None:
    """Raises Uncleanable for a file of so many parts that keeping track of them would take many times its size."""
    if parts > PARTS:
        raise Uncleanable("it is made of too many parts")


def ordered(found: Iterable[str]) -> tuple[str, ...]:
    """Each word once, in the order of `WORDS`. A word that is not among them is a mistake: KeyError."""
    return tuple(sorted(set(found), key=_RANK.__getitem__))
