"""Image file directories as TIFF 6.0 and BigTIFF write them; Exif and MPF are made of the same."""

import struct
from dataclasses import dataclass
from typing import Final, Self

from bulletdrop.media.metadata.words import Uncleanable

# TIFF 6.0 section 2, BigTIFF: kind → bytes of one value
SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
INTEGERS: Final = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
ASCII: Final = 2
SHORT: Final = 3
LONG: Final = 4
LONG8: Final = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. `at` is where its value should be; nothing says yet that the file goes that far."""

    tag: int
    kind: int
    count: int
    at: int

    @property
    def size(self) -> int:
        return SIZES.get(self.kind, 1) * self.count


@dataclass(frozen=True, slots=True)
class Directories:
    """A block in the TIFF layout: how to read it, and where its first directory is."""

    data: bytes | memoryview
    order: str  # as struct writes it
    big: bool
    first: int

    @classmethod
    def opened(cls, data: bytes | memoryview) -> Self:
        order = {b"II": "<", b"MM": ">"}.get(bytes(data[:2]))
        if order is None or len(data) < 8:
            raise Uncleanable("it is no TIFF")
        (magic,) = struct.unpack_from(order + "H", data, 2)
        if magic == 42:
            return cls(data, order, big=False, first=struct.unpack_from(order + "I", data, 4)[0])
        if magic != 43 or len(data) < 16 or struct.unpack_from(order + "HH", data, 4) != (8, 0):
            raise Uncleanable("it is no TIFF")
        return cls(data, order, big=True, first=struct.unpack_from(order + "Q", data, 8)[0])

    def directory(self, at: int) -> tuple[list[Entry], int]:
        """The fields of the directory at a place, and where the next one is (0: none)."""
        head, field, word = ("Q", "HHQ", "Q") if self.big else ("H", "HHI", "I")
        head_size, word_size = struct.calcsize(head), struct.calcsize(word)
        step = struct.calcsize("<" + field) + word_size
        if at < 8 or at + head_size > len(self.data):
            raise Uncleanable("a directory lies outside the file")
        (number,) = struct.unpack_from(self.order + head, self.data, at)
        at += head_size
        end = at + number * step
        if end + word_size > len(self.data):
            raise Uncleanable("a directory is cut off")
        entries = [self._entry(place, field, step - word_size, word_size) for place in range(at, end, step)]
        return entries, struct.unpack_from(self.order + word, self.data, end)[0]

    def _entry(self, at: int, field: str, head: int, room: int) -> Entry:
        tag, kind, count = struct.unpack_from(self.order + field, self.data, at)
        at += head
        if SIZES.get(kind, 1) * count > room:
            (at,) = struct.unpack_from(self.order + ("Q" if self.big else "I"), self.data, at)
        return Entry(tag, kind, count, at)

    def value(self, entry: Entry) -> bytes:
        """The bytes of a field, in the file's byte order."""
        if entry.at + entry.size > len(self.data):
            raise Uncleanable("a value lies outside the file")
        return bytes(self.data[entry.at : entry.at + entry.size])

    def numbers(self, entry: Entry) -> tuple[int, ...]:
        """A field of unsigned numbers."""
        letter = INTEGERS.get(entry.kind)
        if letter is None:
            raise Uncleanable("a number is written as something else")
        return struct.unpack(f"{self.order}{entry.count}{letter}", self.value(entry))
