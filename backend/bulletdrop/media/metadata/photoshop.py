"""Photoshop's image resources (Adobe Photoshop File Formats) and the IPTC-IIM records inside: which words apply."""

import struct
from typing import Final

from bulletdrop.media.metadata import exif, xmp

RESOURCE: Final = struct.Struct(">4sHB")
IPTC: Final = 0x0404
THUMBNAILS: Final = {0x0409, 0x040C}
EXIF: Final = {0x0422, 0x0423}
XMP: Final = 0x0424
ICC: Final = 0x040F
# IPTC-IIM 4.2, record 2: data set → word
DATA_SETS: Final = (
    dict.fromkeys((80, 85, 110, 115, 116, 118, 122), "author")
    | dict.fromkeys((5, 25, 105, 120), "title")
    | dict.fromkeys((30, 35, 37, 38, 47, 55, 60, 62, 63), "date")
    | dict.fromkeys((65, 70), "software")
)


def resource_words(block: bytes | memoryview) -> set[str]:
    """The words for a run of image resources; what cannot be read as such is "Photoshop"."""
    found: set[str] = set()
    at = 0
    while at + RESOURCE.size <= len(block):
        _, number, name = RESOURCE.unpack_from(block, at)
        at += RESOURCE.size + name + (name + 1) % 2  # the name and its length take an even number of bytes
        if at + 4 > len(block):
            break
        (size,) = struct.unpack_from(">I", block, at)
        found |= _resource(number, block[at + 4 : at + 4 + size])
        at += 4 + size + size % 2
    return found or {"Photoshop"}


def _resource(number: int, content: bytes | memoryview) -> set[str]:
    if number == IPTC:
        return iptc_words(content)
    if number in EXIF:
        return exif.read(content).words
    if number == XMP:
        return xmp.words(content)
    return {"Photoshop", "thumbnail"} if number in THUMBNAILS else {"Photoshop"}


def iptc_words(records: bytes | memoryview) -> set[str]:
    """At least "IPTC"."""
    found = {"IPTC"}
    at = 0
    while at + 5 <= len(records):
        mark, record, number, size = struct.unpack_from(">BBBH", records, at)
        if mark != 0x1C or size & 0x8000:  # the end, or a size of many bytes, which only pictures have
            break
        if record == 2 and number in DATA_SETS and size:
            found.add(DATA_SETS[number])
        at += 5 + size
    return found
