"""The size in a JPEG XL's header (ISO/IEC 18181-1, SizeHeader), told before a decoder sees the file."""

from pathlib import Path
from typing import Final

HEAD: Final = 4096  # bytes within which the codestream begins
RATIOS: Final = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
BITS: Final = (9, 13, 18, 30)


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "little")

    def take(self, count: int) -> int:
        found = self._value & ((1 << count) - 1)
        self._value >>= count
        return found


def size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, before any turn. Raises ValueError."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.startswith(b"\xff\x0a"):
        at = max(head.find(b"jxlc") + 4, head.find(b"jxlp") + 8)
        head = head[at:]
    if not head.startswith(b"\xff\x0a"):
        raise ValueError("no codestream of JPEG XL")
    bits = _Bits(head[2:20])
    is_small = bits.take(1)
    height = _side(bits, is_small=bool(is_small))
    ratio = bits.take(3)
    if ratio == 0:
        return _side(bits, is_small=bool(is_small)), height
    across, down = RATIOS[ratio - 1]
    return height * across // down, height


def _side(bits: _Bits, *, is_small: bool) -> int:
    if is_small:
        return (bits.take(5) + 1) * 8
    return bits.take(BITS[bits.take(2)]) + 1
