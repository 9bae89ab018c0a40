"""GIF 87a and 89a (CompuServe, 1990): frames, their timing and the loop stay; comments and applications' blocks go."""

from dataclasses import dataclass, field
from typing import Final

from bulletdrop.media.metadata import icc, xmp
from bulletdrop.media.metadata.words import Uncleanable, refuse_crumbs

Buffer = bytes | memoryview
IMAGE: Final = 0x2C
EXTENSION: Final = 0x21
TRAILER: Final = 0x3B
CONTROL: Final = 0xF9
COMMENT: Final = 0xFE
PLAIN_TEXT: Final = 0x01
APPLICATION: Final = 0xFF
LOOPS: Final = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
PROFILE: Final = b"ICCRGBG1012"
OTHERS: Final = {b"XMP DataXMP": "XMP", b"C2PA_GIF": "provenance", b"MGK8BIM0000": "Photoshop", b"MGKIPTC0000": "IPTC"}


@dataclass(slots=True)
class State:
    """What is to be written. `control` waits for its frame; `loop` is where the loop count stands among the parts."""

    parts: list[Buffer] = field(default_factory=list)
    control: Buffer = b""
    loop: int | None = None
    profiled: bool = False
    frames: int = 0
    words: set[str] = field(default_factory=set)


def clean(data: bytes) -> tuple[bytes, set[str]]:
    """A GIF file without its metadata, and what they were. A missing trailer is added, as decoders do without it."""
    if data[:6] not in {b"GIF87a", b"GIF89a"} or len(data) < 13:
        raise Uncleanable("it does not begin as a GIF does")
    view = memoryview(data)
    at = 13 + _table(data[10])
    state = State([view[:at]])
    while at < len(data) and data[at] != TRAILER:
        at = _block(data, view, at, state)
        refuse_crumbs(state.frames)
    if not state.frames:
        raise Uncleanable("there is no picture in it")
    if state.control:
        state.words.add("other data")
    if data[at + 1 :]:
        state.words.add("trailing data")
    return b"".join([*state.parts, bytes((TRAILER,))]), state.words


def _table(flags: int) -> int:
    """The bytes of a colour table (sections 18, 20)."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _block(data: bytes, view: memoryview, at: int, state: State) -> int:
    """Files the block at a place, and returns where it ends."""
    if data[at] == IMAGE:
        end = _data_end(data, at + 11 + _table(data[at + 9]))
        state.parts += [state.control, view[at:end]]
        state.control = b""
        state.frames += 1
        return end
    if data[at] == EXTENSION:
        end = _data_end(data, at + 2)
        _extension(data[at + 1], view[at:end], state)
        return end
    if data[at] == 0 and state.frames:  # a second end of the data before; decoders pass it over
        state.words.add("other data")
        return at + 1
    raise Uncleanable("it has a block of an unknown kind")


def _data_end(data: bytes, at: int) -> int:
    """Where a run of sub-blocks ends (section 15)."""
    try:
        while size := data[at]:
            at += size + 1
    except IndexError:
        raise Uncleanable("the file ends before the picture does") from None
    return at + 1


def _extension(kind: int, block: memoryview, state: State) -> None:
    if kind == CONTROL and len(block) == 8:
        state.words |= {"other data"} if state.control else set()
        state.control = block
    elif kind == APPLICATION and block[2] == 11:
        _application(bytes(block[3:14]), block, state)
    elif kind in {COMMENT, PLAIN_TEXT}:
        state.words.add("comments")
    else:
        state.words.add("other data")


def _application(name: bytes, block: memoryview, state: State) -> None:
    if name in LOOPS and bytes(block[14:16]) == b"\3\1":
        _loop(block, state)
    elif name == PROFILE and not state.profiled:
        state.profiled = True
        whole = _joined(block[14:])
        if icc.sound(whole) == whole:
            state.parts.append(block)
        else:
            state.words.add("other data")
    elif OTHERS.get(name) == "XMP":
        state.words |= xmp.words(block[14:])
    else:
        state.words.add(OTHERS.get(name) or OTHERS.get(name[:8], "other data"))


def _loop(block: memoryview, state: State) -> None:
    """The loop count alone, where the first one stood; browsers heed the last."""
    kept = b"".join([block[:18], b"\0"])
    if state.loop is None:
        state.loop = len(state.parts)
        state.parts.append(kept)
    else:
        state.parts[state.loop] = kept
        state.words.add("other data")
    if len(block) > len(kept):
        state.words.add("other data")


def _joined(run: memoryview) -> bytes:
    """The content of a run of sub-blocks."""
    parts, at = [], 0
    while size := run[at]:
        parts.append(run[at + 1 : at + 1 + size])
        at += size + 1
    return b"".join(parts)
