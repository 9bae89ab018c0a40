"""WebP (RFC 9649): pictures, animation and the colour profile stay."""

from typing import Final

from bulletdrop.media.metadata import exif, icc, riff, xmp
from bulletdrop.media.metadata.words import Uncleanable

Buffer = bytes | memoryview
PICTURES: Final = {b"VP8 ", b"VP8L"}
HAS_PROFILE: Final = 0x20  # the flags of VP8X (section 2.7)
HAS_ALPHA: Final = 0x10
HAS_EXIF: Final = 0x08
IS_ANIMATION: Final = 0x02
OTHERS: Final = {b"C2PA": "provenance"}
FRAME: Final = 16  # bytes before the chunks of an ANMF (section 2.7.1.1)


def clean(data: bytes) -> tuple[bytes, set[str]]:
    """A WebP file without its metadata, and what they were."""
    kind, run, rest = riff.form(data)
    chunks = list(riff.chunks(run))
    if kind != b"WEBP" or not chunks:
        raise Uncleanable("it does not begin as a WebP does")
    found: set[str] = {"trailing data"} if rest else set()
    first, content = chunks[0]
    if first == b"VP8X" and len(content) >= 10:
        parts = _extended(content, chunks[1:], found)
    elif first in PICTURES:
        parts = riff.chunk(first, [content])
        for other, block in chunks[1:]:
            found |= _words(other, block)
    else:
        raise Uncleanable("there is no picture in it")
    return riff.whole(b"WEBP", parts), found


def _extended(head: memoryview, chunks: list[tuple[bytes, memoryview]], found: set[str]) -> list[Buffer]:
    flags = head[0] & (HAS_ALPHA | IS_ANIMATION)
    animated = bool(flags & IS_ANIMATION)
    parts: list[Buffer] = []
    seen: set[bytes] = set()
    last: list[Buffer] = []
    for kind, content in chunks:
        if kind == b"ICCP" and kind not in seen and (kept := icc.sound(content)):
            flags |= HAS_PROFILE
            parts[:0] = riff.chunk(kind, [kept])
            found |= {"other data"} if len(kept) < len(content) else set()
        elif kind == b"EXIF" and kind not in seen:
            last = _exif(content, found)
            flags |= HAS_EXIF if last else 0
        elif _shows(kind, content, seen, animated=animated):
            parts += _frame(content, found) if kind == b"ANMF" else riff.chunk(kind, [content])
        else:
            found |= _words(kind, content)
        seen.add(kind)
    if not ({b"ANMF"} if animated else PICTURES) & seen:
        raise Uncleanable("there is no picture in it")
    return [*riff.chunk(b"VP8X", [bytes((flags, 0, 0, 0)) + head[4:10]]), *parts, *last]


def _shows(kind: bytes, content: memoryview, seen: set[bytes], *, animated: bool) -> bool:
    """Whether a decoder would use a chunk: of a still picture the first of each, of an animation every frame."""
    if animated:
        return kind == b"ANMF" or (kind == b"ANIM" and kind not in seen and len(content) == 6)
    return not PICTURES & seen and kind not in seen and (kind in PICTURES or kind == b"ALPH")


def _frame(content: memoryview, found: set[str]) -> list[Buffer]:
    """An ANMF with nothing in it but its head, its alpha and its picture."""
    parts: list[Buffer] = [content[:FRAME]]
    seen: set[bytes] = set()
    for kind, block in riff.chunks(content[FRAME:]):
        if _shows(kind, block, seen, animated=False):
            parts += riff.chunk(kind, [block])
        else:
            found |= _words(kind, block)
        seen.add(kind)
    if not PICTURES & seen:
        raise Uncleanable("a frame has no picture")
    return riff.chunk(b"ANMF", parts)


def _exif(content: memoryview, found: set[str]) -> list[Buffer]:
    """The smallest block that turns the picture; some writers put a JPEG's mark before it."""
    block = content[6:] if bytes(content[:6]) == b"Exif\0\0" else content
    read = exif.read(block)
    if read.orientation == exif.UPRIGHT:
        found |= read.words
        return []
    kept = exif.minimal(read.orientation)
    found |= read.words if content != kept else set()
    return riff.chunk(b"EXIF", [kept])


def _words(kind: bytes, content: memoryview) -> set[str]:
    if kind == b"EXIF":
        return exif.read(content[6:] if bytes(content[:6]) == b"Exif\0\0" else content).words
    if kind == b"XMP ":
        return xmp.words(content)
    return {OTHERS.get(kind, "other data")}
