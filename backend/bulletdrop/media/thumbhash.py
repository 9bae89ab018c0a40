"""ThumbHash (https://evanw.github.io/thumbhash): a picture in about 25 bytes, shown until the real one is there."""

import math
from typing import Final

from PIL import Image

SIDE: Final = 20  # pixels that are looked at; the format allows 100, which nobody sees and takes 25 times as long
Terms = tuple[float, list[float], float]


def thumbhash(image: Image.Image) -> bytes:
    """The hash of a picture in any mode that converts to RGBA."""
    small = image if image.mode == "RGB" else image.convert("RGBA")
    scale = min(1.0, SIDE / max(small.size))
    size = (max(1, round(small.width * scale)), max(1, round(small.height * scale)))
    return encode(*size, small.resize(size, Image.Resampling.BOX).convert("RGBA").tobytes())


def encode(width: int, height: int, rgba: bytes) -> bytes:
    """The hash of pixels row by row, not premultiplied; equal to what the reference makes of them."""
    alphas = [value / 255 for value in rgba[3::4]]
    total = sum(alphas)
    reds, greens, blues = (_over_average(rgba[band::4], alphas, total) for band in range(3))
    has_alpha = total < width * height
    most = 5 if has_alpha else 7
    columns = max(1, _round(most * width / max(width, height)))
    rows = max(1, _round(most * height / max(width, height)))
    colours = list(zip(reds, greens, blues, strict=True))
    light = _terms([(r + g + b) / 3 for r, g, b in colours], width, max(3, columns), max(3, rows))
    yellow = _terms([(r + g) / 2 - b for r, g, b in colours], width, 3, 3)
    red = _terms([r - g for r, g, _ in colours], width, 3, 3)
    alpha = _terms(alphas, width, 5, 5) if has_alpha else None
    is_wide = width > height
    head = _head(light, yellow, red, has_alpha=has_alpha)
    head += _shape(rows if is_wide else columns, yellow, red, is_wide=is_wide)
    if alpha:
        head += bytes([_round(15 * alpha[0]) | _round(15 * alpha[2]) << 4])
    return head + _packed([*light[1], *yellow[1], *red[1], *(alpha[1] if alpha else [])])


def _over_average(band: bytes, alphas: list[float], total: float) -> list[float]:
    """The band laid over its own average colour, 0 to 1."""
    average = sum(a / 255 * value for a, value in zip(alphas, band, strict=True))
    if total:
        average /= total
    return [average * (1 - a) + a / 255 * value for a, value in zip(alphas, band, strict=True)]


def _terms(channel: list[float], width: int, columns: int, rows: int) -> Terms:
    """The constant term of a discrete cosine transform, the others scaled to 0…1, and their scale."""
    height = len(channel) // width
    lines = [channel[y * width : (y + 1) * width] for y in range(height)]
    waves = [[math.cos(math.pi / width * cx * (x + 0.5)) for x in range(width)] for cx in range(columns)]
    across = [[sum(map(float.__mul__, line, wave)) for line in lines] for wave in waves]
    found: list[float] = []
    for cy in range(rows):
        wave = [math.cos(math.pi / height * cy * (y + 0.5)) for y in range(height)]
        found += [
            sum(map(float.__mul__, across[cx], wave)) / len(channel)
            for cx in range(columns)
            if cx * rows < columns * (rows - cy)
        ]
    constant, others = found[0], found[1:]
    scale = max(map(abs, others))
    return constant, [0.5 + 0.5 / scale * term for term in others] if scale else others, scale


def _head(light: Terms, yellow: Terms, red: Terms, *, has_alpha: bool) -> bytes:
    bits = _round(63 * light[0]) | _round(31.5 + 31.5 * yellow[0]) << 6 | _round(31.5 + 31.5 * red[0]) << 12
    return (bits | _round(31 * light[2]) << 18 | has_alpha << 23).to_bytes(3, "little")


def _shape(side: int, yellow: Terms, red: Terms, *, is_wide: bool) -> bytes:
    bits = side | _round(63 * yellow[2]) << 3 | _round(63 * red[2]) << 9 | is_wide << 15
    return bits.to_bytes(2, "little")


def _packed(terms: list[float]) -> bytes:
    """Four bits for each term, the lower half first."""
    nibbles = [_round(15 * term) for term in terms]
    nibbles += [0] * (len(nibbles) % 2)
    return bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2], strict=True))


def _round(value: float) -> int:
    """As JavaScript rounds: halves go up."""
    return math.floor(value + 0.5)
