"""The boxes of ISO base media files (ISO/IEC 14496-12 §4.2) and QuickTime's atoms, which are the same but for details."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bulletdrop.media.metadata.changes import Patches, Source
from bulletdrop.media.metadata.words import Uncleanable

MOST_IN_MEMORY: Final = 64 << 20
MOST_BOXES: Final = 200_000
PADDING: Final = frozenset({b"free", b"skip", b"wide"})
_UUIDS: Final = {
    bytes.fromhex("be7acfcb97a942e89c71999491e3afac"): "XMP",
    bytes.fromhex("d8fec3d61b0e483c92975828877ec481"): "provenance",  # C2PA 2.1, §A.5
    b"JpgTiffExif->JP2": "EXIF",
}
_SIGNS: Final = (
    (b"\xa9xyz", "GPS"), (b"loci", "GPS"), (b"location.ISO6709", "GPS"), (b"\xa9mak", "camera"), (b"\xa9mod", "camera"),
    (b"quicktime.make", "camera"), (b"quicktime.model", "camera"), (b"\xa9day", "date"), (b"creationdate", "date"), (b"\xa9nam", "title"),
    (b"titl", "title"), (b"quicktime.title", "title"), (b"\xa9ART", "author"), (b"\xa9aut", "author"), (b"auth", "author"),
    (b"quicktime.author", "author"), (b"\xa9too", "software"), (b"\xa9swr", "software"), (b"quicktime.software", "software"),
    (b"\xa9cmt", "comments"), (b"covr", "cover"), (b"XMP_", "XMP"), (b"<x:xmpmeta", "XMP"), (b"freeGPS", "GPS track"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """`start` and `end` are places in the file; the content follows `header` bytes of head."""

    kind: bytes
    start: int
    header: int
    end: int

    @property
    def body(self) -> int:
        return self.start + self.header


@dataclass(frozen=True, slots=True)
class Loaded:
    """A part of the file in memory, still told by places in the file."""

    data: bytes
    base: int

    def part(self, start: int, end: int) -> bytes:
        return self.data[start - self.base : end - self.base]

    def body(self, box: Box, skip: int = 0) -> bytes:
        return self.part(box.body + skip, box.end)

    def children(self, box: Box, skip: int = 0) -> list[Box]:
        """The boxes inside, after `skip` bytes of fields. Four zero bytes end a list in QuickTime; what follows them is no box."""
        found = []
        at = box.body + skip
        while at + 8 <= box.end and self.part(at, at + 4) != bytes(4):
            child = _head(self.part(at, at + 16), at, box.end)
            found.append(child)
            at = child.end
            if len(found) > MOST_BOXES:
                raise Uncleanable("The file has too many boxes.")
        return found

    def child(self, box: Box, *path: bytes) -> Box | None:
        """The first box of that path, each step a kind."""
        for kind in path:
            inside = next((child for child in self.children(box) if child.kind == kind), None)
            if inside is None:
                return None
            box = inside
        return box


def _head(head: bytes, at: int, limit: int) -> Box:
    size, kind = struct.unpack_from(">I4s", head)
    header = 8
    if size == 1:
        size, header = struct.unpack_from(">Q", head, 8)[0], 16
    elif size == 0:
        size = limit - at  # to the end (§4.2.2)
    if size < header or at + size > limit:
        raise Uncleanable("The file is cut off or damaged.")
    return Box(kind, at, header, at + size)


def top_level(source: Source, known: frozenset[bytes]) -> Iterator[Box]:
    """The boxes of the file, only their heads read. What follows the last and is no box is left: fewer than eight bytes,
    or, behind the index, something of no `known` kind and impossible size."""
    at = 0
    seen: set[bytes] = set()
    for _ in range(MOST_BOXES):
        if at + 8 > source.size:
            return
        head = source.read(at, min(16, source.size - at)).ljust(16, b"\0")
        try:
            box = _head(head, at, source.size)
        except Uncleanable:
            if head[4:8] in known or b"mdat" not in seen:
                raise
            return
        yield box
        at = box.end
        seen.add(box.kind)
    raise Uncleanable("The file has too many boxes.")


def load(source: Source, box: Box) -> Loaded:
    if box.end - box.start > MOST_IN_MEMORY:
        raise Uncleanable("The file's index is too big.")
    return Loaded(source.read(box.start, box.end - box.start), box.start)


def words_for(kind: bytes, content: bytes) -> set[str]:
    """What a box that goes held, by the names of what is inside; never empty."""
    if kind == b"uuid":
        return {_UUIDS.get(content[:16], "maker notes")}
    found = {word for sign, word in _SIGNS if sign in content}
    return found or {{b"mpvd": "motion video", b"jumb": "provenance", b"prft": "date"}.get(kind, "comments")}


def free(patches: Patches, box: Box) -> None:
    """Makes a box free space of the same size (§8.1.2), with nothing left inside."""
    if box.kind in PADDING:
        patches.erase(box.body, box.end - box.body, "trailing data")
        return
    words = words_for(box.kind, patches.read(box.body, min(box.end - box.body, 1 << 20)))
    patches.replace(box.start + 4, b"free", *words)
    patches.erase(box.body, box.end - box.body, *words)


def sweep(patches: Patches, tree: Loaded, parent: Box, kept: frozenset[bytes], skip: int = 0) -> list[Box]:
    """Frees every box inside that is not of a kept kind, and empties what follows the list; the kept ones."""
    children = tree.children(parent, skip)
    for child in children:
        if child.kind not in kept:
            free(patches, child)
    end = children[-1].end if children else parent.body + skip
    patches.erase(end, parent.end - end, "trailing data")
    return [child for child in children if child.kind in kept]
