"""Pictures in another format or size, upright, in sRGB, without metadata."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageSequence

from bulletdrop.media.colour import plain, to_srgb
from bulletdrop.media.pictures import opened, shown_size, small
from bulletdrop.media.thumbnails import family, save
from bulletdrop.media.work import WorkRefused

FORMATS: Final = {"webp": "WEBP", "avif": "AVIF", "jpeg": "JPEG"}
OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "WEBP": {"method": 4},
    "AVIF": {"speed": 8, "max_threads": 1},
    "JPEG": {"optimize": True, "progressive": True},
}
# Made once and looked at as the picture itself, where a thumbnail is made for every file and looked at in a list.
RESIZED_QUALITY: Final = 80
RESIZED_EFFORT: Final = 2
FRAMES: Final = 1000
ALL_PIXELS: Final = 100_000_000  # of all frames together
AVIF_PIXELS: Final = 6_000_000  # its encoder takes 25 bytes for each
LARGEST: Final = 16_383  # pixels of a side, in WebP


def convert(
    *,
    path: str,
    mime_type: str,
    target: str,
    format: str,  # noqa: A002 - a job's arguments are named in its JSON
    quality: int,
    max_width: int | None = None,
) -> dict[str, Any]:
    """Writes the picture to `target` as webp, avif or jpeg (on white); an animation stays one as webp."""
    with opened(Path(path), mime_type) as image:
        form = FORMATS[format]
        width, _ = shown_size(image)
        width = min(width, max_width or width)
        if form == "WEBP" and getattr(image, "is_animated", False):
            return _animation(image, target, quality, width)
        found = fitted(small(image, width), width)
        if form == "JPEG":
            found = on_white(found)
        if form == "AVIF" and found.width * found.height > AVIF_PIXELS:
            raise WorkRefused(f"Over {AVIF_PIXELS // 1_000_000} megapixels no AVIF is made.")
        _check_sides(found.size)
        found.info = {}
        found.save(target, form, quality=quality, **OPTIONS[form])
        return {"width": found.width, "height": found.height}


def resize(*, path: str, mime_type: str, target: str, width: int) -> dict[str, Any]:
    """Writes the whole picture, at most `width` pixels wide, to `target` as WebP."""
    if mime_type == "image/svg+xml":
        found = fitted(family(mime_type)(Path(path), mime_type, width).image, width)
    else:
        with opened(Path(path), mime_type) as image:
            found = fitted(small(image, width), width)
    _check_sides(found.size)
    save(found, target, quality=RESIZED_QUALITY, effort=RESIZED_EFFORT)
    return {"width": found.width, "height": found.height}


def fitted(image: Image.Image, width: int) -> Image.Image:
    """At most `width` wide, whatever its height."""
    if image.width <= width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _animation(image: Image.Image, target: str, quality: int, width: int) -> dict[str, Any]:
    count = getattr(image, "n_frames", 1)
    if count > FRAMES or count * image.width * image.height > ALL_PIXELS:
        raise WorkRefused("The animation is too long to be converted.")
    profile = image.info.get("icc_profile")
    loop = image.info.get("loop", 1)
    durations: list[int] = []

    def frames() -> Iterator[Image.Image]:
        for frame in ImageSequence.Iterator(image):
            durations.append(int(frame.info.get("duration", 100)))
            found = fitted(to_srgb(plain(frame), profile), width)
            found.info = {}
            yield found

    made = list(frames())
    _check_sides(made[0].size)
    made[0].save(
        target, "WEBP", save_all=True, append_images=made[1:], duration=durations, loop=loop, quality=quality, method=2
    )
    return {"width": made[0].width, "height": made[0].height}


def _check_sides(size: tuple[int, int]) -> None:
    if max(size) > LARGEST:
        raise WorkRefused(f"The picture is more than {LARGEST} pixels long.")
