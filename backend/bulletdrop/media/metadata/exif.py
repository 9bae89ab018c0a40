"""Exif blocks (Exif 2.32, CIPA DC-008): which words apply to one, and the smallest one that still turns a picture."""

import struct
from dataclasses import dataclass, field
from typing import Final

from bulletdrop.media.metadata.ifd import ASCII, SHORT, Directories, Entry
from bulletdrop.media.metadata.words import Uncleanable

ORIENTATION: Final = 0x0112
UPRIGHT: Final = 1
EXIF_IFD: Final = 0x8769
GPS_IFD: Final = 0x8825
USER_COMMENT: Final = 0x9286
POSITION: Final = {2, 4, 6, 20, 22}  # latitude, longitude, altitude; the destination's (section 4.6.6)
GPS_TIME: Final = {7, 29}
THUMBNAIL: Final = {0x0111, 0x0201}  # strips or a JPEG, in the second directory
LOOKED_AT: Final = 256  # bytes of a text; a directory may have 65,535, all at the same place
TAGS: Final = {
    "camera": {0x010F, 0x0110, 0xA431, 0xA432, 0xA433, 0xA434, 0xA435, 0xC614, 0xC62F},
    "date": {0x0132, 0x882A, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292},
    "author": {0x013B, 0x8298, 0x9C9D, 0xA430, 0xA437, 0xA438},
    "title": {0x010D, 0x010E, 0x011D, 0x9C9B, 0x9C9E, 0x9C9F, 0xA436},
    "comments": {USER_COMMENT, 0x9C9C},
    "software": {0x000B, 0x0131, 0x013C, 0xA439, 0xA43A, 0xA43B, 0xA43C},
    "maker notes": {0x927C, 0xC634},
    "XMP": {0x02BC},
    "IPTC": {0x83BB},
    "Photoshop": {0x8649, 0x935C},
    "provenance": {0xCD41},
}
WORD_OF: Final = {tag: word for word, tags in TAGS.items() for tag in tags}


@dataclass(slots=True)
class Exif:
    """What is in a block. A broken block has the words that could be read before it broke."""

    orientation: int = UPRIGHT
    words: set[str] = field(default_factory=lambda: {"EXIF"})


def read(block: bytes | memoryview) -> Exif:
    """Reads an Exif block (from its byte order mark on); never raises, since a broken block goes as a sound one does."""
    found = Exif()
    try:
        source = Directories.opened(block)
        entries, second = source.directory(source.first)
        _first(source, entries, found)
        found.words |= linked_words(source, entries)
        if second and THUMBNAIL & {entry.tag for entry in source.directory(second)[0]}:
            found.words.add("thumbnail")
    except Uncleanable:
        pass
    return found


def minimal(orientation: int) -> bytes:
    """A block that holds the orientation and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, SHORT, 1, orientation, 0, 0)


def words_of(source: Directories, entries: list[Entry]) -> set[str]:
    """The words for the fields of one directory; fields that are blank tell nothing."""
    return {WORD_OF[entry.tag] for entry in entries if entry.tag in WORD_OF and _told(source, entry)}


def _first(source: Directories, entries: list[Entry], found: Exif) -> None:
    found.words |= words_of(source, entries)
    for entry in entries:
        if entry.tag == ORIENTATION and (entry.kind, entry.count) == (SHORT, 1):
            (turned,) = source.numbers(entry)
            found.orientation = turned if 1 <= turned <= 8 else UPRIGHT
            return


def linked_words(source: Directories, entries: list[Entry]) -> set[str]:
    """The words for the directories that the first Exif and the first GPS pointer of a directory lead to."""
    found: set[str] = set()
    for pointer in (EXIF_IFD, GPS_IFD):
        entry = next((entry for entry in entries if entry.tag == pointer), None)
        if entry is None or entry.count != 1:
            continue
        try:
            linked, _ = source.directory(source.numbers(entry)[0])
        except Uncleanable:
            continue
        found |= words_of(source, linked) if pointer == EXIF_IFD else _gps_words(linked)
    return found


def _gps_words(entries: list[Entry]) -> set[str]:
    tags = {entry.tag for entry in entries if entry.count}
    return ({"GPS"} if POSITION & tags else set()) | ({"date"} if GPS_TIME & tags else set())


def _told(source: Directories, entry: Entry) -> bool:
    """Cameras write fields of blanks where they have nothing to say."""
    if entry.kind != ASCII and entry.tag != USER_COMMENT:
        return entry.count > 0
    text = bytes(source.data[entry.at : entry.at + min(entry.size, LOOKED_AT)])
    return bool(text[8 if entry.tag == USER_COMMENT else 0 :].strip(b"\0 "))
