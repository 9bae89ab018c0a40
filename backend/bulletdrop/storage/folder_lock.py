"""Who is at work in a storage's folder: any number of servers together, or one process alone.

What lies in the folder and belongs to nobody can be told from what is under way only by whoever is alone there. The lock
is the folder itself and ends with its holder, however that ends. Where a file system has no such locks nobody is alone.
"""

import fcntl
import os
import time
from pathlib import Path
from typing import Self

from bulletdrop.storage.base import StorageError

PATIENCE = 10.0  # seconds that another's tidying up at its start is waited for
POLL = 0.05


class FolderLock:
    """A share in the folder. `is_alone`: nobody else has one; until `share` nobody else gets one."""

    def __init__(self, root: Path, *, patience: float = PATIENCE) -> None:
        """Blocking. Raises StorageError where somebody else is alone there and stays so."""
        root.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        until = time.monotonic() + patience
        while not (is_alone := self._lock(fcntl.LOCK_EX)) and not self._lock(fcntl.LOCK_SH):
            if time.monotonic() > until:
                self.close()
                raise StorageError(
                    f"{root} is in use by another BulletDrop, which must be alone there (a restore, perhaps)"
                )
            time.sleep(POLL)
        self.is_alone = is_alone

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def share(self) -> None:
        """Lets others in."""
        self._lock(fcntl.LOCK_SH)
        self.is_alone = False

    def close(self) -> None:
        """Gives the share up."""
        os.close(self._descriptor)

    def _lock(self, kind: int) -> bool:
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # no locks here (some network file systems): never alone, never in the way
            return kind == fcntl.LOCK_SH
        return True
