"""Changes to a file, planned whole before the first byte is written: a file that cannot be cleaned stays as it was."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Protocol

from bulletdrop.media.metadata.words import Uncleanable

PIECE: Final = 1 << 20


class Change(Protocol):
    """`removed` is empty where nothing has to go; `apply` writes, on the same inode."""

    removed: set[str]

    def apply(self) -> None: ...


@dataclass(slots=True)
class Source:
    """A file that is read by place; a read past its end tells that it is cut off."""

    file: BinaryIO
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = self.file.seek(0, os.SEEK_END)

    def read(self, at: int, length: int) -> bytes:
        if length < 0 or at < 0 or at + length > self.size:
            raise Uncleanable("The file is cut off or damaged.")
        self.file.seek(at)
        return self.file.read(length)

    def pieces(self, at: int, length: int) -> Iterator[bytes]:
        for offset in range(at, at + length, PIECE):
            yield self.read(offset, min(PIECE, at + length - offset))

    def is_zero(self, at: int, length: int) -> bool:
        return not any(piece.strip(b"\0") for piece in self.pieces(at, length))


class Patches(Source):
    """Bytes overwritten in place: nothing moves, so every offset inside the file stays right."""

    __slots__ = ("_end", "_planned", "removed")

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.removed: set[str] = set()
        self._planned: list[tuple[int, bytes | int]] = []
        self._end: int | None = None

    @property
    def planned(self) -> int:
        """How many changes are planned so far."""
        return len(self._planned)

    def replace(self, at: int, data: bytes, *words: str) -> None:
        """Plans `data` at a place, unless it is there already."""
        if self.read(at, len(data)) != data:
            self._planned.append((at, data))
            self.removed.update(words)

    def erase(self, at: int, length: int, *words: str) -> None:
        """Plans zeros, unless there is nothing else already."""
        if length and not self.is_zero(at, length):
            self._planned.append((at, length))
            self.removed.update(words)

    def cut(self, at: int, word: str) -> None:
        """Plans the end of the file."""
        if at < self.size:
            self._end = at
            self.removed.add(word)

    def apply(self) -> None:
        for at, what in self._planned:
            self.file.seek(at)
            if isinstance(what, bytes):
                self.file.write(what)
                continue
            for offset in range(0, what, PIECE):
                self.file.write(bytes(min(PIECE, what - offset)))
        if self._end is not None:
            self.file.truncate(self._end)


@dataclass(slots=True)
class Splice:
    """A file put together anew from parts of itself and bytes of ours, every part moving towards the front or staying."""

    source: Source
    removed: set[str] = field(default_factory=set)
    parts: list[bytes | range] = field(default_factory=list)

    def keep(self, start: int, end: int) -> None:
        if not 0 <= start <= end <= self.source.size:
            raise Uncleanable("The file is cut off or damaged.")
        last = self.parts[-1] if self.parts else None
        if isinstance(last, range) and last.stop == start:
            self.parts[-1] = range(last.start, end)
        elif start < end:
            self.parts.append(range(start, end))

    def check(self) -> None:
        """Every part is read before anything is written over it."""
        at = read = 0
        for part in self.parts:
            if isinstance(part, range):
                if part.start < max(at, read):
                    raise Uncleanable("The file's parts are in an unusual order.")
                read = part.stop
            at += len(part)
        nexts = self.source.size
        for part in reversed(self.parts):
            if isinstance(part, range):
                nexts = part.start
            elif at > nexts:
                raise Uncleanable("The file's parts are in an unusual order.")
            at -= len(part)

    def apply(self) -> None:
        at = 0
        for part in self.parts:
            if isinstance(part, bytes):
                self._write(at, part)
            elif part.start != at:
                for offset, piece in zip(
                    range(0, len(part), PIECE), self.source.pieces(part.start, len(part)), strict=True
                ):
                    self._write(at + offset, piece)
            at += len(part)
        self.source.file.truncate(at)

    def _write(self, at: int, data: bytes) -> None:
        self.source.file.seek(at)
        self.source.file.write(data)
