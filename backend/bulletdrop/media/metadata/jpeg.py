"""JPEG (ITU-T T.81; JFIF, T.871): of the application segments stay those that say how the pixels are meant."""

import struct
from dataclasses import dataclass, field
from typing import Final

from bulletdrop.media.metadata import exif, icc, jpeg_gain_map, photoshop, xmp
from bulletdrop.media.metadata.jpeg_segments import COMMENT, EOI, SOI, Picture, read

Buffer = bytes | memoryview
JFIF: Final = b"JFIF\0"
ADOBE: Final = b"Adobe"
EXIF: Final = b"Exif\0"
XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_XMP: Final = b"http://ns.adobe.com/xmp/extension/\0"
ICC: Final = b"ICC_PROFILE\0"
MPF: Final = b"MPF\0"
PHOTOSHOP: Final = b"Photoshop 3.0\0"
ICC_PART: Final = 65_519  # bytes of a profile that a segment holds (ICC.1 annex B.4)
OTHERS: Final = {
    (0xE0, b"JFXX\0"): "thumbnail",
    (0xE2, MPF): "thumbnail",
    (0xEB, b"JP"): "provenance",  # JUMBF (ISO 19566-5), of which C2PA is made
    (0xEC, b"Ducky"): "Photoshop",  # "save for web"
}


@dataclass(slots=True)
class Kept:
    """What of a picture's application segments stays; the rest is only told."""

    jfif: bytes | None = None
    adobe: bytes | None = None
    profile: list[bytes] = field(default_factory=list)
    iso: bytes | None = None
    packet: bytes | None = None
    index: bytes | None = None
    orientation: int | None = None
    words: set[str] = field(default_factory=set)


def clean(data: bytes) -> tuple[bytes, set[str]]:
    """A JPEG file without its metadata, and what they were."""
    picture = read(data)
    kept = sort(picture)
    found = jpeg_gain_map.find(data, picture.end, kept.index) if _is_ultra_hdr(kept) else None
    if found is None:
        parts, words = rebuild(picture, kept, []), kept.words
        rest: Buffer = memoryview(data)[picture.end :]
    else:
        parts, words = _with_gain_map(picture, kept, found)
        rest = data[picture.end : found.start] + data[found.picture.end :]
    words |= _trailing(rest)
    if not words and found is None:
        return data, words  # another order of the segments alone is no reason to write a file anew
    return b"".join(parts), words


def sort(picture: Picture) -> Kept:
    """Sorts the application segments into those that stay and the words for those that go."""
    kept = Kept()
    if picture.stuffed:
        kept.words.add("other data")
    for marker, content in picture.early:
        _file(marker, content, kept)
    for marker, content in picture.late:  # decoders have set their colours by then; nothing of it shows
        kept.words |= _words(marker, content)
    return kept


def _file(marker: int, content: bytes, kept: Kept) -> None:
    head = bytes(content[:48])
    if marker == 0xE0 and head.startswith(JFIF) and len(head) >= 12 and kept.jfif is None:
        kept.jfif = head[:12] + b"\0\0"
        kept.words |= {"thumbnail"} if bytes(content[12:]).strip(b"\0") else set()
    elif marker == 0xEE and head.startswith(ADOBE) and len(head) >= 12:
        kept.words |= {"other data"} if kept.adobe is not None or len(content) > 12 else set()
        kept.adobe = head[:12]  # the last one decides, as in libjpeg
    elif marker == 0xE2 and head.startswith(ICC) and len(head) > 14:
        kept.profile.append(content)
    elif marker == 0xE2 and head.startswith(jpeg_gain_map.ISO) and kept.iso is None:
        kept.iso = jpeg_gain_map.iso(content)
        kept.words |= {"other data"} if kept.iso != content else set()
    elif marker == 0xE2 and head.startswith(MPF) and kept.index is None:
        kept.index = content  # what it leads to is told as what trails the picture
    elif marker == 0xE1 and head.startswith(XMP) and kept.packet is None:
        kept.packet = content[len(XMP) :]
    elif marker == 0xE1 and head.startswith(EXIF) and kept.orientation is None:
        _exif(content, kept)
    else:
        kept.words |= _words(marker, content)


def _exif(content: bytes, kept: Kept) -> None:
    """The first block decides on the orientation, as in browsers."""
    found = exif.read(content[6:])
    kept.orientation = found.orientation
    if found.orientation == exif.UPRIGHT or content != b"Exif\0\0" + exif.minimal(found.orientation):
        kept.words |= found.words


def _words(marker: int, content: bytes) -> set[str]:
    if marker == COMMENT:
        return {"comments"}
    if marker == 0xE1 and content[: len(EXIF)] == EXIF:
        return exif.read(content[6:]).words
    for name in (XMP, EXTENDED_XMP):
        if marker == 0xE1 and content[: len(name)] == name:
            return xmp.words(content[len(name) :])
    if marker == 0xED and content[: len(PHOTOSHOP)] == PHOTOSHOP:
        return photoshop.resource_words(content[len(PHOTOSHOP) :])
    for (kind, name), word in OTHERS.items():
        if kind == marker and content[: len(name)] == name:
            return {word}
    return {"other data"}


def segment(marker: int, content: Buffer) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(content)) + content


def rebuild(picture: Picture, kept: Kept, extra: list[bytes]) -> list[Buffer]:
    """The picture with what stays, in an order of our own; `extra` are segments that belong to a gain map."""
    parts: list[Buffer] = [SOI]
    if kept.jfif is not None:
        parts.append(segment(0xE0, kept.jfif))
    if kept.orientation not in {None, exif.UPRIGHT}:
        parts.append(segment(0xE1, b"Exif\0\0" + exif.minimal(kept.orientation or exif.UPRIGHT)))
    parts += extra
    parts += _profile(kept)
    if kept.adobe is not None:
        parts.append(segment(0xEE, kept.adobe))
    if not extra:
        kept.words |= xmp.words(kept.packet) if kept.packet is not None else set()
        kept.words |= {"thumbnail"} if kept.index is not None else set()
        kept.words |= {"other data"} if kept.iso is not None else set()
    return [*parts, *picture.coded, EOI]


def _profile(kept: Kept) -> list[bytes]:
    """The profile's segments, put together by their numbers as libjpeg does: one that misses or repeats a part is none."""
    parts = sorted(kept.profile, key=lambda part: part[12])
    if not parts:
        return []
    complete = [(part[12], part[13]) for part in parts] == [(number, len(parts)) for number in range(1, len(parts) + 1)]
    whole = b"".join(part[14:] for part in parts)
    profile = icc.sound(whole) if complete else None
    if profile is None:
        kept.words.add("other data")
        return []
    if len(profile) == len(whole):
        return [segment(0xE2, part) for part in parts]
    kept.words.add("other data")
    cut = [profile[at : at + ICC_PART] for at in range(0, len(profile), ICC_PART)]
    return [segment(0xE2, ICC + bytes((number, len(cut))) + part) for number, part in enumerate(cut, 1)]


def _is_ultra_hdr(kept: Kept) -> bool:
    return kept.iso is not None or (kept.packet is not None and jpeg_gain_map.marked(kept.packet))


def _with_gain_map(picture: Picture, kept: Kept, found: jpeg_gain_map.Found) -> tuple[list[Buffer], set[str]]:
    second = sort(found.picture)
    extra = []
    if second.packet is not None and jpeg_gain_map.marked(second.packet):
        extra.append(segment(0xE1, XMP + jpeg_gain_map.description(second.packet)))
    if second.iso is not None:
        extra.append(segment(0xE2, second.iso))
    second.orientation = None
    gain_map = b"".join(rebuild(found.picture, second, extra))
    words = kept.words | second.words | _repacked(kept, second)
    parts = _indexed(picture, kept, gain_map)
    return [*parts, gain_map], words


def _repacked(kept: Kept, second: Kept) -> set[str]:
    """The words for packets that say more than those that are written in their place."""
    packets = [part.packet for part in (kept, second) if part.packet is not None]
    told = [xmp.words(packet) for packet in packets if not jpeg_gain_map.is_ours(packet)]
    return set().union(*told)


def _indexed(picture: Picture, kept: Kept, gain_map: bytes) -> list[Buffer]:
    """The first picture, with an index of the two; its size does not depend on the numbers that it holds."""
    extra = []
    if kept.packet is not None and jpeg_gain_map.marked(kept.packet):
        extra.append(segment(0xE1, XMP + jpeg_gain_map.directory(len(gain_map))))
    if kept.iso is not None:
        extra.append(segment(0xE2, kept.iso))
    extra.append(segment(0xE2, jpeg_gain_map.index(0, len(gain_map), 0)))
    parts = rebuild(picture, kept, extra)
    size = sum(len(part) for part in parts)
    place = 0
    for number, part in enumerate(parts):
        if part is extra[-1]:
            place = number
    origin = sum(len(part) for part in parts[:place]) + 4 + len(MPF)
    parts[place] = segment(0xE2, jpeg_gain_map.index(size, len(gain_map), size - origin))
    return parts


def _trailing(rest: Buffer) -> set[str]:
    """What stands after the picture: the film of a motion photo, previews (MPF), a camera's trailer, anything."""
    if not rest:
        return set()
    film = bytes(rest).find(b"ftyp")
    if film >= 4:
        return {"motion video"} if film == 4 else {"motion video", "trailing data"}
    return {"thumbnail"} if rest[:2] == SOI else {"trailing data"}
