"""RIFF files (Microsoft Multimedia Programming Interface 1.0), of which WebP and WAV are made."""

import struct
from collections.abc import Iterator

from bulletdrop.media.metadata.words import Uncleanable, refuse_crumbs


def chunks(view: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """The chunks of a run of them: four letters, and the content without its padding."""
    at = number = 0
    while at < len(view):
        number += 1
        refuse_crumbs(number)
        if at + 8 > len(view):
            raise Uncleanable("a chunk is cut off")
        kind, size = struct.unpack_from("<4sI", view, at)
        at += 8
        if at + size > len(view):
            raise Uncleanable("a chunk is cut off")
        yield kind, view[at : at + size]
        at += size + size % 2  # the last one's padding may be missing


def form(data: bytes) -> tuple[bytes, memoryview, memoryview]:
    """The kind of a RIFF file, the run of its chunks, and what stands after its end."""
    if data[:4] != b"RIFF" or len(data) < 12:
        raise Uncleanable("it does not begin as a RIFF file does")
    (size,) = struct.unpack_from("<I", data, 4)
    if size < 4 or 8 + size > len(data):
        raise Uncleanable("the file ends before its content does")
    view = memoryview(data)
    padded = 8 + size + (size % 2 and data[8 + size : 9 + size] == b"\0")
    return data[8:12], view[12 : 8 + size], view[padded:]


def chunk(kind: bytes, parts: list[bytes | memoryview]) -> list[bytes | memoryview]:
    """A chunk, as parts to be joined."""
    size = sum(len(part) for part in parts)
    head = struct.pack("<4sI", kind, size)
    return [head, *parts, b"\0"] if size % 2 else [head, *parts]


def whole(kind: bytes, parts: list[bytes | memoryview]) -> bytes:
    """A RIFF file of a kind, from the parts of its chunks."""
    size = 4 + sum(len(part) for part in parts)
    return b"".join([struct.pack("<4sI4s", b"RIFF", size, kind), *parts])
