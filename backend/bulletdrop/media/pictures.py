"""Pictures: opened by the decoder of their type alone, after a look at their size, and made small in little memory."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Final

from PIL import Image

from bulletdrop.media import jxl
from bulletdrop.media.colour import plain, to_srgb
from bulletdrop.media.work import WorkRefused

FORMATS: Final = {
    "image/png": "PNG", "image/apng": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP",
    "image/tiff": "TIFF", "image/bmp": "BMP", "image/x-icon": "ICO", "image/avif": "AVIF", "image/heic": "HEIF",
    "image/heif": "HEIF", "image/jxl": "JXL",
}  # fmt: skip
PLUGINS: Final = {"HEIF": "pillow_heif", "JXL": "pillow_jxl"}
PIXELS: Final = 100_000_000
DECODED: Final = 200 << 20  # bytes of pixels, which leaves a child room for the rest (media/confine.py)
BYTES: Final = {"1": 1, "L": 1, "P": 1, "LA": 4, "I;16": 2, "I;16B": 2}  # a pixel; any other mode has 4
ROWS: Final = 64  # of the small picture that are made at once
TALLEST: Final = 3  # times its width; what is taller is cut from the top
ORIENTATION: Final = 0x0112
TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


@dataclass(slots=True)
class Drawn:
    """A picture of a file, and the size and seconds of what it shows, where it has them."""

    image: Image.Image
    width: int | None = None
    height: int | None = None
    duration: float | None = None


@contextmanager
def opened(source: Path | IO[bytes], mime_type: str) -> Iterator[Image.Image]:
    """A picture whose header alone was read. Whatever its decoder raises, here or later in the block, is a refusal."""
    form = FORMATS.get(mime_type)
    if form is None:
        raise WorkRefused(f"There is no picture of {mime_type}.")
    try:
        prepare(form)
        if form == "JXL" and isinstance(source, Path):  # its plugin decodes all of it when it opens
            check_size(*jxl.size(source))
        with Image.open(source, formats=(form,)) as image:
            check_size(*image.size)
            yield image
    except (WorkRefused, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's, not the picture's
            raise
        raise WorkRefused(f"The picture cannot be read: {type(error).__name__}.") from error


def prepare(form: str) -> None:
    """Loads the decoder that is a package of its own, with one thread."""
    if form in PLUGINS:
        plugin = import_module(PLUGINS[form])
        if form == "HEIF":
            plugin.register_heif_opener(thumbnails=False, decode_threads=1)
        else:
            plugin.JpegXLImagePlugin.DECODE_THREADS = 0


def check_size(width: int, height: int) -> None:
    if width < 1 or height < 1 or width * height > PIXELS:
        raise WorkRefused(
            f"The picture is {width} × {height} pixels, and {PIXELS // 1_000_000} megapixels are allowed."
        )


def orientation(image: Image.Image) -> int:
    """As EXIF says; 1 where it does not. HEIF, AVIF and JPEG XL turn in their decoders."""
    if image.format not in {"JPEG", "MPO", "TIFF", "PNG", "WEBP"}:
        return 1
    try:
        found = image.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - broken EXIF is none
        return 1
    return found if found in TURNS else 1


def shown_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if orientation(image) >= 5 else (width, height)  # noqa: PLR2004 - 5 to 8 swap the sides


def draw(path: Path, mime_type: str, width: int) -> Drawn:
    """The first frame, upright, in sRGB, at least `width` wide where it has as much, cut to TALLEST."""
    with opened(path, mime_type) as image:
        size = shown_size(image)
        return Drawn(small(image, width, is_cut=True), *size)


def small(image: Image.Image, width: int, *, is_cut: bool = False) -> Image.Image:
    """An opened picture as upright sRGB, at least `width` wide where it has as much."""
    turn = orientation(image)
    profile = image.info.get("icc_profile")
    shown_width, shown_height = shown_size(image)
    scale = min(1.0, width / shown_width)
    wanted = (max(1, math.floor(shown_width * scale)), max(1, math.floor(shown_height * scale)))
    image.draft(None, wanted if turn < 5 else wanted[::-1])  # noqa: PLR2004 - as above
    if math.prod(image.size) * BYTES.get(image.mode, 4) > DECODED:
        raise WorkRefused("The picture is too large to be decoded.")
    whole = image
    if is_cut and turn in {1, 2} and image.height > TALLEST * image.width:
        whole = image.crop((0, 0, image.width, TALLEST * image.width))
    shown_now = whole.width if turn < 5 else whole.height  # noqa: PLR2004 - as above
    found = to_srgb(_reduced(whole, max(1, int(shown_now / width / 2))), profile)
    if turn != 1:
        found = found.transpose(TURNS[turn])
    return found


def scaled(image: Image.Image, width: int) -> Image.Image:
    """Exactly `width` wide, never larger than it is, cut from the top to TALLEST."""
    if image.height > TALLEST * image.width:
        image = image.crop((0, 0, image.width, TALLEST * image.width))
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    # As sharp as bicubic going down, in half the time; whole steps of its size go by averaging.
    return image.resize((width, height), Image.Resampling.HAMMING, reducing_gap=1.0)


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """Plain and `factor` times smaller, made in strips: no second copy of all the pixels, whatever their mode."""
    image.load()
    if factor == 1:
        return plain(image)
    width, height = image.size
    result: Image.Image | None = None
    for top in range(0, height, factor * ROWS):
        strip = plain(image.crop((0, top, width, min(height, top + factor * ROWS)))).reduce(factor)
        if result is None:
            result = Image.new(strip.mode, (strip.width, math.ceil(height / factor)))
        result.paste(strip, (0, top // factor))
    assert result is not None  # noqa: S101 - a picture has a row
    return result
