"""Views between an answer and the database: rows of COPY one after the other, in memory that a crash leaves behind.

A segment is a file of fixed size, mapped and shared: what is stored in the mapping is in the kernel's page cache, without a
system call, and outlives the process however it ends (not a loss of power, which may cost the last seconds). Its space is
allocated beforehand, so that a full disk cannot end the process in the middle of a store.

    0   8 bytes   magic
    8   8 bytes   how many bytes of rows are in use, in the machine's order
    16  16 bytes  the batch that these rows are, random and new each time that the segment is used again
    32  …         rows

The batch is recorded by the transaction that writes its rows, so that a segment that is found after a crash is either
written or not, and never written twice. The owner of a segment holds a lock on its file; one that nobody holds was left
behind. Without a journal the same segments are plain memory.
"""

import contextlib
import fcntl
import mmap
import os
import secrets
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, Self

from bulletdrop.analytics.copying import EPOCH, FIELDS, START, Memory, put_start, row_in

SIZE: Final = 16 << 20  # bytes of a segment
PIECE: Final = 16 << 10  # bytes of rows given back at a time, or
ROWS_AT_ONCE: Final = 100
MAGIC: Final = b"BDVIEWS1"
USED_AT: Final = 8
BATCH_AT: Final = 16
ROWS_AT: Final = 32
BATCH_BYTES: Final = 16
ENDING: Final = ".views"


class Segment:
    """Room for the rows of one batch. `uploads` holds the upload of each, in their order."""

    def __init__(self, memory: Memory, *, path: Path | None = None, descriptor: int = -1) -> None:
        self.uploads: list[int] = []
        self._memory = memory
        self._used = memoryview(memory)[USED_AT:BATCH_AT].cast("Q")
        self._end = ROWS_AT
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def in_memory(cls) -> Self:
        """One that a crash takes along."""
        segment = cls(bytearray(SIZE))
        segment.clear()
        return segment

    @classmethod
    def create(cls, folder: Path) -> Self:
        """A new file of the folder. Raises OSError, of a full disk for one."""
        path = folder / f"{secrets.token_hex(8)}{ENDING}"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.posix_fallocate(descriptor, 0, SIZE)
            memory = mmap.mmap(descriptor, SIZE)
        except BaseException:
            path.unlink(missing_ok=True)
            os.close(descriptor)
            raise
        segment = cls(memory, path=path, descriptor=descriptor)
        segment.clear()
        memory[: len(MAGIC)] = MAGIC  # last: a file without it never held a row
        return segment

    @classmethod
    def take_over(cls, path: Path) -> Self | None:
        """A segment that a process left behind, with its rows; None where somebody holds it or it never held one."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if os.fstat(descriptor).st_size != SIZE or os.pread(descriptor, len(MAGIC), 0) != MAGIC:
            path.unlink(missing_ok=True)
            os.close(descriptor)
            return None
        segment = cls(mmap.mmap(descriptor, SIZE), path=path, descriptor=descriptor)
        segment._find_rows()
        return segment

    def _find_rows(self) -> None:
        self._end = ROWS_AT + min(self._used[0], SIZE - ROWS_AT)
        self.uploads = [upload_id for upload_id, _, _ in self._walk()]

    @property
    def is_journalled(self) -> bool:
        """Whether it outlives the process."""
        return self._path is not None

    @property
    def batch(self) -> bytes:
        """What its rows are known by."""
        return bytes(self._memory[BATCH_AT : BATCH_AT + BATCH_BYTES])

    def append(self, at: int, upload_id: int, visitor: bytes) -> bool:
        """Notes a view, at so many nanoseconds since 1970; False where there is no room. `visitor` is of `visitor_fields`."""
        start = self._end
        end = start + START + len(visitor)
        if end > SIZE:
            return False
        put_start(self._memory, start, FIELDS, 8, at // 1000 - EPOCH, 8, upload_id)
        self._memory[start + START : end] = visitor
        self._used[0] = end - ROWS_AT  # after the row: half a row is none
        self._end = end
        self.uploads.append(upload_id)
        return True

    def rows(self, *, without: set[int] | frozenset[int] = frozenset()) -> Iterator[bytes]:
        """All rows, but for those of some uploads, in pieces that need not end where a row does."""
        if not without:
            for at in range(ROWS_AT, self._end, PIECE):
                yield bytes(self._memory[at : min(at + PIECE, self._end)])
            return
        kept = (self._memory[start:end] for upload_id, start, end in self._walk() if upload_id not in without)
        while piece := b"".join(islice(kept, ROWS_AT_ONCE)):
            yield piece

    def _walk(self) -> Iterator[tuple[int, int, int]]:
        """The upload of each row, and where the row begins and ends."""
        at = ROWS_AT
        while at < self._end:
            upload_id, end = row_in(self._memory, at)
            yield upload_id, at, end
            at = end

    def clear(self) -> None:
        """Makes room for another batch."""
        self._used[0] = 0
        self._memory[BATCH_AT : BATCH_AT + BATCH_BYTES] = secrets.token_bytes(BATCH_BYTES)
        self._end = ROWS_AT
        self.uploads = []

    def close(self) -> None:
        """Leaves the file as it is, for whoever takes it over."""
        self._used.release()
        if isinstance(self._memory, mmap.mmap):
            self._memory.close()
            os.close(self._descriptor)

    def remove(self) -> None:
        """Ends it, file and all."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        self.close()


def left_behind(folder: Path) -> Iterator[Segment]:
    """The segments of processes that ended, each taken over by this one."""
    for path in sorted(folder.glob(f"*{ENDING}")):
        with contextlib.suppress(OSError):
            segment = Segment.take_over(path)
            if segment is not None:
                yield segment
