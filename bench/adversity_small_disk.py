"""A small file system of its own, and uploads until it is full."""

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from bench.adversity_asking import File, ask
from bench.servers import BulletDrop
from bench.upload_load import fresh

AT_ONCE = 4
REFUSED_IN_A_ROW = 3  # batches, after which the disk counts as full


class CannotMountError(Exception):
    """No file system can be mounted here."""


@contextmanager
def small_disk(at: Path, size: int) -> Iterator[str]:
    """A file system of so many bytes on this folder, and what it is. Raises CannotMountError."""
    at.mkdir(parents=True, exist_ok=True)
    image = at.with_name(f"{at.name}.img")
    with image.open("wb") as file:
        file.truncate(size)
    ext4 = (["mkfs.ext4", "-q", "-F", "-m", "0", str(image)], ["mount", "-o", "loop", str(image), str(at)])
    tmpfs = (["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "adversity", str(at)],)
    kind = next((name for name, steps in (("ext4", ext4), ("tmpfs", tmpfs)) if all(map(_works, steps))), None)
    if kind is None:
        raise CannotMountError
    try:
        yield kind
    finally:
        if not _works(["umount", str(at)]):
            _works(["umount", "-l", str(at)])  # whoever still has a file open there lets go of it later
        image.unlink()


def _works(command: list[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


class Sender:
    """Uploads, and what came of each."""

    def __init__(self, ours: BulletDrop) -> None:
        self.ours = ours
        self.files: list[File] = []
        self.refused = 0
        self.slowest = 0.0
        self.wrong: list[str] = []

    def upload(self, size: int) -> bool:
        """Whether it was taken. Anything but 201, and 507 as a problem, is wrong."""
        content = fresh(size)
        answer = ask(self.ours, "PUT", "/api/uploads/file.bin", content)
        self.slowest = max(self.slowest, answer.seconds)
        if answer.status == HTTPStatus.CREATED:
            self.files.append(File.of(answer, content))
            return True
        if answer.status == HTTPStatus.INSUFFICIENT_STORAGE and answer.is_problem:
            self.refused += 1
        else:
            self.wrong.append(f"{size} bytes: {answer.status} {answer.body[:200]!r}")
        return False

    def fill(self, size: int, *, batches: int) -> int:
        """Uploads several at a time until a few batches in a row are refused; how many were taken."""
        before, refused = len(self.files), 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in range(batches):
                refused = 0 if any(pool.map(self.upload, [size] * AT_ONCE)) else refused + 1
                if refused == REFUSED_IN_A_ROW:
                    break
        return len(self.files) - before
