"""What is in an archive: names, sizes and times, read from its tables; nothing is unpacked to the disk."""

import bz2
import gzip
import itertools
import lzma
import re
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, cast

from bulletdrop.media.work import WorkRefused

MOST: Final = 1000  # entries that are told
SCANNED: Final = 100 << 20  # unpacked bytes of a compressed tar that are looked through
DIRECTORY: Final = 8 << 20  # bytes of a zip's central directory: 80,000 files
LONGEST: Final = 1024  # characters of a name
UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ZIPS: Final = (
    "application/zip", "application/java-archive", "application/vnd.android.package-archive", "application/epub+zip",
    "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.",
)  # fmt: skip
Entry = dict[str, Any]


class _Cut(Exception):
    """As much was looked through as may be."""


def listing(path: str, mime_type: str) -> dict[str, Any]:
    """At most MOST entries; `count` is how many were seen, and `is_cut` tells that there are, or may be, more."""
    read = _reader(mime_type)
    entries: list[Entry] = []
    is_cut = False
    try:
        with ExitStack() as stack:
            entries.extend(itertools.islice(stack.enter_context(read(Path(path))), 100 * MOST))
    except _Cut:
        is_cut = True
    except (WorkRefused, MemoryError):
        raise
    except Exception as error:
        if not entries:
            raise WorkRefused("The archive cannot be read.") from error
        is_cut = True  # broken off: what came before is told
    return {"entries": entries[:MOST], "count": len(entries), "is_cut": is_cut or len(entries) > MOST}


def safe(name: str) -> str:
    """Without what a terminal or a page would take for more than letters."""
    return UNSAFE.sub("\N{REPLACEMENT CHARACTER}", name.encode("utf-8", "replace").decode("utf-8"))[:LONGEST]


def _reader(mime_type: str) -> Callable[[Path], Any]:
    if mime_type.startswith(ZIPS):
        return _zip
    readers = {
        "application/x-tar": _tar,
        "application/gzip": _tar,
        "application/x-bzip2": _tar,
        "application/x-xz": _tar,
        "application/zstd": _tar,
        "application/vnd.rar": _rar,
    }
    if mime_type not in readers:
        raise WorkRefused("This is no archive that can be looked into.")
    return readers[mime_type]


def _entry(name: str, size: int, modified: datetime | None, *, is_folder: bool) -> Entry:
    when = modified.isoformat().replace("+00:00", "Z") if modified else None
    return {"path": safe(name), "size": max(0, size), "modified": when, "is_folder": is_folder}


def _when(parts: tuple[int, ...] | None) -> datetime | None:
    """Zip and rar keep no time zone; it is taken as UTC."""
    try:
        return datetime(*parts, tzinfo=UTC) if parts else None  # type: ignore[misc, arg-type]
    except ValueError:
        return None


@contextmanager
def _zip(path: Path) -> Iterator[Iterator[Entry]]:
    if _directory_size(path) > DIRECTORY:
        raise WorkRefused("There are too many files in the archive.")
    with zipfile.ZipFile(path) as archive:
        yield (
            _entry(info.filename, info.file_size, _when(info.date_time), is_folder=info.is_dir())
            for info in archive.infolist()
        )


def _directory_size(path: Path) -> int:
    """Bytes of the central directory, as the end record tells (APPNOTE 4.3.16); before a library reads it to memory."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 66_000))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    wide = tail.rfind(b"PK\x06\x06")
    if wide >= 0 and len(tail) >= wide + 48:
        return int(struct.unpack_from("<Q", tail, wide + 40)[0])
    return int(struct.unpack_from("<I", tail, at + 12)[0]) if 0 <= at <= len(tail) - 16 else 0


class _Bounded:
    """The beginning of a stream; raises _Cut where it is read further."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = SCANNED

    def read(self, size: int) -> bytes:
        if self._left <= 0:
            raise _Cut
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data


@contextmanager
def _tar(path: Path) -> Iterator[Iterator[Entry]]:
    with ExitStack() as stack:
        unpacked = _unpacked(path)
        if unpacked is None:
            archive = stack.enter_context(tarfile.open(path, mode="r:"))
        else:
            bounded = cast("IO[bytes]", _Bounded(stack.enter_context(unpacked)))
            archive = stack.enter_context(tarfile.open(fileobj=bounded, mode="r|"))
        yield map(_of_tar, _members(archive))


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in archive:
        archive.members = []  # type: ignore[attr-defined] # it would keep them all
        yield member


def _of_tar(info: tarfile.TarInfo) -> Entry:
    try:
        when = datetime.fromtimestamp(int(info.mtime), UTC)
    except (ValueError, OverflowError, OSError):
        when = None
    return _entry(info.name, info.size, when, is_folder=info.isdir())


def _unpacked(path: Path) -> IO[bytes] | None:
    with path.open("rb") as file:
        head = file.read(6)
    if head.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(path))
    if head.startswith(b"BZh"):
        return bz2.open(path)
    if head.startswith(b"\xfd7zXZ\x00"):
        return lzma.open(path)
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        from backports import zstd  # noqa: PLC0415 - seldom needed

        return cast("IO[bytes]", zstd.open(path, options={zstd.DecompressionParameter.window_log_max: 26}))
    return None


@contextmanager
def _rar(path: Path) -> Iterator[Iterator[Entry]]:
    import rarfile  # type: ignore[import-untyped] # noqa: PLC0415 - seldom needed

    with rarfile.RarFile(str(path)) as archive:
        yield (
            _entry(info.filename or "", info.file_size or 0, _when(info.date_time), is_folder=info.is_dir())
            for info in archive.infolist()
        )
