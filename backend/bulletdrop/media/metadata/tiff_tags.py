"""The fields that stay in a TIFF: what a decoder needs, and nothing that could hold words.

Sections are those of TIFF 6.0 where nothing else is said.
"""

from typing import Final

from bulletdrop.media.metadata.ifd import Directories, Entry
from bulletdrop.media.metadata.words import Uncleanable

NEW_SUBFILE_TYPE: Final = 254
SUBFILE_TYPE: Final = 255
WIDTH: Final = 256
HEIGHT: Final = 257
BITS: Final = 258
COMPRESSION: Final = 259
PHOTOMETRIC: Final = 262
STRIPS: Final = (273, 279)  # offsets, lengths
SAMPLES: Final = 277
ROWS: Final = 278
PLANAR: Final = 284
SUB_IFDS: Final = 330
TILE_WIDTH: Final = 322
TILE_HEIGHT: Final = 323
TILES: Final = (324, 325)
JPEG_TABLES: Final = 347
ICC: Final = 34_675
# Numbers, a few of each: sections 8, 10, 11, 13, 15, 16, 20 and 21
FEW: Final = frozenset(
    {NEW_SUBFILE_TYPE, SUBFILE_TYPE, WIDTH, HEIGHT, COMPRESSION, PHOTOMETRIC, 263, 264, 265, 266, 274, SAMPLES, ROWS}
    | {282, 283, PLANAR, 286, 287, 290, 292, 293, 296, 297, 317, 318, 319, 321, TILE_WIDTH, TILE_HEIGHT, 332, 334}
    | {529, 530, 531, 532}
)
# Numbers for each sample, or for each value that a sample can have
MANY: Final = frozenset({BITS, 280, 281, 291, 301, 320, 336, 338, 339, 340, 341})
MOST: Final = 3 << 16
NUMBERS: Final = {3, 4, 5, 8, 9, 10, 11, 12, 16}  # kinds that are no text
OPAQUE: Final = {1, 7}
RAW: Final = "raw camera files need their camera data to be developed"
RAW_TAGS: Final = {50_706, 33_422}  # DNGVersion, CFAPattern (TIFF/EP)
RAW_PHOTOMETRICS: Final = {32_803, 34_892}  # colour filter array, LinearRaw
RAW_COMPRESSIONS: Final = {32_767, 32_769, 32_770, 34_713, 65_000, 65_535}  # Sony, Epson, Samsung, Nikon, Kodak, Pentax


def stays(entry: Entry) -> bool:
    """Whether a field is kept as it is. Raises Uncleanable if it should be, but is written as nothing a decoder takes."""
    if entry.tag not in FEW | MANY:
        return False
    if entry.kind not in NUMBERS or entry.count > (MOST if entry.tag in MANY else 8):
        raise Uncleanable("a field holds something else than it should")
    return True


def single(source: Directories, entries: dict[int, Entry], tag: int, default: int) -> int:
    """A field of one number."""
    entry = entries.get(tag)
    return default if entry is None or not 1 <= entry.count <= 8 else source.numbers(entry)[0]


def refuse_raw(source: Directories, entries: dict[int, Entry]) -> None:
    """Raises Uncleanable for a directory of a raw camera file, whether of its preview or of what the sensor saw."""
    if (
        RAW_TAGS & entries.keys()
        or single(source, entries, PHOTOMETRIC, 0) in RAW_PHOTOMETRICS
        or single(source, entries, COMPRESSION, 0) in RAW_COMPRESSIONS
    ):
        raise Uncleanable(RAW)
    subs = entries.get(SUB_IFDS)
    if subs is not None and subs.count <= 16:
        for at in source.numbers(subs):
            nested = {entry.tag: entry for entry in source.directory(at)[0] if entry.tag != SUB_IFDS}
            refuse_raw(source, nested)
