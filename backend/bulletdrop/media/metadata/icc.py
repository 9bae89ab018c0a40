"""ICC profiles (ICC.1:2022), which stay: they say what the numbers of the pixels mean."""

import struct
from typing import Final

HEADER: Final = 128
MOST: Final = 16 << 20  # the largest profiles in use, for CMYK presses, have 3 MB


def sound(profile: bytes | memoryview) -> bytes | None:
    """The profile without what stands after its end; None for what no decoder would take as one (section 7.2)."""
    if len(profile) < HEADER + 4 or bytes(profile[36:40]) != b"acsp":
        return None
    size, tags = struct.unpack_from(">I124xI", profile)
    if not HEADER + 4 + 12 * tags <= size <= min(len(profile), MOST):
        return None
    return bytes(profile[:size])
