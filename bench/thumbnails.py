"""Pictures of files: `python -m bench.thumbnails [NAME…]`. For each kind the median time on one core and the most memory, of a child of its own."""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pillow_heif
from PIL import Image, ImageDraw, ImageFilter

from bulletdrop.media.workers import Workers

ROUNDS = 7
WIDTHS = ("320", "640")


def photo(width: int, height: int) -> Image.Image:
    """Soft shapes with a little grain."""
    bands = []
    for _ in range(3):
        shapes = Image.effect_noise((width // 64, height // 64), 90).resize((width, height), Image.Resampling.BICUBIC)
        bands.append(Image.blend(shapes, Image.effect_noise((width, height), 24), 0.15))
    return Image.merge("RGB", bands).filter(ImageFilter.BoxBlur(1))


def screenshot(width: int, height: int) -> Image.Image:
    """Boxes and lines of words."""
    chance = random.Random(3)
    image = Image.new("RGB", (width, height), (250, 250, 248))
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = chance.randrange(width), chance.randrange(height)
        fill = tuple(chance.randrange(200, 256) for _ in range(3))
        pen.rectangle((x, y, x + chance.randrange(50, 900), y + chance.randrange(20, 500)), fill=fill)
    for y in range(0, height, 18):
        for x in range(0, width, 700):
            pen.text((x, y), "".join(chance.choice("abcdefgh ijklmnop(){}=") for _ in range(90)), fill=(30, 30, 40))
    return image


def video(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 1920, 1080, "yuv420p", 10
        image = photo(1920, 1080)
        for _ in range(40):
            out.mux(stream.encode(av.VideoFrame.from_image(image)))  # type: ignore[no-untyped-call]
        out.mux(stream.encode())


def copy_of_this(path: Path) -> None:
    path.write_bytes(Path(__file__).read_bytes())


def saver(image: Callable[[], Image.Image], form: str, **options: Any) -> Callable[[Path], None]:
    return lambda path: image().save(path, form, **options)


# name → type, how it is made
KINDS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "jpeg-12mp": ("image/jpeg", saver(lambda: photo(4000, 3000), "JPEG", quality=88)),
    "jpeg-48mp-progressive": ("image/jpeg", saver(lambda: photo(8000, 6000), "JPEG", quality=85, progressive=True)),
    "png-4k-screenshot": ("image/png", saver(lambda: screenshot(3840, 2160), "PNG")),
    "png-12mp": ("image/png", saver(lambda: photo(4000, 3000), "PNG", compress_level=3)),
    "png-12mp-rgba": ("image/png", saver(lambda: photo(4000, 3000).convert("RGBA"), "PNG", compress_level=3)),
    "png-48mp": ("image/png", saver(lambda: photo(8000, 6000), "PNG", compress_level=1)),
    "webp-12mp": ("image/webp", saver(lambda: photo(4000, 3000), "WEBP")),
    "avif-12mp": ("image/avif", saver(lambda: photo(4000, 3000), "AVIF", speed=10)),
    "heic-12mp": ("image/heic", saver(lambda: photo(4000, 3000), "HEIF")),
    "mp4-1080p": ("video/mp4", video),
    "python-source": ("text/x-script.python", copy_of_this),
}


def peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def size_of(path: str) -> int:
    return Path(path).stat().st_size


async def measure(name: str, folder: Path) -> str:
    mime_type, make = KINDS[name]
    await asyncio.to_thread(make, folder / name)
    targets = {width: str(folder / f"{name}-{width}.webp") for width in WIDTHS}
    workers = Workers()
    times = []
    try:
        for _ in range(ROUNDS + 1):  # the first one starts the child
            began = time.perf_counter()
            await workers.run("thumbnails", path=str(folder / name), mime_type=mime_type, targets=targets)
            times.append(1000 * (time.perf_counter() - began))
        (pid,) = (child.pid for child in workers._resting)  # noqa: SLF001 - it has no other use for it
        sizes = " + ".join(f"{size_of(target):,}" for target in targets.values())
        return f"| {name} | {statistics.median(times[1:]):.0f} | {peak_mb(pid):.0f} | {sizes} |"
    finally:
        await workers.close()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(KINDS))
    names = parser.parse_args().names or list(KINDS)
    pillow_heif.register_heif_opener()
    print("| file | median ms | peak MB | bytes of 320 + 640 |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            print(await measure(name, Path(folder)), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
