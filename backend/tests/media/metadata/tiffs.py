"""TIFF files, built field by field in both byte orders and both sizes."""

import struct
from dataclasses import dataclass, field

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, LONG8 = 1, 2, 3, 4, 5, 7, 16
LETTERS = {SHORT: "H", LONG: "I", LONG8: "Q", RATIONAL: "I"}
Value = tuple[int, bytes | tuple[int, ...]]


@dataclass
class Page:
    """The fields of a page beside those that place its strips or tiles."""

    blocks: list[bytes]
    fields: dict[int, Value]
    tiled: bool = False
    linked: dict[int, dict[int, Value]] = field(default_factory=dict)  # pointers to directories of their own


def page(
    width: int = 16, height: int = 8, *, compression: int = 1, blocks: list[bytes] | None = None, **more: Value
) -> Page:
    """A grey page in two strips; further fields are named t123."""
    fields: dict[int, Value] = {
        256: (SHORT, (width,)),
        257: (SHORT, (height,)),
        258: (SHORT, (8,)),
        259: (SHORT, (compression,)),
        262: (SHORT, (1,)),
        277: (SHORT, (1,)),
        278: (SHORT, ((height + 1) // 2,)),
        **{int(name[1:]): value for name, value in more.items()},
    }
    pixels = bytes(number * 7 % 256 for number in range(width * height))
    half = width * ((height + 1) // 2)
    return Page([pixels[:half], pixels[half:]] if blocks is None else blocks, fields)


def text(words: bytes) -> Value:
    return ASCII, words + b"\0"


class Tiff:
    """Puts pages into a file."""

    def __init__(self, order: str = "<", *, big: bool = False) -> None:
        self.order, self.big = order, big
        self.word, self.room = ("Q", 8) if big else ("I", 4)
        mark = b"II" if order == "<" else b"MM"
        self.out = bytearray(mark + struct.pack(order + "H", 43 if big else 42))
        self.out += struct.pack(order + "HHQ", 8, 0, 0) if big else bytes(4)
        self.link = 8 if big else 4

    def add(self, block: bytes) -> int:
        self.out += bytes(len(self.out) % 2)
        self.out += block
        return len(self.out) - len(block)

    def directory(self, fields: dict[int, Value]) -> int:
        body = struct.pack(self.order + ("Q" if self.big else "H"), len(fields))
        for tag, (kind, values) in sorted(fields.items()):
            packed = (
                values
                if isinstance(values, bytes)
                else struct.pack(f"{self.order}{len(values)}{LETTERS[kind]}", *values)
            )
            count = len(values) // 2 if kind == RATIONAL else len(values)
            head = struct.pack(self.order + ("HHQ" if self.big else "HHI"), tag, kind, count)
            value = packed if len(packed) <= self.room else struct.pack(self.order + self.word, self.add(packed))
            body += head + value.ljust(self.room, b"\0")
        return self.add(body + bytes(self.room))

    def put(self, one: Page) -> None:
        places = tuple(self.add(block) for block in one.blocks)
        offsets, counts = (324, 325) if one.tiled else (273, 279)
        links: dict[int, Value] = {tag: (LONG, (self.directory(fields),)) for tag, fields in one.linked.items()}
        placed: dict[int, Value] = {offsets: (LONG, places), counts: (LONG, tuple(map(len, one.blocks)))}
        at = self.directory(placed | one.fields | links)
        struct.pack_into(self.order + self.word, self.out, self.link, at)
        self.link = len(self.out) - self.room


def tiff(*pages: Page, order: str = "<", big: bool = False) -> bytes:
    writer = Tiff(order, big=big)
    for one in pages:
        writer.put(one)
    return bytes(writer.out)
