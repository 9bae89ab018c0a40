"""Where in the file the samples of a track are (ISO/IEC 14496-12 §8.6–8.8), and what lies between them."""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from sys import byteorder
from typing import Final

from bulletdrop.media.metadata.isobmff import Box, Loaded
from bulletdrop.media.metadata.words import Uncleanable

MOST_SPANS: Final = 2_000_000


@dataclass(slots=True)
class Spans:
    """Stretches of the file that something refers to; one of unknown length goes on to the next that begins."""

    starts: "array[int]" = field(default_factory=lambda: array("Q"))
    _ends: "array[int]" = field(default_factory=lambda: array("Q"))

    def __bool__(self) -> bool:
        return bool(self.starts)

    def add(self, start: int, length: int | None) -> None:
        if length == 0:
            return
        if self._ends and self._ends[-1] == start and length is not None:
            self._ends[-1] = start + length
            return
        if len(self.starts) >= MOST_SPANS:
            raise Uncleanable("The file is in too many pieces.")
        self.starts.append(start)
        self._ends.append(0 if length is None else start + length)

    def close(self, begins: "array[int] | list[int]", limit: int) -> None:
        """Gives those of unknown length the next of `begins` (in order) as end, or the limit."""
        for place, end in enumerate(self._ends):
            if not end:
                follower = bisect_right(begins, self.starts[place])
                self._ends[place] = begins[follower] if follower < len(begins) else limit

    def within(self, areas: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
        """The stretches by the area that they lie in, joined where they touch; one that lies in none is not followed."""
        firsts = [start for start, _ in areas]
        found: list[list[tuple[int, int]]] = [[] for _ in areas]
        for index in sorted(range(len(self.starts)), key=self.starts.__getitem__):
            start, end = self.starts[index], self._ends[index]
            place = bisect_right(firsts, start) - 1
            if place < 0 or end > areas[place][1]:
                raise Uncleanable("The file is cut off, or its data is where nothing should be.")
            if found[place] and start <= found[place][-1][1]:
                start, end = found[place][-1][0], max(end, found[place].pop()[1])
            found[place].append((start, end))
        return found


def gaps(area: tuple[int, int], spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What in the area no span covers; the spans are in order."""
    at = area[0]
    for start, end in spans:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < area[1]:
        yield at, area[1]


def _numbers(code: str, data: bytes) -> "array[int]":
    found = array(code, data[: len(data) // array(code).itemsize * array(code).itemsize])
    if byteorder == "little":
        found.byteswap()
    return found


def _offsets(tree: Loaded, table: Box) -> "array[int]":
    if box := tree.child(table, b"co64"):
        return _numbers("Q", tree.body(box, 8))
    box = tree.child(table, b"stco")
    return _numbers("I", tree.body(box, 8) if box else b"")


def _sizes(tree: Loaded, table: Box) -> "int | array[int]":
    """One size for all, or one for each sample."""
    if box := tree.child(table, b"stsz"):
        constant, count = struct.unpack_from(">II", tree.body(box), 4)
        return int(constant) if constant else _numbers("I", tree.body(box, 12))[:count]
    box = tree.child(table, b"stz2")
    if box is None:
        return array("I")
    width, count, data = tree.body(box)[7], struct.unpack_from(">I", tree.body(box), 8)[0], tree.body(box, 12)
    if width == 16:
        return _numbers("H", data)[:count]
    if width == 4:
        data = bytes(half for both in data for half in (both >> 4, both & 15))
    return array("B", data)[:count]


def chunks(tree: Loaded, table: Box, *, sound: bool) -> Iterator[tuple[int, int | None]]:
    """Place and length of every chunk of a track (`stbl`)."""
    offsets, sizes = _offsets(tree, table), _sizes(tree, table)
    box = tree.child(table, b"stsc")
    runs = list(struct.iter_unpack(">III", tree.body(box, 8)[: len(tree.body(box, 8)) // 12 * 12])) if box else []
    before = None if isinstance(sizes, int) else array("Q", accumulate(sizes, initial=0))
    sample = 0
    for place, (first, each, _) in enumerate(runs):
        last = runs[place + 1][0] - 1 if place + 1 < len(runs) else len(offsets)
        if not 1 <= first <= last + 1:
            raise Uncleanable("The file's index is damaged.")
        for chunk in range(first - 1, min(last, len(offsets))):
            if before is not None:
                after = min(sample + each, len(before) - 1)
                yield offsets[chunk], before[after] - before[sample]
                sample = after
            else:
                # QuickTime counts sound in frames that its table calls one byte long ("Sound Sample Descriptions").
                yield offsets[chunk], None if sound else int(sizes) * each
