"""A JPEG stream taken apart into its segments (ITU-T T.81 annex B), no pixel decoded."""

import re
from dataclasses import dataclass, field
from typing import Final

from bulletdrop.media.metadata.words import Uncleanable, refuse_crumbs

SOI: Final = b"\xff\xd8"
EOI: Final = b"\xff\xd9"
START_OF_SCAN: Final = 0xDA
END: Final = 0xD9
APPLICATION: Final = range(0xE0, 0xF0)
COMMENT: Final = 0xFE
FRAMES: Final = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
TABLES: Final = {0xC4, 0xCC, 0xDB, 0xDC, 0xDD}  # DHT, DAC, DQT, DNL, DRI
# As libjpeg finds them: before a marker may stand fill bytes (B.1.1.2), and what it skips with a warning.
MARKER: Final = re.compile(rb"\xff[^\x00\xff]")
# Coded data go on to the first marker that is no RSTn and no byte 0xFF of the data, which is written FF 00 (B.1.1.5).
CODED_END: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


@dataclass(slots=True)
class Picture:
    """One picture of a file. `early` and `late` are its application segments and comments, before and after the first
    scan, as (marker, content); `coded` is all the rest, in order, from the first table to the last scan."""

    early: list[tuple[int, bytes]] = field(default_factory=list)
    late: list[tuple[int, bytes]] = field(default_factory=list)
    coded: list[memoryview] = field(default_factory=list)
    frames: int = 0
    scans: int = 0
    stuffed: bool = False  # bytes stood between segments
    end: int = 0


def read(data: bytes, at: int = 0, *, abbreviated: bool = False) -> Picture:
    """Takes the picture at a place apart, to its EOI. `abbreviated`: a stream of tables alone will do (B.5)."""
    if data[at : at + 2] != SOI:
        raise Uncleanable("it does not begin as a JPEG does")
    picture = Picture()
    view = memoryview(data)
    at += 2
    while True:
        marker, at = _marker(data, at, picture)
        if marker == END:
            break
        at = _segment(data, view, at, marker, picture)
        refuse_crumbs(len(picture.early) + len(picture.late) + len(picture.coded))
    picture.end = at
    if (picture.frames, picture.scans > 0) != (1, True) and not (abbreviated and picture.frames == picture.scans == 0):
        raise Uncleanable("there is no picture in it")
    return picture


def _marker(data: bytes, at: int, picture: Picture) -> tuple[int, int]:
    match = MARKER.search(data, at)
    if match is None:
        raise Uncleanable("the file ends before the picture does")
    picture.stuffed |= match.start() != at and data[at : match.start()].strip(b"\xff") != b""
    return data[match.start() + 1], match.end()


def _segment(data: bytes, view: memoryview, at: int, marker: int, picture: Picture) -> int:
    """Files the segment whose marker ends at a place; returns where it ends, with the coded data of a scan."""
    if at + 2 > len(data):
        raise Uncleanable("a segment is cut off")
    size = int.from_bytes(data[at : at + 2], "big")
    end = at + size
    if size < 2 or end > len(data):
        raise Uncleanable("a segment is cut off")
    content = data[at + 2 : end]
    if marker in APPLICATION or marker == COMMENT:
        (picture.late if picture.scans else picture.early).append((marker, content))
        return end
    _check(marker, content)
    picture.frames += marker in FRAMES
    if marker == START_OF_SCAN:
        picture.scans += 1
        match = CODED_END.search(data, end)
        if match is None:
            raise Uncleanable("the file ends before the picture does")
        end = match.start()
    picture.coded.append(view[at - 2 : end])
    return end


def _check(marker: int, content: bytes) -> None:
    """Decoders refuse a segment that is longer than what it holds; so nothing can stand behind it."""
    try:
        expected = _expected(marker, content)
    except IndexError:
        expected = -1
    if expected != len(content):
        raise Uncleanable("a segment holds something else than it should")


def _expected(marker: int, content: bytes) -> int:
    if marker in FRAMES:
        return 6 + 3 * content[5]  # B.2.2
    if marker == START_OF_SCAN:
        return 4 + 2 * content[0]  # B.2.3
    if marker not in TABLES:
        raise Uncleanable(f"it has a segment of an unknown kind (FF{marker:02X})")
    if marker in {0xDC, 0xDD}:
        return 2  # B.2.4.4, B.2.5
    if marker == 0xCC:
        return len(content) & ~1  # B.2.4.3
    at = 0
    while at < len(content):  # B.2.4.1, B.2.4.2
        at += 1 + (64 << (content[at] >> 4 & 1) if marker == 0xDB else 16 + sum(content[at + 1 : at + 17]))
    return at
