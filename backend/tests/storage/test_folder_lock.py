"""Who is at work in a storage's folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from bulletdrop.storage.base import StorageError
from bulletdrop.storage.folder_lock import FolderLock


def test_the_first_is_alone_and_lets_others_in(tmp_path: Path) -> None:
    with FolderLock(tmp_path) as first:
        assert first.is_alone
        first.share()
        with FolderLock(tmp_path) as second:
            assert not second.is_alone
            assert not first.is_alone


def test_nobody_comes_in_while_one_is_alone(tmp_path: Path) -> None:
    with FolderLock(tmp_path) as first:
        with pytest.raises(StorageError, match="alone"):
            FolderLock(tmp_path, patience=0)
        first.share()
        FolderLock(tmp_path, patience=0).close()
    with FolderLock(tmp_path) as next_one:
        assert next_one.is_alone


def test_it_ends_with_its_holder(tmp_path: Path) -> None:
    program = f"from pathlib import Path; from bulletdrop.storage.folder_lock import FolderLock; FolderLock(Path({str(tmp_path)!r})); print(); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StorageError):
            FolderLock(tmp_path, patience=0)
        holder.kill()
    with FolderLock(tmp_path) as after:
        assert after.is_alone
