"""Bytes from one storage to another, by key, verified on the way."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from bulletdrop.maintenance.archive import File
from bulletdrop.maintenance.groups import in_groups
from bulletdrop.storage.base import MissingBytes, Storage, StorageError

PIECE: Final = 1 << 20
AT_ONCE: Final = 4  # threads: while one waits for the disk to sync, others are read


@dataclass
class Copied:
    """How far the copying of files is. `faults`: what is wrong with those that could not be copied, by their key."""

    files: int = 0
    bytes: int = 0
    done: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    changed: Callable[["Copied"], None] = field(default=lambda _: None, repr=False)

    async def go_through(self, listed: Callable[[], Iterable[File]], work: Callable[[File], str]) -> None:
        """Does this work, which says what is wrong, for each of the files that are listed, in several threads."""
        for file in listed():
            self.files += 1
            self.bytes += file.size

        def of_group(group: list[File]) -> dict[str, str]:
            return {file.key: fault for file in group if (fault := work(file))}

        rest = in_groups(listed())
        while groups := list(islice(rest, AT_ONCE)):
            for faults in await asyncio.gather(*(asyncio.to_thread(of_group, group) for group in groups)):
                self.faults |= faults
            self.done += sum(map(len, groups))
            self.changed(self)


def copy_missing(source: Storage, target: Storage, file: File) -> str:
    """Copies a file that the target does not have; else as `copy`.

    Under a key there are only ever the same bytes, and a storage has them whole or not at all: what is there in the right
    size need not be read.
    """
    return "" if _size(target, file.key) == file.size else copy(source, target, file)


def copy(source: Storage, target: Storage, file: File) -> str:
    """Copies a file in the place of what the target has; what is wrong with it at the source, in words, where it is.

    Blocking. Raises StorageError where the target cannot take it.
    """
    try:
        descriptor = source.open(file.key)
    except MissingBytes:
        return "it is missing"
    except StorageError as error:
        return f"it cannot be read ({error})"
    incoming = target.receive()
    try:
        digest = hashlib.sha256()
        try:
            while piece := os.read(descriptor, PIECE):
                digest.update(piece)
                incoming.write(piece)
        except OSError as error:
            return f"it cannot be read ({error.strerror})"
        if digest.digest() != file.sha256:
            return "it is not what was stored: its SHA-256 is another"
        incoming.publish(file.key)
    finally:
        incoming.discard()
        os.close(descriptor)
    return ""


def is_whole(storage: Storage, file: File) -> bool:
    """Whether these very bytes are stored. Blocking. Raises StorageError."""
    if _size(storage, file.key) != file.size:
        return False
    with storage.lend(file.key) as path, open(path, "rb") as opened:  # noqa: PTH123 - a path from the storage
        return hashlib.file_digest(opened, "sha256").digest() == file.sha256


def _size(storage: Storage, key: str) -> int | None:
    try:
        descriptor = storage.open(key)
    except MissingBytes:
        return None
    try:
        return os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)
