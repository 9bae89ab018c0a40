"""The gain map of an HDR JPEG: a second picture after the first, found by an index (MPF) or a directory (XMP).

Ultra HDR 1.1 writes its numbers as XMP, ISO 21496-1 as a segment of its own; a file may have both. Both are written
anew here, with nothing in them but the numbers.
"""

import re
import struct
from dataclasses import dataclass
from typing import Final

from bulletdrop.media.metadata.ifd import Directories
from bulletdrop.media.metadata.jpeg_segments import SOI, Picture, read
from bulletdrop.media.metadata.words import Uncleanable

ISO: Final = b"urn:iso:std:iso:ts:21496:-1\0"
NAMESPACE: Final = b"http://ns.adobe.com/hdr-gain-map/1.0/"
XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
ENTRIES: Final = 0xB002  # MP Entry (CIPA DC-007 5.2.3.3)
MOST: Final = 8  # pictures in a file that are looked at
PACKET: Final = 65_535
NUMBER: Final = rb"[-+0-9.eE]{1,24}"
NAMES: Final = (
    b"BaseRenditionIsHDR",
    b"GainMapMin",
    b"GainMapMax",
    b"Gamma",
    b"OffsetSDR",
    b"OffsetHDR",
    b"HDRCapacityMin",
    b"HDRCapacityMax",
)
WHOLE: Final = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:hdrgm="%b"%b</rdf:Description></rdf:RDF></x:xmpmeta>'
)
DIRECTORY: Final = (
    b' xmlns:Container="http://ns.google.com/photos/1.0/container/"'
    b' xmlns:Item="http://ns.google.com/photos/1.0/container/item/" hdrgm:Version="1.0"><Container:Directory><rdf:Seq>'
    b'<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary" Item:Mime="image/jpeg"/></rdf:li>'
    b'<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap" Item:Mime="image/jpeg"'
    b' Item:Length="%d"/></rdf:li></rdf:Seq></Container:Directory>'
)


@dataclass(frozen=True, slots=True)
class Found:
    """A gain map, and where it begins in the file."""

    start: int
    picture: Picture


def marked(packet: bytes) -> bool:
    """Whether a packet speaks of a gain map (Ultra HDR 1.1, section "XMP attributes")."""
    text = packet[:PACKET]
    return NAMESPACE in text and re.search(rb'hdrgm:Version(?:=["\']|>)1\.', text) is not None


def find(data: bytes, end: int, index: bytes | None) -> Found | None:
    """The first picture after the end of the main one that is marked as a gain map."""
    for start in [end, *_listed(data, index)][:MOST]:
        if start < end or data[start : start + 2] != SOI:
            continue
        try:
            picture = read(data, start)
        except Uncleanable:
            continue
        if any(_belongs(content) for marker, content in picture.early if marker in {0xE1, 0xE2}):
            return Found(start, picture)
    return None


def _belongs(content: bytes) -> bool:
    if content[: len(ISO)] == ISO:
        return iso(content) is not None
    return content[: len(XMP)] == XMP and marked(content[len(XMP) :])


def _listed(data: bytes, index: bytes | None) -> list[int]:
    """Where the MPF index says that pictures begin; its offsets count from its own byte order mark (CIPA DC-007 5.2.2)."""
    if index is None:
        return []
    origin = data.find(index) + 4
    try:
        source = Directories.opened(index[4:])
        entries, _ = source.directory(source.first)
        value = next((source.value(entry) for entry in entries if entry.tag == ENTRIES), b"")
    except Uncleanable:
        return []
    offsets = [struct.unpack_from(source.order + "I", value, at + 8)[0] for at in range(0, len(value) - 15, 16)]
    return [origin + offset for offset in offsets if offset]


def iso(content: bytes) -> bytes | None:
    """The segment without what stands after its end (ISO 21496-1 annex C.2); None if it is cut off."""
    body = content[len(ISO) :]
    if len(body) < 4:
        return None
    if len(body) == 4:  # the main picture's: versions alone
        return content
    channels, common = (3 if body[4] & 0x80 else 1), body[4] & 8
    size = 5 + (12 + 20 * channels if common else 16 + 40 * channels)
    return content[: len(ISO) + size] if len(body) >= size else None


def description(packet: bytes) -> bytes:
    """A packet with the numbers of a gain map alone."""
    text = packet[:PACKET]
    values = [(name, _value(text, name)) for name in NAMES]
    single = b"".join(b' hdrgm:%b="%b"' % (name, value[0]) for name, value in values if len(value) == 1)
    several = b"".join(
        b"<hdrgm:%b><rdf:Seq>%b</rdf:Seq></hdrgm:%b>"
        % (name, b"".join(b"<rdf:li>%b</rdf:li>" % one for one in value), name)
        for name, value in values
        if len(value) > 1
    )
    return WHOLE % (NAMESPACE, b' hdrgm:Version="1.0"%b>%b' % (single, several))


def _value(text: bytes, name: bytes) -> list[bytes]:
    """A number, three, or a truth; as an attribute or as an element. Anything else is no value of a gain map."""
    pattern = rb'hdrgm:%b(?:\s*=\s*["\']\s*(%b|True|False)\s*["\']|>\s*(%b|True|False)\s*<|>\s*<rdf:Seq>(.{1,400}?)</rdf:Seq>)'
    match = re.search(pattern % (name, NUMBER, NUMBER), text, re.DOTALL)
    if match is None:
        return []
    if match[3] is not None:
        return re.findall(rb"<rdf:li>\s*(%b)\s*</rdf:li>" % NUMBER, match[3])[:3]
    return [match[1] or match[2]]


def directory(length: int) -> bytes:
    """The main picture's packet: that a gain map of so many bytes follows it (Ultra HDR 1.1, "GContainer")."""
    return WHOLE % (NAMESPACE, DIRECTORY % length)


def is_ours(packet: bytes) -> bool:
    """Whether a packet is one that this module writes."""
    text = packet[:PACKET]
    length = re.search(rb'Item:Length="(\d{1,10})"', text)
    return text == (directory(int(length[1])) if length else description(packet))


def index(first: int, second: int, offset: int) -> bytes:
    """The content of an MPF segment for two pictures: their sizes, and where the second is (CIPA DC-007 5.2)."""
    head = struct.pack(">4s2sHIH", b"MPF\0", b"MM", 42, 8, 3)
    fields = struct.pack(">HHI4sHHIIHHII", 0xB000, 7, 4, b"0100", 0xB001, 4, 1, 2, ENTRIES, 7, 32, 50)
    entries = struct.pack(">IIIHHIIIHH", 0x030000, first, 0, 0, 0, 0, second, offset, 0, 0)
    return head + fields + bytes(4) + entries
