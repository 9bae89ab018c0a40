"""Bytes in a folder on a local disk, for one node.

Bytes arrive in `incoming/`, on the same file system, as files that only this process knows; `publish` syncs the file,
renames it to its key and syncs the folder, so that a key is durable before anybody is told of it. What a crash leaves in
`incoming/` is removed by `sweep`.
"""

import contextlib
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bulletdrop.core.crypto import random_name
from bulletdrop.core.disk import is_full
from bulletdrop.storage.base import Incoming, MissingBytes, StorageError, StorageFull, Stored

INCOMING = "incoming"
TEMPORARY_NAME = 24  # characters
ABANDONED = 3600.0  # seconds without a write after which a file in incoming/ is nobody's
OURS = re.compile(r"\d{4}|thumbnails")  # folders that keys begin with; others, such as lost+found, are somebody else's


def _error(error: OSError) -> StorageError:
    return StorageFull("no room left") if is_full(error) else StorageError(error.strerror or "input/output error")


class LocalIncoming:
    """A temporary file on its way in."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / INCOMING / random_name(TEMPORARY_NAME)
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise _error(error) from error
        self._is_open = True
        self._is_published = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Takes the next bytes. Raises StorageFull."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            raise _error(error) from error

    def clear(self) -> None:
        """Cuts the temporary file to nothing."""
        try:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
        except OSError as error:
            raise _error(error) from error

    def path(self) -> str:
        """The temporary file."""
        return str(self._path)

    def publish(self, key: str) -> None:
        """Write → fsync file → rename → fsync folder."""
        target = self._root / key
        try:
            os.fsync(self._descriptor)
            self._close()
            self._move_to(target)
            self._is_published = True
            sync_folder(target.parent)
        except OSError as error:
            raise _error(error) from error

    def _move_to(self, target: Path) -> None:
        _make_folder(target.parent, self._root)
        try:
            self._path.rename(target)
        except FileNotFoundError:  # somebody tidied the folder away that we know
            _known_folders.discard(target.parent)
            _make_folder(target.parent, self._root)
            self._path.rename(target)

    def discard(self) -> None:
        """Removes the temporary file."""
        self._close()
        if not self._is_published:
            self._path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self._descriptor)


class LocalStorage:
    """A folder on a local disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / INCOMING).mkdir(parents=True, exist_ok=True)

    def receive(self) -> Incoming:
        """A new temporary file."""
        return LocalIncoming(self.root)

    def open(self, key: str) -> int:
        """A read-only descriptor."""
        try:
            return os.open(self.root / key, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise MissingBytes(key) from None
        except OSError as error:
            raise _error(error) from error

    @contextlib.contextmanager
    def lend(self, key: str) -> Iterator[str]:
        """The file itself."""
        path = self.root / key
        if not path.is_file():
            raise MissingBytes(key)
        yield str(path)

    def delete(self, key: str) -> None:
        """Unlinks the file; folders of days stay."""
        try:
            (self.root / key).unlink(missing_ok=True)
        except OSError as error:
            raise _error(error) from error

    def walk(self) -> Iterator[Stored]:
        """Folder by folder; the time is that of the rename to the key, which no copying back of old times changes."""
        try:
            names = sorted(entry.name for entry in os.scandir(self.root) if OURS.fullmatch(entry.name))
            years = [name for name in names if name.isdigit()]
            for name in [*reversed(years), *(name for name in names if not name.isdigit())]:
                yield from _below(self.root / name, name)
        except OSError as error:
            raise _error(error) from error

    def check(self) -> None:
        """Writes and removes one byte."""
        probe = self.receive()
        try:
            probe.write(b"\0")
        finally:
            probe.discard()

    def sweep(self, *, older_than: float = ABANDONED) -> int:
        """Removes what was left in incoming/ by a crash; the number of files. 0 seconds: everything, where nobody else is
        at work in this folder."""
        left = self.abandoned(older_than=older_than)
        for name in left:
            (self.root / INCOMING / name).unlink(missing_ok=True)
        return len(left)

    def abandoned(self, *, older_than: float = ABANDONED) -> list[str]:
        """The names of files in incoming/ that nobody has written to for so many seconds."""
        before = time.time() - older_than
        found = []
        for entry in os.scandir(self.root / INCOMING):
            with contextlib.suppress(FileNotFoundError):
                if entry.stat().st_mtime <= before:
                    found.append(entry.name)
        return found


def _below(folder: Path, key: str) -> Iterator[Stored]:
    """The files of a folder as the disk has them, then those of the folders in it, the latest name first."""
    folders = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.is_file(follow_symlinks=False):
                with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
                    found = entry.stat(follow_symlinks=False)
                    yield Stored(f"{key}/{entry.name}", found.st_size, found.st_ctime)
    for name in sorted(folders, reverse=True):
        yield from _below(folder / name, f"{key}/{name}")


_known_folders: set[Path] = set()
_folders_lock = threading.Lock()


def _make_folder(folder: Path, root: Path) -> None:
    """Makes the folder of a day, durable up to the root; afterwards it is only looked up."""
    if folder in _known_folders:
        return
    with _folders_lock:
        missing = [folder, *folder.parents][: len(folder.relative_to(root).parts)]
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            sync_folder(path.parent)
        _known_folders.add(folder)


def sync_folder(folder: Path) -> None:
    """Makes names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
