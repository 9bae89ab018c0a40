"""How long metadata removal takes, in milliseconds for a megabyte of file.

python -m bench.metadata    # half a minute; the best of seven rounds for each format and size
"""

import io
import random
import time
from typing import Final

from PIL import Image

from bulletdrop.media.metadata.clean import clean_bytes

ROUNDS: Final = 7
MEGABYTE: Final = 1_000_000
SIZES: Final = (800, 1600, 2400)  # pixels a side
SAVED: Final[dict[str, dict[str, object]]] = {
    "JPEG": {"quality": 95, "comment": b"a comment"},
    "PNG": {"compress_level": 1},
    "WEBP": {"lossless": True, "method": 0},
    "GIF": {"comment": b"a comment"},
    "TIFF": {"software": "some software"},
}


def picture(side: int) -> Image.Image:
    """Noise on a slope: it compresses about as a photo does."""
    noise = Image.frombytes("RGB", (side, side), random.Random(side).randbytes(3 * side * side))
    slope = Image.linear_gradient("L").resize((side, side)).convert("RGB")
    return Image.blend(slope, noise, 0.2)


def best(data: bytes, mime_type: str) -> float:
    """Milliseconds for a megabyte."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        clean_bytes(data, mime_type)
        times.append(time.perf_counter() - start)
    return min(times) * 1000 / (len(data) / MEGABYTE)


def main() -> None:
    for side in SIZES:
        image = picture(side)
        exif = Image.Exif()
        exif[0x010F] = "a camera"
        for form, options in SAVED.items():
            out = io.BytesIO()
            image.save(out, form, **({"exif": exif} if form in {"JPEG", "PNG", "WEBP"} else {}), **options)
            data = out.getvalue()
            print(f"{form:5} {len(data) / MEGABYTE:6.1f} MB  {best(data, f'image/{form.lower()}'):6.2f} ms/MB")


if __name__ == "__main__":
    main()
