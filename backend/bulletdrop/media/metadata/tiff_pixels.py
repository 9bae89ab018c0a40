"""The strips and tiles of a TIFF page, each a stream of its own that may bring metadata with it."""

from collections.abc import Callable
from typing import Final

from bulletdrop.media.metadata import jpeg, jpeg_segments, jxl, png, webp
from bulletdrop.media.metadata import tiff_tags as tags
from bulletdrop.media.metadata.ifd import Directories, Entry
from bulletdrop.media.metadata.words import Uncleanable, refuse_crumbs

NONE: Final = 1
JPEG: Final = 7
YCBCR: Final = 6
# Fax, LZW, Deflate, PackBits, CCITT RLE, Thunderscan, JBIG, SGI Log, LZMA, Zstandard, LERC: pixels and nothing else
BARE: Final = {1, 2, 3, 4, 5, 8, 32_771, 32_773, 32_809, 32_946, 34_661, 34_676, 34_677, 34_887, 34_925, 50_000}
Cleaner = Callable[[bytes], tuple[bytes, set[str]]]


def blocks(source: Directories, entries: dict[int, Entry]) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """The fields that list the strips or tiles of a page, and each one's place and length."""
    pair = tags.TILES if tags.TILES[0] in entries else tags.STRIPS
    if any(tag not in entries for tag in pair) or (pair == tags.TILES and tags.STRIPS[0] in entries):
        raise Uncleanable("a page does not say where its pixels are")
    refuse_crumbs(entries[pair[0]].count)
    places, lengths = (source.numbers(entries[tag]) for tag in pair)
    if len(places) != len(lengths) or not places:
        raise Uncleanable("a page does not say where its pixels are")
    if any(place + length > len(source.data) for place, length in zip(places, lengths, strict=True)):
        raise Uncleanable("the file ends before its pixels do")
    return pair, list(zip(places, lengths, strict=True))


def cleaner(source: Directories, entries: dict[int, Entry]) -> Cleaner:
    """What a strip or tile goes through, by its compression."""
    compression = tags.single(source, entries, tags.COMPRESSION, NONE)
    within: dict[int, Cleaner] = {
        JPEG: jpeg_stream,
        34_933: png.clean,
        50_001: webp.clean,
        50_002: jxl.clean,
        52_546: jxl.clean,
    }
    if compression in within:
        return within[compression]
    if compression not in BARE:
        raise Uncleanable("its pixels are compressed in a way that is not understood")
    return lambda block: (block, set())


def jpeg_stream(block: bytes) -> tuple[bytes, set[str]]:
    """A JPEG stream inside a TIFF, or the tables that several share (TIFF Technical Note 2)."""
    picture = jpeg_segments.read(block, abbreviated=True)
    kept = jpeg.sort(picture)
    kept.orientation = None
    parts = jpeg.rebuild(picture, kept, [])
    if picture.end < len(block.rstrip(b"\0")):
        kept.words.add("trailing data")
    return (b"".join(parts), kept.words) if kept.words else (block, set())


def limits(source: Directories, entries: dict[int, Entry], number: int) -> list[int] | None:
    """How long each block can be if its pixels are not compressed; None where that is not so simply told."""
    if tags.single(source, entries, tags.COMPRESSION, NONE) != NONE:
        return None
    if tags.single(source, entries, tags.PHOTOMETRIC, 0) == YCBCR or tags.BITS not in entries:
        return None
    bits = source.numbers(entries[tags.BITS])
    samples = tags.single(source, entries, tags.SAMPLES, 1)
    apart = tags.single(source, entries, tags.PLANAR, 1) == 2
    depth = max(bits) * (1 if apart else samples)
    if tags.TILES[0] in entries:
        width = tags.single(source, entries, tags.TILE_WIDTH, 0)
        return [tags.single(source, entries, tags.TILE_HEIGHT, 0) * ((width * depth + 7) // 8)] * number
    height = tags.single(source, entries, tags.HEIGHT, 0)
    rows = min(tags.single(source, entries, tags.ROWS, height), height)
    line = (tags.single(source, entries, tags.WIDTH, 0) * depth + 7) // 8
    each = -(-height // rows) if rows else 0
    if not each or number != each * (samples if apart else 1):
        raise Uncleanable("a page has fewer pixels than it says, or more")
    return [line * min(rows, height - rows * (place % each)) for place in range(number)]
