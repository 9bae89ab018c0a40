"""Bytes by key. Knows nothing of users or uploads.

A key is a generated, relative path such as `2026/11/24/k3Vq9xTzP2aw`; nothing that a person typed is ever part of one.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol


class StorageError(Exception):
    """The storage cannot do it now."""


class StorageFull(StorageError):
    """There is no room left."""


class MissingBytes(StorageError):
    """Nothing is stored under this key."""


class Stored(NamedTuple):
    """Bytes that are stored: their size, and when they came under their key, in seconds since the epoch."""

    key: str
    size: int
    since: float


class Incoming(Protocol):
    """Bytes on their way in, not yet visible under any key."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Takes the next bytes. Blocking: call it from a thread, or for pieces that only fill the page cache.

        Raises StorageFull.
        """

    def clear(self) -> None:
        """Forgets the bytes written so far, for others in their place. Blocking. Raises StorageError."""

    def publish(self, key: str) -> None:
        """Makes all bytes durable under `key`, in one step: after a crash they are there whole or not at all.

        Blocking. Raises StorageFull, StorageError.
        """

    def discard(self) -> None:
        """Forgets the bytes; after `publish` it does nothing."""

    def path(self) -> str:
        """A local file that holds the bytes written so far; whoever changes it changes what is published."""


class Storage(Protocol):
    """Where the bytes are."""

    def receive(self) -> Incoming:
        """Begins to take bytes in. Blocking, briefly. Raises StorageFull, StorageError."""

    def open(self, key: str) -> int:
        """A descriptor to read the bytes from; the caller closes it. Blocking. Raises MissingBytes, StorageError."""

    def lend(self, key: str) -> AbstractContextManager[str]:
        """A local file with the bytes, to read from meanwhile. Blocking. Raises MissingBytes, StorageError."""

    def delete(self, key: str) -> None:
        """Removes the bytes; silent where there are none. Blocking. Raises StorageError."""

    def walk(self) -> Iterator[Stored]:
        """All that is under a key, the newest days first, in little memory however much it is. What comes or goes meanwhile
        may be in it or not. Blocking, the iterator too. Raises StorageError."""

    def check(self) -> None:
        """Raises StorageError where the storage cannot take or give bytes now."""
