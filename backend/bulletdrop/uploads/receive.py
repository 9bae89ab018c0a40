"""Taking bytes in: as they come, hashed in the same pass, never the whole file in memory.

Bytes gather up to a piece of 1 MiB, then a thread writes and hashes it while the next piece comes in. A file smaller
than a piece is written in one go when it is whole.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from types import TracebackType
from typing import Final, Self

from bulletdrop.core.errors import TimedOut, TooLarge
from bulletdrop.media.detect import HEAD
from bulletdrop.storage.base import Incoming, Storage

PIECE: Final = 1 << 20  # bytes
PATIENCE: Final = 45.0  # seconds without a byte after which a client has gone


class Receiving:
    """A file on its way in; as an async context manager it leaves nothing behind unless it was published."""

    def __init__(self, storage: Storage, *, limit: int) -> None:
        self.limit = limit  # bytes, negative for none
        self.size = 0
        self.head = b""
        self._storage = storage
        self._hash = hashlib.sha256()
        self._incoming: Incoming | None = None
        self._is_published = False
        self._gathered = bytearray()
        self._writing: asyncio.Task[Incoming] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)
        if self._incoming is not None and not self._is_published:
            await asyncio.to_thread(self._incoming.discard)

    async def take(self, data: bytes) -> None:
        """Takes the next bytes. Raises TooLarge over the limit, StorageFull."""
        self.size += len(data)
        if 0 <= self.limit < self.size:
            raise too_large(self.limit)
        self._gathered += data
        if len(self._gathered) >= PIECE:
            await self._written()
            piece, self._gathered = self._gathered, bytearray()
            self._writing = asyncio.create_task(asyncio.to_thread(self._write, piece))

    async def settled(self) -> None:
        """Waits until all but the last piece is written."""
        await self._written()

    def finish(self) -> Incoming:
        """Writes what is left; `publish` comes next. Blocking: in a thread, after `settled`."""
        incoming = self._write(self._gathered)
        self._gathered = bytearray()
        return incoming

    def publish(self, key: str) -> None:
        """Makes all of it durable under `key`. Blocking: in a thread, after `finish`. Raises StorageFull, StorageError."""
        if self._incoming is None:
            raise RuntimeError("finish comes first")
        self._incoming.publish(key)
        self._is_published = True

    def sha256(self) -> bytes:
        """The digest of all bytes; after `finish`."""
        return self._hash.digest()

    def _write(self, piece: bytearray) -> Incoming:
        if self._incoming is None:
            self._incoming = self._storage.receive()
            self.head = bytes(piece[:HEAD])
        self._hash.update(piece)
        self._incoming.write(piece)
        return self._incoming

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
