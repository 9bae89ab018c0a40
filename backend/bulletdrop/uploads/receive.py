"""Taking bytes in: as they come, hashed in the same pass, never the whole file in memory.

Bytes gather to over 1 MiB, then a thread writes and hashes them while more come in. A file that never gets so far is
written in one go when it is whole, and cleaned before that.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bulletdrop.core.errors import TimedOut, TooLarge
from bulletdrop.media.detect import HEAD
from bulletdrop.scanning.scan import Scan
from bulletdrop.storage.base import Incoming, Storage

PIECE: Final = 1 << 20  # bytes
LARGE: Final = 16 << 10  # bytes
PATIENCE: Final = 45.0  # seconds without a byte after which a client has gone


class Receiving:
    """A file on its way in; as an async context manager it leaves nothing behind unless it was published.

    What comes is fed to the scanner in the same pass. When all of it is here and `settled`, the file may be changed: a
    small one while it is still in memory (`replace`), any in its temporary file (`path`, then `reread`).
    """

    def __init__(self, storage: Storage, *, limit: int, scan: Scan | None = None) -> None:
        self.limit = limit  # bytes, negative for none
        self.size = 0
        self.head = b""
        self.scan = scan
        self._storage = storage
        self._hash = hashlib.sha256()
        self._incoming: Incoming | None = None
        self._is_published = False
        self._pieces: list[bytes | bytearray] = []  # not written yet
        self._waiting = 0  # bytes in them
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)
        if self._incoming is not None and not self._is_published:
            await asyncio.to_thread(self._incoming.discard)

    async def take(self, data: bytes | bytearray) -> None:
        """Takes the next bytes. Raises TooLarge over the limit, StorageFull."""
        self.size += len(data)
        if 0 <= self.limit < self.size:
            raise too_large(self.limit)
        if self.scan is not None:
            await self.scan.feed(data)
        if len(self.head) < HEAD:
            self.head += data[: HEAD - len(self.head)]
        self._keep(data)
        if self._waiting > PIECE:
            await self._written()
            self._writing = asyncio.create_task(asyncio.to_thread(self._write, self._taken_out()))

    def _keep(self, data: bytes | bytearray) -> None:
        """Large pieces as they come, to spare copying them; small ones together, for each takes room of its own."""
        self._waiting += len(data)
        if len(data) >= LARGE:
            self._pieces.append(data)
        elif self._pieces and isinstance(last := self._pieces[-1], bytearray):
            last += data
        else:
            self._pieces.append(bytearray(data))

    def _taken_out(self) -> list[bytes | bytearray]:
        pieces, self._pieces, self._waiting = self._pieces, [], 0
        return pieces

    async def settled(self) -> None:
        """Waits until all but the last piece is written."""
        await self._written()

    def small(self) -> bytes | None:
        """The whole file, where it is so small that nothing of it was written yet. Blocking, a little."""
        if self._incoming is not None:
            return None
        whole = b"".join(self._taken_out())
        self._keep(whole)
        return whole

    def replace(self, content: bytes) -> None:
        """Another content, in place of a small file or of one that is all written. Blocking for the latter."""
        self.size = len(content)
        if self._incoming is None:
            self._taken_out()
            self._keep(content)
            return
        self._overwrite([content])

    def path(self) -> str:
        """The temporary file with all bytes. Blocking: in a thread, after `settled`. Raises StorageFull."""
        return self._written_out().path()

    def reread(self) -> None:
        """Hashes and measures what was written to `path` meanwhile. Blocking."""
        with Path(self.path()).open("rb") as file:
            self._hash = hashlib.file_digest(file, "sha256")
            self.size = file.tell()

    def take_over(self, path: str) -> None:
        """The content of another file, which is removed. Blocking. Raises StorageFull."""
        with Path(path).open("rb") as file:
            self._overwrite(iter(lambda: file.read(PIECE), b""))
        Path(path).unlink()

    def finish(self) -> None:
        """Writes and hashes what is left. Blocking: in a thread, after `settled`. Raises StorageFull."""
        self._written_out()

    def publish(self, key: str) -> None:
        """Makes all of it durable under `key`. Blocking, as `finish`. Raises StorageFull, StorageError."""
        self._written_out().publish(key)
        self._is_published = True

    def sha256(self) -> bytes:
        """The digest of all bytes; after `finish`."""
        return self._hash.digest()

    def _write(self, pieces: list[bytes | bytearray]) -> None:
        if self._incoming is None:
            self._incoming = self._storage.receive()
        for piece in pieces:
            self._hash.update(piece)
            self._incoming.write(piece)

    def _written_out(self) -> Incoming:
        if self._pieces or self._incoming is None:
            self._write(self._taken_out())
        if self._incoming is None:
            raise RuntimeError("writing makes it")
        return self._incoming

    def _overwrite(self, pieces: Iterable[bytes]) -> None:
        """Another content on the same inode, which `publish` makes durable."""
        incoming = self._written_out()
        self._hash = hashlib.sha256()
        self.size = 0
        incoming.clear()
        for piece in pieces:
            self._hash.update(piece)
            incoming.write(piece)
            self.size += len(piece)

    async def _written(self) -> None:
        if self._writing is not None:
            writing, self._writing = self._writing, None
            await writing


def too_large(limit: int) -> TooLarge:
    """More than `limit` bytes."""
    return TooLarge(f"This file is over the {limit} bytes that are taken here.", limit=limit)


async def patiently(stream: AsyncIterator[bytes], *, patience: float) -> AsyncGenerator[bytes, None]:
    """The pieces of a stream, as long as they keep coming. Raises TimedOut after so many seconds without a byte."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(patience) as limit:
            async for data in stream:
                if data:
                    limit.reschedule(None)
                    yield data
                    limit.reschedule(loop.time() + patience)
    except TimeoutError:
        raise TimedOut("No bytes came for a while. Nothing was kept; try again.") from None
