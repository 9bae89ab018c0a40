"""Movie fragments (ISO/IEC 14496-12 §8.8): which bytes each track's runs use."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bulletdrop.media.metadata.isobmff import Box, Loaded
from bulletdrop.media.metadata.words import Uncleanable

_BASE, _DESCRIPTION, _DURATION, _SIZE, _FLAGS = 0x1, 0x2, 0x8, 0x10, 0x20
_BASE_IS_MOOF = 0x20000
_RUN_OFFSET, _RUN_FIRST, _RUN_DURATION, _RUN_SIZE, _RUN_FLAGS, _RUN_COMPOSITION = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800


@dataclass(frozen=True, slots=True)
class Header:
    """What `tfhd` tells of the track's runs."""

    track: int
    base: int | None
    size: int | None


def header_of(tree: Loaded, traf: Box, moof: Box) -> Header:
    box = tree.child(traf, b"tfhd")
    if box is None:
        raise Uncleanable("The file has a fragment of no track.")
    body = tree.body(box)
    flags, track = struct.unpack_from(">II", body)
    at, base = 8, moof.start if flags & _BASE_IS_MOOF else None
    if flags & _BASE:
        base, at = struct.unpack_from(">Q", body, at)[0], at + 8
    at += 4 * bool(flags & _DESCRIPTION) + 4 * bool(flags & _DURATION)
    return Header(track, base, struct.unpack_from(">I", body, at)[0] if flags & _SIZE else None)


def runs(tree: Loaded, traf: Box, base: int, size: int | None) -> Iterator[tuple[int, int]]:
    """Place and length of each run; one without an offset follows the one before (§8.8.8)."""
    at = base
    for box in tree.children(traf):
        if box.kind != b"trun":
            continue
        body = tree.body(box)
        flags, count = struct.unpack_from(">II", body)
        flags &= 0xFFFFFF
        if flags & _RUN_OFFSET:
            at = base + struct.unpack_from(">i", body, 8)[0]
        length = _length(body, flags, count, size)
        yield at, length
        at += length


def _length(body: bytes, flags: int, count: int, size: int | None) -> int:
    if not flags & _RUN_SIZE:
        if size is None:
            raise Uncleanable("The file has a fragment whose samples have no size.")
        return int(count) * size
    fields = [bool(flags & bit) for bit in (_RUN_DURATION, _RUN_SIZE, _RUN_FLAGS, _RUN_COMPOSITION)]
    first = 8 + 4 * bool(flags & _RUN_OFFSET) + 4 * bool(flags & _RUN_FIRST)
    width = 4 * sum(fields)
    if first + count * width > len(body):
        raise Uncleanable("The file is cut off or damaged.")
    start = first + 4 * fields[0]
    return sum(struct.unpack_from(">I", body, start + place * width)[0] for place in range(count))
