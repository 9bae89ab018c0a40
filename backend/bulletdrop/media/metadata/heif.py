"""HEIC, HEIF, AVIF: items of metadata and thumbnails leave the tables, which keep their size, and their bytes become zeros.

Colour profile, rotation, alpha, depth and gain maps stay as they are part of the picture. Apple's older gain map is scaled by
the maker notes and an XMP item, which go: such a picture shows in its plain range then. Nothing is left in `mdat` that no
item or track refers to.
"""

import struct
from typing import BinaryIO, Final

from bulletdrop.media.metadata import exif, xmp
from bulletdrop.media.metadata import heif_items as tables
from bulletdrop.media.metadata.changes import Patches
from bulletdrop.media.metadata.isobmff import Box, Loaded, free, load, top_level
from bulletdrop.media.metadata.mp4 import TOP, Movie, walk
from bulletdrop.media.metadata.samples import Spans, gaps
from bulletdrop.media.metadata.words import Uncleanable

_TOP: Final = TOP | {b"meta"}
_META: Final = frozenset({b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"grpl", b"dinf", b"ipro"})
MOST_TOLD: Final = 1 << 20
_TEXT: Final = {b"Exif": "EXIF", b"uri ": "maker notes"}
_PROPERTIES: Final = {
    b"udes": "comments", b"altt": "comments", b"crtt": "date", b"mdft": "date", b"itai": "date", b"uuid": "maker notes", b"free": "trailing data",
    b"skip": "trailing data",
}  # fmt: skip


def plan(file: BinaryIO) -> Patches:
    """Changes for a picture, or a sequence of them, which is a film beside it."""
    patches = Patches(file)
    movie = Movie(patches)
    boxes = list(top_level(patches, _TOP))
    metas = [box for box in boxes if box.kind == b"meta"]
    if len(metas) != 1:
        raise Uncleanable("The picture has no index, or several.")
    for box in boxes:
        if box.kind not in _TOP:
            free(patches, box)
    _meta(movie, load(patches, metas[0]), metas[0])
    walk(movie, boxes)
    return patches


def _meta(movie: Movie, tree: Loaded, meta: Box) -> None:
    patches = movie.patches
    children = {child.kind: child for child in tree.children(meta, 4) if child.kind in _META}
    if not {b"hdlr", b"pitm", b"iloc", b"iinf"} <= children.keys() or b"ipro" in children:
        raise Uncleanable("The picture's index is not whole, or protected.")
    all_items = tables.items(tree, children[b"iinf"])
    references = list(tables.references(tree, children[b"iref"])) if b"iref" in children else []
    gone = _to_remove(all_items, references)
    if int.from_bytes(tree.body(children[b"pitm"])[4:]) in gone:
        raise Uncleanable("The picture is only a thumbnail of itself.")
    inside = _data(movie, tree, children, gone)
    rebuilt = [
        _rebuilt(movie, tree, child, set(gone), inside) for child in tree.children(meta, 4) if child.kind in _META
    ]
    named = {"title"} if any(item.name not in tables.NAMES for item in all_items.values()) else set()
    content = _padded(rebuilt, meta.end - meta.body - 4)
    patches.replace(meta.body + 4, content, *gone.values(), *(named - set(gone.values())))
    if not gone and not named and content != tree.body(meta, 4):
        patches.removed.add("trailing data")


def _to_remove(all_items: dict[int, tables.Item], references: list[tuple[bytes, int, list[int]]]) -> dict[int, str]:
    gone = {number: word for number, item in all_items.items() if (word := _word(item))}
    gone |= {start: "thumbnail" for kind, start, _ in references if kind == b"thmb"}
    used = {
        target for kind, start, targets in references if kind == b"dimg" and start not in gone for target in targets
    }
    gone = {number: word for number, word in gone.items() if number not in used}
    # What only something that goes is made of, or describes, goes with it.
    for kind, start, targets in references:
        if kind == b"dimg" and start in gone:
            gone |= {target: gone[start] for target in targets if target not in used}
        if kind == b"auxl" and targets and all(target in gone for target in targets):
            gone[start] = "thumbnail"
    return gone


def _word(item: tables.Item) -> str:
    if item.kind == b"mime":
        return "XMP" if item.content_type.startswith(b"application/rdf+xml") else "maker notes"
    return _TEXT.get(item.kind, "")


def _data(movie: Movie, tree: Loaded, children: dict[bytes, Box], gone: dict[int, str]) -> Spans:
    """Adds what stays of `mdat`; the stretches that stay of `idat`. Tells what is in the Exif and XMP that go."""
    inside = Spans()
    for number, place in tables.places(tree, children[b"iloc"]).items():
        if place.external or place.method not in {0, 1} or any(length == 0 for _, length in place.extents):
            raise Uncleanable("The picture's data is put together in an unusual way.")
        if number in gone:
            if place.method == 0:
                movie.patches.removed |= _told(movie.patches, gone[number], place.extents[:1])
            continue
        for start, length in place.extents:
            if place.method == 0:
                movie.kept.add(start, length)
            elif b"idat" in children:
                inside.add(children[b"idat"].body + start, length)
    return inside


def _told(patches: Patches, word: str, extents: list[tuple[int, int]]) -> set[str]:
    for start, length in extents:
        content = patches.read(start, min(length, MOST_TOLD))
        if word == "EXIF":  # behind the offset of the TIFF header (ISO/IEC 23008-12 §A.2.1)
            return exif.read(content[4 + int.from_bytes(content[:4]) :]).words
        if word == "XMP":
            return xmp.words(content)
    return set()


def _rebuilt(movie: Movie, tree: Loaded, child: Box, gone: set[int], inside: Spans) -> bytes:
    if child.kind == b"iprp":
        return _properties(movie, tree, child, gone)
    if child.kind == b"idat":
        return _inner_data(movie, tree, child, inside)
    if child.kind == b"hdlr":
        if any(tree.body(child, 12)):
            movie.patches.removed.add("software")
        return tables.box(b"hdlr", tree.body(child)[:12] + bytes(13))
    if child.kind == b"grpl":
        groups = [(group, tree.body(group)) for group in tree.children(child)]
        stay = [tables.box(group.kind, body) for group, body in groups if not _members(body) & gone]
        return tables.box(b"grpl", b"".join(stay))
    if child.kind in _TABLES:
        return _TABLES[child.kind](tree, child, gone)
    return tree.part(child.start, child.end)


_TABLES: Final = {b"iinf": tables.without, b"iloc": tables.places_without, b"iref": tables.references_without}


def _members(body: bytes) -> set[int]:
    """The items of an entity group (§8.18.3)."""
    (count,) = struct.unpack_from(">I", body, 8)
    return {number for (number,) in struct.iter_unpack(">I", body[12 : 12 + 4 * count])}


def _inner_data(movie: Movie, tree: Loaded, child: Box, inside: Spans) -> bytes:
    content = bytearray(tree.body(child))
    for start, end in gaps((child.body, child.end), inside.within([(child.body, child.end)])[0]):
        if any(content[start - child.body : end - child.body]):
            movie.patches.removed.add("trailing data")
            content[start - child.body : end - child.body] = bytes(end - start)
    return tables.box(b"idat", bytes(content))


def _properties(movie: Movie, tree: Loaded, iprp: Box, gone: set[int]) -> bytes:
    """`iprp`: properties that describe rather than show are emptied; the others keep their numbers."""
    parts = []
    emptied: set[int] = set()
    for child in tree.children(iprp):
        if child.kind == b"ipco":
            properties = []
            for place, entry in enumerate(tree.children(child), 1):
                word = _PROPERTIES.get(entry.kind)
                if word:
                    emptied.add(place)
                    if entry.kind not in {b"free", b"skip"} or any(tree.body(entry)):
                        movie.patches.removed.add(word)
                empty = tables.box(b"free", bytes(entry.end - entry.body))
                properties.append(empty if word else tree.part(entry.start, entry.end))
            parts.append(tables.box(b"ipco", b"".join(properties)))
    links = [child for child in tree.children(iprp) if child.kind == b"ipma"]
    parts += [tables.associations_without(tree, child, gone, emptied) for child in links]
    return tables.box(b"iprp", b"".join(parts))


def _padded(boxes: list[bytes], size: int) -> bytes:
    """The boxes in a space of that size; the handler's name, which is empty, takes what is too small for a box of its own."""
    left = size - sum(map(len, boxes))
    if left < 0:
        raise Uncleanable("The picture's index has no room.")
    if left >= 8:
        return b"".join(boxes) + tables.box(b"free", bytes(left - 8))
    place = next(index for index, box in enumerate(boxes) if box[4:8] == b"hdlr")
    boxes[place] = tables.box(b"hdlr", boxes[place][8:] + bytes(left))
    return b"".join(boxes)
