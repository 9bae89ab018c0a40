"""What the disk says."""

import errno
from typing import Final

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: OSError) -> bool:
    """Whether there was no room: on the disk, in a quota, or for a file so large."""
    return error.errno in _FULL
