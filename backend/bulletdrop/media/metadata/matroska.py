"""Matroska and WebM (RFC 9559): tags, attachments, names and dates become `Void` elements of the same size, in place.

Clusters are skipped, never read, so the streams stay bit for bit. Chapters stay: their titles are content. Fonts for
subtitles go with the other attachments.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from bulletdrop.media.metadata.changes import Patches
from bulletdrop.media.metadata.words import Uncleanable

MOST_ELEMENTS: Final = 500_000
EBML, SEGMENT, SEEK_HEAD, INFO, TRACKS, CLUSTER = 0x1A45DFA3, 0x18538067, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1F43B675
CUES, ATTACHMENTS, CHAPTERS, TAGS = 0x1C53BB6B, 0x1941A469, 0x1043A770, 0x1254C367
VOID, CRC, TRACK, TRACK_TYPE, SEEK, SEEK_ID = 0xEC, 0xBF, 0xAE, 0x83, 0x4DBB, 0x53AB
KEPT: Final = {SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, CHAPTERS, VOID}
GONE: Final = {ATTACHMENTS: "attachments", TAGS: "comments"}
IN_INFO: Final = {
    0x7BA9: "title", 0x4461: "date", 0x7384: "title", 0x3C83AB: "title", 0x3E83BB: "title", 0x73A4: "document info",
}  # fmt: skip
PROGRAMS: Final = {0x4D80, 0x5741}  # required, so they are overwritten (§5.1.2.14)
IN_TRACK: Final = {0x536E: "title", 0x258688: "software", 0x3A9697: "software", 0x7446: "attachments"}
SHOWN: Final = {1, 2, 3, 0x11}  # video, audio, both, subtitles (§5.1.4.1.3)


@dataclass(frozen=True, slots=True)
class Element:
    kind: int
    start: int
    body: int
    end: int
    unknown: bool  # whether its size was not known when it was written (RFC 8794 §6.2)


def plan(file: BinaryIO) -> Patches:
    """Changes for a film; one that says nothing of its length, as a browser records it, too."""
    patches = Patches(file)
    top = _children(patches, 0, patches.size)
    head, segment = next(top, None), next(top, None)
    if head is None or segment is None or (head.kind, segment.kind) != (EBML, SEGMENT):
        raise Uncleanable("The film's beginning is not as it should be.")
    tracks = False
    for element in _children(patches, segment.body, segment.end):
        tracks = tracks or element.kind == TRACKS
        _top(patches, element)
    if not tracks:
        raise Uncleanable("The film has no tracks.")
    patches.cut(segment.end, "trailing data")
    return patches


def _top(patches: Patches, element: Element) -> None:
    if element.kind == VOID:
        patches.erase(element.body, element.end - element.body, "trailing data")
    elif element.kind == SEEK_HEAD:
        _seek_head(patches, element)
    elif element.kind == INFO:
        _fields(patches, element, IN_INFO)
    elif element.kind == TRACKS:
        _tracks(patches, element)
    elif element.kind not in KEPT:
        _void(patches, element, GONE.get(element.kind, "other data"))


def _seek_head(patches: Patches, head: Element) -> None:
    """Forgets where the elements were that go."""
    changed = False
    for seek in _children(patches, head.body, head.end):
        if seek.kind == SEEK:
            kinds = [
                _number(patches, child) for child in _children(patches, seek.body, seek.end) if child.kind == SEEK_ID
            ]
            if any(kind in GONE for kind in kinds):
                _void(patches, seek, "comments" if TAGS in kinds else "attachments")
                changed = True
    if changed:
        _drop_checksum(patches, head)


def _tracks(patches: Patches, tracks: Element) -> None:
    for track in list(_children(patches, tracks.body, tracks.end)):
        if track.kind == TRACK:
            for field in _children(patches, track.body, track.end):
                if field.kind == TRACK_TYPE and _number(patches, field) not in SHOWN:
                    raise Uncleanable("The film has a track of something that is neither picture, sound nor subtitle.")
            if _fields(patches, track, IN_TRACK):
                _drop_checksum(patches, tracks)
        elif track.kind == VOID:
            patches.erase(track.body, track.end - track.body, "trailing data")


def _fields(patches: Patches, parent: Element, words: dict[int, str]) -> bool:
    """Takes the fields that tell something; whether there were any."""
    before = patches.planned
    for field in _children(patches, parent.body, parent.end):
        if field.kind in words:
            _void(patches, field, words[field.kind])
        elif field.kind in PROGRAMS and field.end > field.body:
            patches.replace(field.body, b"-".ljust(field.end - field.body, b"\0"), "software")
        elif field.kind == VOID:
            patches.erase(field.body, field.end - field.body, "trailing data")
    if changed := patches.planned > before:
        _drop_checksum(patches, parent)
    return changed


def _drop_checksum(patches: Patches, parent: Element) -> None:
    """A changed element's checksum (RFC 8794 §11.3.1) is wrong then; it is the first inside where there is one."""
    first = next(_children(patches, parent.body, parent.end), None)
    if first is not None and first.kind == CRC:
        _void(patches, first)


def _void(patches: Patches, element: Element, *words: str) -> None:
    size = element.end - element.start
    if element.unknown:
        raise Uncleanable("The film has a part of unknown kind and length.")
    short = size - 2 < 0x7F
    head = b"\xec" + (bytes([0x80 | (size - 2)]) if short else ((1 << 56) | (size - 9)).to_bytes(8))
    patches.replace(element.start, head, *words)
    patches.erase(element.start + len(head), size - len(head), *words)


def _number(patches: Patches, element: Element) -> int:
    return int.from_bytes(patches.read(element.body, min(element.end - element.body, 8)))


def _children(patches: Patches, at: int, end: int) -> Iterator[Element]:
    """The elements between two places. One of unknown size is given empty: what is inside follows as if beside it,
    which for clusters ends them as well as their next neighbour does."""
    for _ in range(MOST_ELEMENTS):
        if at >= end:
            return
        element = _element(patches, at, end)
        if not (element.unknown and element.kind == CLUSTER):
            yield element
        at = _skip_blocks(patches, element.body, end) if element.unknown and element.kind == CLUSTER else element.end
    raise Uncleanable("The film has too many parts.")


def _skip_blocks(patches: Patches, at: int, end: int) -> int:
    """The end of a cluster of unknown size: the next element of the level above, whose kinds have four bytes."""
    for _ in range(MOST_ELEMENTS):
        if at >= end or patches.read(at, 1)[0] >> 4 == 1:
            return at
        element = _element(patches, at, end)
        if element.unknown:
            break
        at = element.end
    raise Uncleanable("The film's parts cannot be followed.")


def _element(patches: Patches, at: int, limit: int) -> Element:
    head = patches.read(at, min(12, limit - at))
    width = 9 - head[0].bit_length()
    if width > 4 or len(head) <= width:
        raise Uncleanable("The film is cut off or damaged.")
    size_width = 9 - head[width].bit_length()
    if size_width > 8 or len(head) < width + size_width:
        raise Uncleanable("The film is cut off or damaged.")
    most = (1 << (7 * size_width)) - 1
    size = int.from_bytes(head[width : width + size_width]) & most
    kind, body = int.from_bytes(head[:width]), at + width + size_width
    unknown = size == most
    if unknown and kind not in {SEGMENT, CLUSTER}:
        raise Uncleanable("The film's parts cannot be followed.")
    end = limit if unknown else body + size
    if end > limit:
        raise Uncleanable("The film is cut off or damaged.")
    return Element(kind, at, body, end, unknown)
