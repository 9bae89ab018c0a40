"""Which refresh tokens this process has just exchanged.

Two tabs that refresh in the same moment send the same token. One wins; the other has lost a race and is no thief, so the
session must not end for it (RFC 9700 §4.14.2 leaves how to tell them apart to the server). The token of a request that
had arrived before the winner's exchange was committed cannot have been learnt from anywhere else in between.
"""

import time
from collections import OrderedDict

KEPT = 1000


class Rotations:
    """When exchanges were committed, by the digest of the token given up; in this process's memory."""

    def __init__(self) -> None:
        self._committed: OrderedDict[bytes, float] = OrderedDict()

    def note(self, refresh_hash: bytes) -> None:
        """Notes that the exchange of this token is committed now."""
        self._committed[refresh_hash] = time.monotonic()
        if len(self._committed) > KEPT:
            self._committed.popitem(last=False)

    def was_after(self, refresh_hash: bytes, arrived: float) -> bool:
        """Whether this token was exchanged here after that moment of `time.monotonic()`."""
        return self._committed.get(refresh_hash, arrived - 1) >= arrived
