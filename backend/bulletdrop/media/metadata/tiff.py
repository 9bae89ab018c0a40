"""TIFF 6.0 and BigTIFF, written anew: the pages with the fields that a decoder needs, their pixels copied as they are."""

import struct
from dataclasses import dataclass, field
from typing import Final

from bulletdrop.media.metadata import exif, icc, tiff_pixels
from bulletdrop.media.metadata import tiff_tags as tags
from bulletdrop.media.metadata.ifd import LONG, LONG8, Directories, Entry
from bulletdrop.media.metadata.words import Uncleanable, refuse_crumbs

PAGES: Final = 10_000
FIELDS: Final = 200_000  # in all directories together
LOOKED_AT: Final = 16  # pages whose Exif and GPS directories are read for the words
REDUCED: Final = 1  # NewSubfileType bit 0: a smaller version of another page
REDUCED_OLD: Final = 2  # SubfileType
Field = tuple[int, int, int, bytes]  # tag, kind, count, value


@dataclass(slots=True)
class Writer:
    """The file as it grows. `left` bounds what overlapping pages can blow it up to."""

    source: Directories
    left: int
    out: bytearray = field(default_factory=bytearray)
    link: int = 0  # where the place of the next directory is to be written

    def add(self, block: bytes) -> int:
        """Puts a block at an even place (section 2) and returns it."""
        self.left -= len(block)
        if self.left < 0:
            raise Uncleanable("its pages overlap")
        self.out += bytes(len(self.out) % 2)
        self.out += block
        return len(self.out) - len(block)

    def directory(self, fields: list[Field]) -> None:
        order, word, field_head, head = (
            (self.source.order, "Q", "HHQ", "Q") if self.source.big else (self.source.order, "I", "HHI", "H")
        )
        room = struct.calcsize(word)
        body = bytearray(struct.pack(order + head, len(fields)))
        for tag, kind, count, value in sorted(fields):
            inline = value.ljust(room, b"\0") if len(value) <= room else struct.pack(order + word, self.add(value))
            body += struct.pack(order + field_head, tag, kind, count) + inline
        at = self.add(bytes(body) + bytes(room))
        struct.pack_into(order + word, self.out, self.link, at)
        self.link = len(self.out) - room


def clean(data: bytes) -> tuple[bytes, set[str]]:
    """A TIFF file without its metadata, and what they were."""
    source = Directories.opened(data)
    if data[8:10] == b"CR":
        raise Uncleanable(tags.RAW)
    writer = Writer(source, left=2 * len(data) + 4096, out=bytearray(data[: 16 if source.big else 8]))
    writer.link = 8 if source.big else 4
    found: set[str] = set()
    seen = [(0, len(writer.out))]
    kept = 0
    for number, (at, entries) in enumerate(_pages(source)):
        seen += _extents(source, at, entries)
        by_tag = {entry.tag: entry for entry in reversed(entries)}  # of fields that repeat, the first
        tags.refuse_raw(source, by_tag)
        found |= _words(source, entries, linked=number < LOOKED_AT)
        if _is_reduced(source, by_tag):
            found.add("thumbnail")
            continue
        writer.directory(_page(writer, by_tag, found, seen))
        kept += 1
    if not kept:
        raise Uncleanable("there is no whole page in it")
    if not found and not _hidden(data, seen):
        return data, found
    return bytes(writer.out), found


def _pages(source: Directories) -> list[tuple[int, list[Entry]]]:
    pages: list[tuple[int, list[Entry]]] = []
    at, visited, fields = source.first, set[int](), 0
    while at:
        if at in visited or len(pages) == PAGES:
            raise Uncleanable("its pages have no end")
        visited.add(at)
        entries, following = source.directory(at)
        fields += len(entries)
        if fields > FIELDS:
            raise Uncleanable("its pages have no end")
        pages.append((at, entries))
        at = following
    return pages


def _is_reduced(source: Directories, entries: dict[int, Entry]) -> bool:
    return (
        bool(tags.single(source, entries, tags.NEW_SUBFILE_TYPE, 0) & REDUCED)
        or tags.single(source, entries, tags.SUBFILE_TYPE, 0) == REDUCED_OLD
    )


def _words(source: Directories, entries: list[Entry], *, linked: bool) -> set[str]:
    found = exif.words_of(source, entries)
    for entry in entries:
        if entry.tag in {exif.EXIF_IFD, exif.GPS_IFD}:
            found.add("EXIF")
        elif entry.tag == tags.SUB_IFDS:
            found.add("thumbnail")
        elif entry.tag not in exif.WORD_OF and not _has_a_place(entry):
            found.add("other data")
        elif entry.tag in exif.WORD_OF and not found:
            found.add("other data")  # a field of blanks
    return found | (exif.linked_words(source, entries) if linked else set())


def _has_a_place(entry: Entry) -> bool:
    return tags.stays(entry) or entry.tag in {*tags.STRIPS, *tags.TILES, tags.JPEG_TABLES, tags.ICC}


def _page(writer: Writer, entries: dict[int, Entry], found: set[str], seen: list[tuple[int, int]]) -> list[Field]:
    """Copies the pixels of a page, and returns the fields of its directory."""
    source = writer.source
    pair, blocks = tiff_pixels.blocks(source, entries)
    clean_block = tiff_pixels.cleaner(source, entries)
    limits = tiff_pixels.limits(source, entries, len(blocks))
    places, lengths = [], []
    refuse_crumbs(len(seen) + len(blocks))
    for number, (at, length) in enumerate(blocks):
        seen.append((at, at + length))
        if limits is not None and not 0 < limits[number] <= length:
            raise Uncleanable("a page has fewer pixels than it says")
        end = at + (length if limits is None else limits[number])
        block, words = clean_block(bytes(source.data[at:end]))
        found |= words if end == at + length else words | {"other data"}
        places.append(writer.add(block))
        lengths.append(len(block))
    fields = [
        (entry.tag, entry.kind, entry.count, source.value(entry)) for entry in entries.values() if tags.stays(entry)
    ]
    kind, letter = (LONG8, "Q") if source.big else (LONG, "I")
    for tag, numbers in zip(pair, (places, lengths), strict=True):
        fields.append((tag, kind, len(numbers), struct.pack(f"{source.order}{len(numbers)}{letter}", *numbers)))
    return fields + _streams(source, entries, found)


def _streams(source: Directories, entries: dict[int, Entry], found: set[str]) -> list[Field]:
    """The profile, and the tables that JPEG blocks share."""
    fields = []
    for tag in (tags.JPEG_TABLES, tags.ICC):
        entry = entries.get(tag)
        if entry is None:
            continue
        whole = source.value(entry) if entry.kind in tags.OPAQUE else b""
        if tag == tags.ICC:
            kept = icc.sound(whole)
            found |= {"other data"} if kept != whole else set()
        else:
            kept, words = tiff_pixels.jpeg_stream(whole)
            found |= words
        if kept is not None:
            fields.append((tag, entry.kind, len(kept), kept))
    return fields


def _extents(source: Directories, at: int, entries: list[Entry]) -> list[tuple[int, int]]:
    """The parts of the file that a directory and its values take."""
    head, step, room = (8, 20, 8) if source.big else (2, 12, 4)
    own = (at, at + head + step * len(entries) + room)
    return [own, *((entry.at, entry.at + entry.size) for entry in entries if entry.size > room)]


def _hidden(data: bytes, seen: list[tuple[int, int]]) -> bool:
    """Whether anything but zeros stands where no page leads."""
    at = 0
    for start, end in sorted(seen):
        if start > at and data[at:start].strip(b"\0"):
            return True
        at = max(at, end)
    return bool(data[at:].strip(b"\0"))
