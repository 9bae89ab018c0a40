"""Where backups are kept, and what one is made of.

    DIR/
        files/2026/11/24/k3Vq9xTzP2aw4Yx1     bytes by their storage key, which never gets others: shared by all backups
        2026-11-29T03-00-00Z/                 one backup
            manifest.json                     what it is of, and the SHA-256 of the rest
            database/uploads.copy, …          a table each, as PostgreSQL's COPY writes text
            files.tsv                         SHA-256, size and key of each file that belongs to it
            secret                            what signs tokens and links

A backup gets its name when all of it is on disk; until then it ends in `.incomplete` and is taken for none.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, Self

from bulletdrop.core.database import now
from bulletdrop.storage.local import LocalStorage, sync_folder

FORMAT: Final = 1
FILES: Final = "files"
FILE_LIST: Final = "files.tsv"
MANIFEST: Final = "manifest.json"
SECRET: Final = "secret"  # noqa: S105 - a file's name
TABLES: Final = "database"
INCOMPLETE: Final = ".incomplete"


class BackupError(Exception):
    """A backup or a restore that cannot be done; the message is for the operator."""


class File(NamedTuple):
    """Bytes that a backup names."""

    sha256: bytes
    size: int
    key: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `parts`: the SHA-256 of its other files; `absent`: keys whose bytes could not be had."""

    version: str
    made_at: str
    revision: str
    tables: dict[str, list[str]]
    sequences: dict[str, int]
    files: int = 0
    bytes: int = 0
    parts: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    format: int = FORMAT

    @classmethod
    def read(cls, backup: Path) -> Self:
        """Raises BackupError where it is none of ours, or not what was written."""
        try:
            manifest = cls(**json.loads((backup / MANIFEST).read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            raise BackupError(f"{backup} is no backup that this BulletDrop can read ({error})") from None
        for name, digest in manifest.parts.items():
            if not (backup / name).is_file() or digest_of(backup / name) != digest:
                raise BackupError(f"{backup / name} is missing, or is not what the backup wrote")
        return manifest

    def write(self, backup: Path) -> None:
        """Durably."""
        write_durably(backup / MANIFEST, json.dumps(asdict(self), indent=2).encode())


class Archive:
    """A folder of backups. The caller sees to it that only one process writes to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = LocalStorage(folder / FILES)

    def backups(self) -> list[Path]:
        """The complete ones, oldest first."""
        return sorted(path.parent for path in self.folder.glob(f"*/{MANIFEST}") if path.parent.suffix != INCOMPLETE)

    def begin(self) -> Path:
        """The folder of a new backup; what interrupted ones left is removed."""
        for left in self.folder.glob(f"*{INCOMPLETE}"):
            shutil.rmtree(left)
        self.files.sweep(older_than=0)
        fresh = self.folder / f"{now():%Y-%m-%dT%H-%M-%SZ}{INCOMPLETE}"
        (fresh / TABLES).mkdir(mode=0o700, parents=True)
        return fresh

    def complete(self, backup: Path) -> Path:
        """Gives it its name, once it is on disk to its last byte."""
        for folder in (backup / TABLES, backup):
            sync_folder(folder)
        name = backup.name.removesuffix(INCOMPLETE)
        target, number = self.folder / name, 2
        while target.exists():
            target, number = self.folder / f"{name}-{number}", number + 1
        backup.rename(target)
        sync_folder(self.folder)
        return target

    def prune(self, *, keep: int, newest: Path) -> int:
        """Removes all but the last so many backups, never the newest, and the bytes that only they named; how many."""
        old = [backup for backup in self.backups() if backup != newest]
        old = old[: max(0, len(old) - (keep - 1))]
        for backup in old:
            # First of all it stops being a backup, so that one that is half removed is never restored.
            gone = backup.rename(backup.with_name(backup.name + INCOMPLETE))
            shutil.rmtree(gone)
        if old:
            named = {file.key for backup in self.backups() for file in files_of(backup)}
            for stored in self.files.walk():
                if stored.key not in named:
                    self.files.delete(stored.key)
        return len(old)


def files_of(backup: Path) -> Iterator[File]:
    """What the backup names."""
    with (backup / FILE_LIST).open() as lines:
        for line in lines:
            digest, size, key = line.rstrip("\n").split("\t")
            yield File(bytes.fromhex(digest), int(size), key)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    """A file for its owner alone, on disk; another in its place is replaced whole."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Makes what was written to it durable."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
