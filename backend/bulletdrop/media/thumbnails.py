"""A picture of a file in several widths, whatever the file is (design: Thumbnails)."""

from base64 import b64encode
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from PIL import Image

from bulletdrop.media import pictures
from bulletdrop.media.pictures import Drawn, scaled
from bulletdrop.media.thumbhash import thumbhash
from bulletdrop.media.types import is_textual
from bulletdrop.media.work import WorkRefused

QUALITY: Final = 75
EFFORT: Final = 1  # of 6: 2 takes half as long again for 10 % fewer bytes, 4 thrice as long for 14 %
Draw = Callable[[Path, str, int], Drawn]


def thumbnails(path: str, mime_type: str, targets: dict[str, str]) -> dict[str, Any]:
    """Writes WebP files of at most the widths that `targets` names; tells their sizes, and the file's own as it is shown.

    `width` and `height` are pixels, for a document points; `duration` is in seconds; all of them null where there is none.
    """
    widths = sorted(map(int, targets), reverse=True)
    drawn = family(mime_type)(Path(path), mime_type, widths[0])
    image, sizes = drawn.image, {}
    for width in widths:
        image = scaled(image, width)
        save(image, targets[str(width)])
        sizes[str(width)] = list(image.size)
    return {
        "width": drawn.width,
        "height": drawn.height,
        "duration": drawn.duration,
        "placeholder": b64encode(thumbhash(image)).decode(),
        "sizes": sizes,
    }


def save(image: Image.Image, target: str, *, quality: int = QUALITY, effort: int = EFFORT) -> None:
    """Without any metadata, which Pillow would take from `info`."""
    image.info = {}
    image.save(target, "WEBP", quality=quality, method=effort)


def family(mime_type: str) -> Draw:
    """The function that draws files of the type; its module is loaded only now."""
    if mime_type in pictures.FORMATS:
        return pictures.draw
    module = "text" if is_textual(mime_type) else _module(mime_type)
    if module is None:
        raise WorkRefused(f"There is no picture of {mime_type}.")
    draw: Draw = import_module(f"bulletdrop.media.{module}").draw
    return draw


def _module(mime_type: str) -> str | None:
    if mime_type == "image/svg+xml":
        return "svg"
    if mime_type == "application/pdf":
        return "pdf"
    kind = mime_type.partition("/")[0]
    return kind if kind in {"audio", "video"} else None
