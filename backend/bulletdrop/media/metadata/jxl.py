"""JPEG XL (ISO/IEC 18181-2): the codestream stays, with the boxes that are needed to find it.

The orientation is in the codestream (18181-1, ImageMetadata), so Exif goes as a whole. A bare codestream has no
metadata; only a decoder could tell where it ends.
"""

import struct
from typing import Final

from bulletdrop.media.metadata import exif, xmp
from bulletdrop.media.metadata.words import Uncleanable, refuse_crumbs

CODESTREAM: Final = b"\xff\x0a"
SIGNATURE: Final = b"\0\0\0\x0cJXL \r\n\x87\n"
TYPE: Final = b"\0\0\0\x14ftypjxl \0\0\0\0jxl "
PICTURE: Final = {b"jxlc", b"jxlp"}
ENOUGH: Final = {b"jxll": range(1, 2), b"jxli": range(1, 1 << 20)}
WORDS: Final = {b"jumb": "provenance", b"jbrd": "other data", b"xml ": "XMP", b"Exif": "EXIF"}


def clean(data: bytes) -> tuple[bytes, set[str]]:
    """A JPEG XL file without its metadata, and what they were."""
    if data[:2] == CODESTREAM:
        return data, set()
    if data[: len(SIGNATURE)] != SIGNATURE:
        raise Uncleanable("it does not begin as a JPEG XL does")
    view = memoryview(data)
    at = len(SIGNATURE)
    kinds: set[bytes] = set()
    parts: list[bytes | memoryview] = [SIGNATURE, TYPE]
    found: set[str] = set()
    while at < len(data):
        kind, start, end = _box(data, at)
        if (kind == b"ftyp") != (not kinds):
            raise Uncleanable("its boxes are out of order")
        if _stays(kind, end - start, kinds):
            parts.append(view[at:end])
        elif kind != b"ftyp":
            found |= _words(kind, view[start:end])
        refuse_crumbs(len(parts))
        kinds.add(kind)
        at = end
    if not PICTURE & kinds:
        raise Uncleanable("there is no picture in it")
    return b"".join(parts), found


def _box(data: bytes, at: int) -> tuple[bytes, int, int]:
    """The kind of the box at a place, and where its content begins and ends (ISO/IEC 14496-12 section 4.2)."""
    if at + 8 > len(data):
        raise Uncleanable("a box is cut off")
    size, kind = struct.unpack_from(">I4s", data, at)
    start = at + 8
    if size == 1 and at + 16 <= len(data):
        (size,) = struct.unpack_from(">Q", data, start)
        start += 8
    end = at + size if size else len(data)
    if end < start or end > len(data):
        raise Uncleanable("a box is cut off")
    return kind, start, end


def _stays(kind: bytes, size: int, before: set[bytes]) -> bool:
    if kind in PICTURE:
        if b"jxlc" in before or (kind == b"jxlc" and b"jxlp" in before):
            raise Uncleanable("it has more than one codestream")
        return True
    return kind in ENOUGH and kind not in before and size in ENOUGH[kind]


def _words(kind: bytes, content: memoryview) -> set[str]:
    """The words for a box; a compressed one (brob) says in its first bytes what it holds."""
    if kind == b"Exif" and len(content) > 4:
        (offset,) = struct.unpack_from(">I", content)
        return exif.read(content[4 + offset :]).words
    if kind == b"xml ":
        return xmp.words(content)
    return {WORDS.get(bytes(content[:4]) if kind == b"brob" else kind, "other data")}
