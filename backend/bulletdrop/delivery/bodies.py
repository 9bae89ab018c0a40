"""The bytes of files: small ones from a bounded memory, large ones from storage, piece by piece."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Iterable
from typing import Final

from bulletdrop.core.file_transfer import OpenFile
from bulletdrop.delivery.ranges import Span
from bulletdrop.storage.base import MissingBytes, Storage, StorageError

SMALL: Final = 262_144  # bytes: bodies up to here are kept in memory
MOST_FILES: Final = 1000  # kept open
PIECE: Final = 65_536  # bytes read at a time, and kept for a client that reads slowly


class Bodies:
    """Reads bodies. `capacity` in bytes: how much of small bodies is kept, the least recently used going first.

    A key is never given to other bytes, so what is kept never grows stale; whether it may still be sent is the record's
    matter, not this one's.
    """

    def __init__(self, storage: Storage, *, capacity: int) -> None:
        self._storage = storage
        self._capacity = capacity
        self._kept: dict[str, bytes] = {}
        self._size = 0
        self._files: dict[str, OpenFile] = {}

    def kept(self, key: str) -> bytes | None:
        """A small body that is in memory."""
        body = self._kept.pop(key, None)
        if body is not None:
            self._kept[key] = body
        return body

    async def small(self, key: str, size: int) -> bytes:
        """A whole body of at most SMALL bytes. Raises MissingBytes, StorageError."""
        body = self.kept(key)
        if body is None:
            body = await asyncio.to_thread(self._read_whole, key, size)
            self._keep(key, body)
        return body

    def at_hand(self, key: str, size: int) -> bytes | None:
        """A small body that can be had without waiting: from our memory or the kernel's. For keys that were read before,
        so that the kernel knows where they are.
        """
        body = self.kept(key)
        if body is None:
            with contextlib.suppress(StorageError, OSError):
                body = self._read_from_memory(key, size)
        return body

    def _read_from_memory(self, key: str, size: int) -> bytes | None:
        descriptor = self._storage.open(key)
        try:
            body = bytearray(size + 1)
            count = os.preadv(descriptor, [body], 0, os.RWF_NOWAIT)
        finally:
            os.close(descriptor)
        if count != size:
            return None  # part of it is on the disk, or it has changed
        del body[size:]
        return bytes(body)

    def file(self, key: str, size: int) -> OpenFile | None:
        """A body of that size as an open file; None where there is none. For keys that were read before."""
        file = self._files.pop(key, None)
        if file is None:
            try:
                file = OpenFile(self._storage.open(key))
            except StorageError:
                return None
            if os.fstat(file.descriptor).st_size != size:
                return None
            if len(self._files) >= MOST_FILES:
                del self._files[next(iter(self._files))]
        self._files[key] = file
        return file

    def let_go(self, key: str) -> None:
        """Closes the file, for it may be removed, and its place on the disk is wanted."""
        self._files.pop(key, None)

    def let_all_go(self) -> None:
        """The same for every file."""
        self._files.clear()

    async def picture(self, key: str) -> bytes:
        """A whole picture that we made, however large. Raises MissingBytes, StorageError."""
        body = self.kept(key)
        if body is None:
            body = await asyncio.to_thread(self._read_whole, key)
            if len(body) <= SMALL:
                self._keep(key, body)
        return body

    async def pieces(self, key: str, spans: Iterable[Span]) -> AsyncGenerator[bytes]:
        """The bytes of the spans one after the other, in pieces. Raises MissingBytes, StorageError at the first."""
        descriptor = await asyncio.to_thread(self._storage.open, key)
        try:
            for span in spans:
                at, end = span.first, span.last + 1
                while at < end:
                    piece = await asyncio.to_thread(os.pread, descriptor, min(PIECE, end - at), at)
                    if not piece:
                        raise MissingBytes(key)
                    at += len(piece)
                    yield piece
        finally:
            os.close(descriptor)

    def _read_whole(self, key: str, size: int | None = None) -> bytes:
        """All bytes; where `size` is known, they must be as many."""
        descriptor = self._storage.open(key)
        try:
            body = os.pread(descriptor, (os.fstat(descriptor).st_size if size is None else size) + 1, 0)
        finally:
            os.close(descriptor)
        if size is not None and len(body) != size:
            raise MissingBytes(key)
        return body

    def _keep(self, key: str, body: bytes) -> None:
        if key in self._kept or len(body) > self._capacity:
            return
        self._kept[key] = body
        self._size += len(body)
        while self._size > self._capacity:
            oldest = next(iter(self._kept))
            self._size -= len(self._kept.pop(oldest))
