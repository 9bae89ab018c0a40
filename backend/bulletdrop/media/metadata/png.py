"""PNG and APNG (W3C Portable Network Graphics, third edition): the chunks that change the picture stay, all else goes."""

import struct
import zlib
from dataclasses import dataclass, field
from typing import Final

from bulletdrop.media.metadata import exif, icc, xmp
from bulletdrop.media.metadata.words import Uncleanable, refuse_crumbs

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
END: Final = b"\0\0\0\0IEND\xaeB`\x82"
FRAMES: Final = {b"fcTL", b"fdAT"}
ANIMATION: Final = FRAMES | {b"acTL"}
# Kept ancillary chunks and the lengths that they may have (section 11.3); decoders ignore those of another length.
# pHYs stays: it is the size at which screenshots of dense screens are shown.
LENGTHS: Final = {
    b"PLTE": range(3, 769, 3),
    b"gAMA": range(4, 5),
    b"cHRM": range(32, 33),
    b"sRGB": range(1, 2),
    b"cICP": range(4, 5),
    b"mDCV": range(24, 25),
    b"mDCv": range(24, 25),
    b"cLLI": range(8, 9),
    b"cLLi": range(8, 9),
    b"pHYs": range(9, 10),
    b"acTL": range(8, 9),
    b"fcTL": range(26, 27),
    b"fdAT": range(4, 1 << 31),
}
# The lengths that depend on the colour type (sections 11.3.1, 11.3.2.4, 11.3.4.1)
TRANSPARENCY: Final = {0: range(2, 3), 2: range(6, 7), 3: range(1, 257)}
BACKGROUND: Final = {0: range(2, 3), 2: range(6, 7), 3: range(1, 2), 4: range(2, 3), 6: range(6, 7)}
SIGNIFICANT: Final = {0: range(1, 2), 2: range(3, 4), 3: range(3, 4), 4: range(2, 3), 6: range(4, 5)}
BY_COLOUR: Final = {b"tRNS": TRANSPARENCY, b"bKGD": BACKGROUND, b"sBIT": SIGNIFICANT}
KEYWORDS: Final = {
    "title": (b"title", b"description", b"label", b"subject", b"keywords"),
    "author": (b"author", b"copyright", b"artist", b"credit"),
    "date": (b"creation time", b"create-date", b"date:create", b"date:modify", b"modify-date", b"date:timestamp"),
    "software": (b"software", b"creator", b"producer"),
    "camera": (b"make", b"model", b"source"),
    "EXIF": (b"raw profile type exif", b"raw profile type app1"),
    "IPTC": (b"raw profile type iptc",),
    "Photoshop": (b"raw profile type 8bim",),
    "XMP": (b"raw profile type xmp",),
    "thumbnail": (b"thumb::uri", b"thumb::mtime"),
}
WORD_OF: Final = {keyword: word for word, keywords in KEYWORDS.items() for keyword in keywords}
PACKET: Final = b"XML:com.adobe.xmp"
INFLATED: Final = 1 << 20  # bytes of a compressed packet that are looked at


@dataclass(slots=True)
class State:
    """What has been seen so far."""

    colour: int
    seen: set[bytes] = field(default_factory=set)
    closed: bool = False  # another chunk came after the IDATs
    orientation: int = exif.UPRIGHT
    words: set[str] = field(default_factory=set)


def clean(data: bytes) -> tuple[bytes, set[str]]:
    """A PNG file without its metadata, and what they were."""
    if data[:8] != SIGNATURE or data[8:16] != b"\0\0\0\x0dIHDR" or len(data) < 33:
        raise Uncleanable("it does not begin as a PNG does")
    view, at = memoryview(data), 33
    state = State(colour=data[25])
    parts: list[bytes | memoryview] = [view[:8], *_intact(b"IHDR", view[8:33], state)]
    while True:
        kind, end = _chunk(data, at)
        if kind == b"IEND":
            break
        content = view[at + 8 : end - 4]
        if kind == b"iCCP" and _is_first(kind, state):
            parts += _profile(content, view[at:end], state)
        elif _stays(kind, len(content), state):
            parts += _intact(kind, view[at:end], state)
        else:
            state.words |= _removed(kind, content, state)
        refuse_crumbs(len(parts))
        at = end
    if b"IDAT" not in state.seen:
        raise Uncleanable("there is no picture in it")
    if data[at:] != END:
        state.words.add("trailing data")
    if state.orientation != exif.UPRIGHT:
        parts.insert(2, chunk(b"eXIf", exif.minimal(state.orientation)))
    return b"".join([*parts, END]), state.words


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))


def _chunk(data: bytes, at: int) -> tuple[bytes, int]:
    """The kind of the chunk at a place, and where it ends."""
    if at + 12 > len(data):
        raise Uncleanable("the file ends before the picture does")
    length, kind = struct.unpack_from(">I4s", data, at)
    if at + 12 + length > len(data):
        raise Uncleanable("a chunk is cut off")
    if not kind.isalpha():
        raise Uncleanable("a chunk has no name")
    return kind, at + 12 + length


def _stays(kind: bytes, length: int, state: State) -> bool:
    if kind == b"IDAT":
        if state.closed:
            raise Uncleanable("its picture data are torn apart")
        state.seen.add(kind)
        return True
    state.closed = b"IDAT" in state.seen
    if kind in FRAMES:  # without acTL it is no animation, and decoders pass its chunks over
        return b"acTL" in state.seen and length in LENGTHS[kind]
    if kind[0] & 0x20 == 0 and kind != b"PLTE":  # section 5.4: a decoder must understand it or give up
        raise Uncleanable("it has a chunk of an unknown kind")
    allowed = BY_COLOUR[kind].get(state.colour, ()) if kind in BY_COLOUR else LENGTHS.get(kind, ())
    return length in allowed and _is_first(kind, state)


def _intact(kind: bytes, whole: memoryview, state: State) -> list[bytes | memoryview]:
    """The chunk if its CRC is right; what a decoder cannot do without may not be wrong (section 13.2)."""
    if zlib.crc32(whole[4:-4]) == int.from_bytes(whole[-4:], "big"):
        return [whole]
    if kind in ANIMATION or kind[0] & 0x20 == 0:
        raise Uncleanable("a chunk is damaged")
    state.words.add("other data")
    return []


def _is_first(kind: bytes, state: State) -> bool:
    """Whether a chunk that may come once, before the picture data, does so; decoders ignore it elsewhere."""
    if kind in state.seen or b"IDAT" in state.seen:
        return False
    state.seen.add(kind)
    return True


def _profile(content: memoryview, whole: memoryview, state: State) -> list[bytes | memoryview]:
    """The iCCP chunk (section 11.3.2.3) if its profile is one, without what stands behind it."""
    name, _, packed = bytes(content).partition(b"\0")
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(packed[1:], icc.MOST) if packed[:1] == b"\0" and 1 <= len(name) < 80 else b""
    except zlib.error:
        inflated = b""
    profile = icc.sound(inflated)
    if profile is not None and len(profile) == len(inflated) and inflater.eof and not inflater.unused_data:
        return _intact(b"iCCP", whole, state)
    state.words.add("other data")
    return [] if profile is None else [chunk(b"iCCP", name + b"\0\0" + zlib.compress(profile))]


def _removed(kind: bytes, content: memoryview, state: State) -> set[str]:
    if kind == b"eXIf":
        return _exif(content, state)
    if kind in {b"tEXt", b"zTXt", b"iTXt"}:
        return _text(kind, content)
    return {{b"tIME": "date", b"caBX": "provenance", b"zxIf": "EXIF"}.get(kind, "other data")}


def _exif(content: memoryview, state: State) -> set[str]:
    if b"eXIf" in state.seen:
        return exif.read(content).words
    state.seen.add(b"eXIf")
    found = exif.read(content)
    state.orientation = found.orientation
    is_minimal = found.orientation != exif.UPRIGHT and content == exif.minimal(found.orientation)
    return set() if is_minimal else found.words


def _text(kind: bytes, content: memoryview) -> set[str]:
    """The word for a text chunk, by its keyword (section 11.3.3.1)."""
    keyword, _, rest = bytes(content).partition(b"\0")
    if keyword == PACKET:
        return xmp.words(_inflated(kind, rest))
    return {WORD_OF.get(keyword.lower(), "comments")}


def _inflated(kind: bytes, rest: bytes) -> bytes:
    """The text of an XMP chunk; of an iTXt, the flag, the method and two empty strings stand before it."""
    if kind == b"tEXt" or (kind == b"iTXt" and rest[:1] != b"\1"):
        return rest
    packed = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\0", 2)[-1]
    try:
        return zlib.decompressobj().decompress(packed, INFLATED)
    except zlib.error:
        return b""
