"""Ogg (RFC 3533) with Vorbis, Opus, Speex: the comment packet keeps its length and says nothing.

Zeros behind the last comment are allowed (RFC 7845 §5.2), so no page moves or is renumbered; only the checksums of the pages
that held comments change.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from bulletdrop.media.metadata.changes import Patches
from bulletdrop.media.metadata.words import Uncleanable

MOST_HEADERS: Final = 4096  # pages that are looked at; a big cover takes some hundred
BEGINS, CONTINUES = 2, 1
# What the identification packet begins with, and how the comment packet does; what follows the comments.
CODECS: Final = {
    b"OpusHead": (b"OpusTags", b""), b"\x01vorbis": (b"\x03vorbis", b"\x01"), b"Speex   ": (b"", b""),
}  # fmt: skip
PICTURE: Final = b"METADATA_BLOCK_PICTURE="
_REVERSED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    start: int
    flags: int
    serial: bytes
    segments: bytes
    body: int

    @property
    def end(self) -> int:
        return self.body + sum(self.segments)


def plan(file: BinaryIO) -> Patches:
    """Changes for one stream of sound; several at once, or film, are not followed."""
    patches = Patches(file)
    pages = _pages(patches)
    first = next(pages, None)
    if first is None or not first.flags & BEGINS:
        raise Uncleanable("The file is no Ogg stream.")
    head = patches.read(first.body, first.end - first.body)
    found = next((forms for begin, forms in CODECS.items() if head.startswith(begin)), None)
    if found is None:
        raise Uncleanable("The Ogg file holds something other than Vorbis, Opus or Speex.")
    held: list[tuple[Page, int]] = []  # pages of the comment packet, and how much of each is its
    for page in pages:
        if page.serial != first.serial:
            raise Uncleanable("The Ogg file has several streams.")
        length, whole = _first_packet(page)
        held.append((page, length))
        if whole:
            break
    else:
        raise Uncleanable("The file is cut off or damaged.")
    _empty(patches, held, *found)
    return patches


def _empty(patches: Patches, held: list[tuple[Page, int]], begin: bytes, tail: bytes) -> None:
    packet = b"".join(patches.read(page.body, length) for page, length in held)
    empty = (begin + bytes(8) + tail).ljust(len(packet), b"\0")
    if not packet.startswith(begin) or len(empty) > len(packet):
        raise Uncleanable("The Ogg file's comments are not where they should be.")
    if packet == empty:
        return
    patches.removed |= {"comments"} | ({"cover"} if PICTURE in packet.upper() else set())
    at = 0
    for page, length in held:
        whole = bytearray(patches.read(page.start, page.end - page.start))
        offset = page.body - page.start
        whole[offset : offset + length] = empty[at : at + length]
        whole[22:26] = bytes(4)
        whole[22:26] = checksum(bytes(whole)).to_bytes(4, "little")
        patches.replace(page.start, bytes(whole))
        at += length


def checksum(page: bytes) -> int:
    """Ogg's CRC (RFC 3533 §6) is zlib's with every byte turned round and no inversion."""
    turned = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{turned:032b}"[::-1], 2)


def _first_packet(page: Page) -> tuple[int, bool]:
    """How many bytes of the page belong to its first packet, and whether that ends there."""
    length = 0
    for segment in page.segments:
        length += segment
        if segment < 255:
            return length, True
    return length, False


def _pages(patches: Patches) -> Iterator[Page]:
    at = 0
    for _ in range(MOST_HEADERS):
        if at == patches.size:
            return
        head = patches.read(at, 27)
        if head[:5] != b"OggS\0":
            raise Uncleanable("The file's pages are damaged.")
        segments = patches.read(at + 27, head[26])
        page = Page(at, head[5], head[14:18], segments, at + 27 + head[26])
        at = page.end
        yield page
