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
_RANK: Final = {word: rank for rank, word in enumerate(WORDS)}


class Uncleanable(Exception):
    """The file is broken, or its structure not understood; the text says why, in words for the uploader."""


def ordered(found: Iterable[str]) -> tuple[str, ...]:
    """Each word once, in the order of `WORDS`. A word that is not among them is a mistake: KeyError."""
    return tuple(sorted(set(found), key=_RANK.__getitem__))
