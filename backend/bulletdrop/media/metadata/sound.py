"""MP3, AAC, FLAC, WAV: tags in front of, behind and between the sound are cut out, the rest moves to the front."""

import struct
from typing import BinaryIO, Final

from bulletdrop.media.metadata.changes import Source, Splice
from bulletdrop.media.metadata.words import Uncleanable

MOST_TAGS: Final = 64
FLAC_KEPT: Final = {0, 3}  # STREAMINFO, SEEKTABLE (RFC 9639 §8.1)
FLAC_WORDS: Final = {1: "trailing data", 2: "other data", 4: "comments", 5: "title", 6: "cover"}
WAVE_KEPT: Final = {b"fmt ", b"data", b"fact", b"smpl", b"cue ", b"PEAK", b"inst"}
WAVE_WORDS: Final = {
    b"LIST": "comments",
    b"id3 ": "comments",
    b"ID3 ": "comments",
    b"bext": "author",
    b"iXML": "document info",
    b"_PMX": "XMP",
}


def plan_frames(file: BinaryIO) -> Splice:
    """MP3 and AAC: frames between tags. The encoder's name inside the first frame stays, as part of the stream."""
    splice = Splice(Source(file))
    start = _front(splice)
    end = _back(splice, start)
    head = splice.source.read(start, 2)
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        raise Uncleanable("Between its tags the file is not sound, or padded in an unusual way.")
    splice.keep(start, end)
    return splice


def plan_flac(file: BinaryIO) -> Splice:
    splice = Splice(Source(file))
    source = splice.source
    at = _front(splice)
    if source.read(at, 4) != b"fLaC":
        raise Uncleanable("The file is no FLAC stream.")
    at, last, blocks = at + 4, False, []
    while not last:
        head = source.read(at, 4)
        kind, length, last = head[0] & 0x7F, int.from_bytes(head[1:]), bool(head[0] & 0x80)
        if kind in FLAC_KEPT or (kind == 1 and source.is_zero(at + 4, length)):
            blocks.append((kind, at + 4, at + 4 + length))
        else:
            splice.removed.add(FLAC_WORDS.get(kind, "other data"))
        at += 4 + length
    splice.parts.append(b"fLaC")
    for place, (kind, start, end) in enumerate(blocks, 1):
        splice.parts.append(bytes([kind | (0x80 if place == len(blocks) else 0)]) + (end - start).to_bytes(3))
        splice.keep(start, end)
    splice.keep(at, _back(splice, at))
    splice.check()
    return splice


def plan_wave(file: BinaryIO) -> Splice:
    splice = Splice(Source(file))
    source = splice.source
    if source.read(0, 4) != b"RIFF" or source.read(8, 4) != b"WAVE":
        raise Uncleanable("The file is no plain WAV file.")
    at, end, kept, seen = 12, min(8 + int.from_bytes(source.read(4, 4), "little"), source.size), [], set()
    while at + 8 <= end:
        kind, length = struct.unpack("<4sI", source.read(at, 8))
        after = at + 8 + length
        if after > source.size:
            raise Uncleanable("The file is cut off or damaged.")
        after = min(after + length % 2, source.size)
        if kind in WAVE_KEPT:
            kept.append((at, after))
            seen.add(kind)
        else:
            splice.removed.add(WAVE_WORDS.get(kind, "other data"))
        at = after
    if not {b"fmt ", b"data"} <= seen:
        raise Uncleanable("The file has no sound.")
    if at < source.size:
        splice.removed.add("trailing data")
    splice.parts.append(b"RIFF" + struct.pack("<I", 4 + sum(stop - start for start, stop in kept)) + b"WAVE")
    for start, stop in kept:
        splice.keep(start, stop)
    splice.check()
    return splice


def _front(splice: Splice) -> int:
    """Behind all ID3v2 tags at the beginning (ID3v2.4 §3.1) and the zeros that may follow them."""
    source, at = splice.source, 0
    for _ in range(MOST_TAGS):
        head = source.read(at, min(10, source.size - at))
        if len(head) < 10 or not head.startswith(b"ID3"):
            break
        at += 10 + _syncsafe(head[6:]) + (10 if head[5] & 0x10 else 0)
        splice.removed.add("comments")
        if at >= source.size:
            raise Uncleanable("The file is cut off or damaged.")
        padding = source.read(at, min(1 << 16, source.size - at))
        at += len(padding) - len(padding.lstrip(b"\0"))
    return at


def _syncsafe(four: bytes) -> int:
    return sum((byte & 0x7F) << shift for byte, shift in zip(four, (21, 14, 7, 0), strict=True))


def _back(splice: Splice, start: int) -> int:
    """Before all tags at the end: ID3v1, APE, Lyrics3, ID3v2.4 with a footer."""
    end = splice.source.size
    for _ in range(MOST_TAGS):
        length = _tag_before(splice.source, end)
        if not length:
            break
        if end - length < start:
            raise Uncleanable("The file's tags are damaged.")
        end -= length
        splice.removed.add("comments")
    return end


def _tag_before(source: Source, end: int) -> int:
    """The length of the tag that ends there, or nothing."""
    if end >= 128 and source.read(end - 128, 3) == b"TAG":
        return 128 + (227 if end >= 355 and source.read(end - 355, 4) == b"TAG+" else 0)
    tail = source.read(max(end - 32, 0), min(end, 32))
    if len(tail) == 32 and tail.startswith(b"APETAGEX"):
        size, _, flags = struct.unpack_from("<III", tail, 12)
        return int(size) + (32 if flags >> 31 else 0)
    if tail.endswith(b"LYRICS200") and tail[-15:-9].isdigit():
        return int(tail[-15:-9]) + 15
    if len(tail) >= 10 and tail[-10:-7] == b"3DI":
        return _syncsafe(tail[-4:]) + 20
    return 0
