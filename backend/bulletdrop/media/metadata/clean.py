"""Metadata out of pictures, in process: the pixels are copied as they are, never decoded.

What stays: the ICC profile, the orientation, transparency, animation, and what else changes how the picture looks.
What a decoder alone could find stays, too: bytes hidden in the coded data of the pixels are beyond these modules.
"""

import struct
import zlib
from collections.abc import Callable
from typing import Final

from bulletdrop.media.metadata import gif, jpeg, jxl, png, tiff, webp
from bulletdrop.media.metadata.words import Uncleanable, ordered

CLEANERS: Final[dict[str, Callable[[bytes], tuple[bytes, set[str]]]]] = {
    "image/jpeg": jpeg.clean,
    "image/png": png.clean,
    "image/apng": png.clean,  # as libmagic 5.45 and later call an animated one
    "image/webp": webp.clean,
    "image/gif": gif.clean,
    "image/tiff": tiff.clean,
    "image/jxl": jxl.clean,
}
IN_PROCESS: Final = frozenset(CLEANERS)


def clean_bytes(data: bytes | bytearray | memoryview, mime_type: str) -> tuple[bytes | None, tuple[str, ...]]:
    """The clean bytes, or None where nothing had to go; what was removed, in words.

    Raises Uncleanable where the file is broken or not understood. Takes at most about three times the file in memory.
    """
    cleaner = CLEANERS.get(mime_type)
    if cleaner is None:
        raise Uncleanable(f"files of type {mime_type} are not cleaned in process")
    whole = bytes(data)
    try:
        cleaned, found = cleaner(whole)
    except (ValueError, LookupError, OverflowError, struct.error, zlib.error) as problem:
        raise Uncleanable("its structure is broken") from problem
    if cleaned == whole:
        return None, ()
    return cleaned, ordered(found or {"other data"})
