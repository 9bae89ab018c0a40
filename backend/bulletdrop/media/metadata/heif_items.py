"""The tables of items in a HEIF picture's `meta` (ISO/IEC 14496-12 §8.11): read, and written again without some items."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bulletdrop.media.metadata.isobmff import Box, Loaded
from bulletdrop.media.metadata.words import Uncleanable


@dataclass(frozen=True, slots=True)
class Item:
    kind: bytes
    name: bytes
    content_type: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """`method` 0: extents are places in the file; 1: in `idat`; 2: in other items."""

    method: int
    external: int
    extents: list[tuple[int, int]]
    raw: bytes


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def read_item(body: bytes) -> tuple[int, Item]:
    """An `infe`, §8.11.6; the versions before 2 know no types of items."""
    version = body[0]
    if version not in {2, 3}:
        raise Uncleanable("The picture's index is of an old kind.")
    at = 8 if version == 2 else 10
    number = int.from_bytes(body[4 : at - 2])
    name, _, rest = body[at + 4 :].partition(b"\0")
    return number, Item(body[at : at + 4], name, rest.partition(b"\0")[0])


def items(tree: Loaded, iinf: Box) -> dict[int, Item]:
    return dict(read_item(tree.body(entry)) for entry in entries(tree, iinf))


def entries(tree: Loaded, iinf: Box) -> list[Box]:
    return [entry for entry in tree.children(iinf, 6 if tree.body(iinf)[0] == 0 else 8) if entry.kind == b"infe"]


def without(tree: Loaded, iinf: Box, gone: set[int]) -> bytes:
    """`iinf` without some items, names of programs and people emptied."""
    kept = []
    for entry in entries(tree, iinf):
        body = tree.body(entry)
        number, item = read_item(body)
        if number not in gone:
            end = len(body) - len(body.partition(item.kind)[2]) if item.name else len(body)
            kept.append(box(b"infe", body[:end] + b"\0" if item.name not in NAMES else body))
    body = tree.body(iinf)
    return box(b"iinf", body[:4] + len(kept).to_bytes(2 if body[0] == 0 else 4) + b"".join(kept))


NAMES = (b"", b"Color", b"Alpha")  # what libavif calls its items


def places(tree: Loaded, iloc: Box) -> dict[int, Place]:
    """§8.11.3."""
    body = tree.body(iloc)
    version = body[0]
    offset_size, length_size, base_size = body[4] >> 4, body[4] & 15, body[5] >> 4
    index_size = body[5] & 15 if version else 0
    wide = 4 if version >= 2 else 2
    if version > 2 or {offset_size, length_size, base_size, index_size} - {0, 4, 8}:
        raise Uncleanable("The picture's index is of an unknown kind.")
    reader = _Reader(body, 6)
    found = {}
    for _ in range(reader.number(wide)):
        start, number = reader.at, reader.number(wide)
        method = reader.number(2) & 15 if version else 0
        external, base = reader.number(2), reader.number(base_size)
        extents = []
        for _ in range(reader.number(2)):
            reader.number(index_size)
            offset = reader.number(offset_size)
            extents.append((base + offset, reader.number(length_size)))
        found[number] = Place(method, external, extents, body[start : reader.at])
    return found


def places_without(tree: Loaded, iloc: Box, gone: set[int]) -> bytes:
    body = tree.body(iloc)
    kept = [place.raw for number, place in places(tree, iloc).items() if number not in gone]
    return box(b"iloc", body[:6] + len(kept).to_bytes(4 if body[0] >= 2 else 2) + b"".join(kept))


@dataclass(slots=True)
class _Reader:
    data: bytes
    at: int

    def number(self, size: int) -> int:
        if self.at + size > len(self.data):
            raise Uncleanable("The picture's index is damaged.")
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at])


def references(tree: Loaded, iref: Box) -> Iterator[tuple[bytes, int, list[int]]]:
    """Kind, from, to; §8.11.12."""
    size = 4 if tree.body(iref)[0] else 2
    for child in tree.children(iref, 4):
        reader = _Reader(tree.body(child), 0)
        start = reader.number(size)
        yield child.kind, start, [reader.number(size) for _ in range(reader.number(2))]


def references_without(tree: Loaded, iref: Box, gone: set[int]) -> bytes:
    body = tree.body(iref)
    size = 4 if body[0] else 2
    kept = []
    for kind, start, targets in references(tree, iref):
        left = [target for target in targets if target not in gone]
        if start not in gone and left:
            numbers = b"".join(target.to_bytes(size) for target in left)
            kept.append(box(kind, start.to_bytes(size) + len(left).to_bytes(2) + numbers))
    return box(b"iref", body[:4] + b"".join(kept)) if kept else b""


def associations_without(tree: Loaded, ipma: Box, gone: set[int], emptied: set[int]) -> bytes:
    """`ipma` (ISO/IEC 23008-12 §9.3.1) without some items and without properties that were emptied."""
    body = tree.body(ipma)
    size, width = (4 if body[0] else 2), (2 if body[3] & 1 else 1)
    reader = _Reader(body, 4)
    kept = []
    for _ in range(reader.number(4)):
        number = reader.number(size)
        properties = [reader.number(width) for _ in range(reader.number(1))]
        left = [index for index in properties if index & (0x7FFF if width == 2 else 0x7F) not in emptied]
        if number not in gone:
            values = b"".join(index.to_bytes(width) for index in left)
            kept.append(number.to_bytes(size) + len(left).to_bytes(1) + values)
    return box(b"ipma", body[:4] + len(kept).to_bytes(4) + b"".join(kept))
