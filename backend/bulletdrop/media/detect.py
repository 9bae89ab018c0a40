"""What is in a file, told from its bytes.

A signature or libmagic says the type; what the client said or the name suggests never decides. Blocking and fast (up to
1 ms); libmagic's handle is not safe for threads, so each thread has its own.
"""

import re
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import magic
from PIL import Image

HEAD: Final = 65_536  # bytes from the beginning that decide
BEGINNING: Final = 8192  # bytes that are enough for most
UNKNOWN: Final = "application/octet-stream"
SHOWN_AT_ONCE: Final = ("image/", "video/", "audio/", "font/", UNKNOWN)
# As libmagic knows them: PNG 3 §5.2, its animation control chunk first (§11.3.6); JFIF and Exif; GIF; RIFF WebP.
PICTURES: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR(?!.{17}....acTL)", re.DOTALL), "image/png"),
    (re.compile(rb"\xff\xd8\xff[\xdb\xe0\xe1]"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL), "image/webp"),
)
# libmagic takes one in a hundred files of random bytes, encrypted ones for example, for a program of DOS without a header.
PROGRAM: Final = "application/x-dosexec"
ISO_9660_AT: Final = 32_769  # ECMA-119: the standard identifier of the first volume descriptor
ROTATED: Final = {5, 6, 7, 8}  # EXIF orientations that swap width and height
ORIENTATION: Final = 0x0112
MEASURED: Final = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "ICO")
ALIASES: Final = {
    "image/x-ms-bmp": "image/bmp",
    "image/vnd.microsoft.icon": "image/x-icon",
    "audio/x-wav": "audio/wav",
    "audio/x-m4a": "audio/mp4",
    "audio/x-flac": "audio/flac",
    "video/x-m4v": "video/mp4",
    "application/x-gzip": "application/gzip",
    "application/x-rar": "application/vnd.rar",
    "application/javascript": "text/javascript",
    "application/x-javascript": "text/javascript",
    "application/vnd.sqlite3": "application/x-sqlite3",
    "application/x-empty": "text/plain",
    "inode/x-empty": "text/plain",
}

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Detected:
    """The type, and for images the size in pixels as they are shown (turned as EXIF says)."""

    mime_type: str
    width: int | None = None
    height: int | None = None


def detect(head: bytes, whole: Callable[[], str | bytes]) -> Detected:
    """Tells the type from the first bytes; measures an image from its file's header, decoding no pixel.

    `whole` gives the path of the file, or all its bytes; it is asked for images alone.
    """
    mime_type = _mime_type(head)
    if not mime_type.startswith("image/") or mime_type == "image/svg+xml":
        return Detected(mime_type)
    return Detected(mime_type, *_dimensions(whole()))


def _mime_type(head: bytes) -> str:
    """The commonest pictures are known by their signatures, at a hundredth of libmagic's price. Most other kinds show in
    the first few kilobytes, and to look through more takes twice the time; text, archives and what is made of them show
    further on.
    """
    for pattern, mime_type in PICTURES:
        if pattern.match(head):
            return mime_type
    found = _said_of(head[:BEGINNING])
    if not found.startswith(SHOWN_AT_ONCE) or found == "image/svg+xml":
        return _said_of(head)
    return "application/x-iso9660-image" if found == UNKNOWN and head.startswith(b"CD001", ISO_9660_AT) else found


def _said_of(head: bytes) -> str:
    handle: magic.Magic | None = getattr(_local, "magic", None)
    if handle is None:
        handle = _local.magic = magic.Magic(mime=True)
    try:
        found = str(handle.from_buffer(head[:HEAD]))
    except magic.MagicException:
        return UNKNOWN
    if "/" not in found or (found == PROGRAM and not head.startswith(b"MZ")):
        return UNKNOWN
    return ALIASES.get(found, found)


def _dimensions(source: str | bytes) -> tuple[int | None, int | None]:
    """Reads the header alone. A size over Pillow's pixel limit is only told here, never decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = Path(source) if isinstance(source, str) else BytesIO(source)
            with Image.open(file, formats=MEASURED) as image:
                width, height = image.size
                turned = image.format in {"JPEG", "TIFF"} and image.getexif().get(ORIENTATION) in ROTATED
    except Exception:  # noqa: BLE001 - hostile headers raise anything; the file is only not measured then
        return None, None
    return (height, width) if turned else (width, height)
