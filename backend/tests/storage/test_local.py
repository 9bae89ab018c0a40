"""Bytes in a folder: whole under their key or not there at all."""

import errno
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bulletdrop.storage.base import MissingBytes, StorageError, StorageFull
from bulletdrop.storage.local import LocalStorage

KEY = "2026/11/24/k3Vq9xTzP2awBcDe"


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "files")


def stored(storage: LocalStorage, key: str, content: bytes) -> None:
    incoming = storage.receive()
    incoming.write(content)
    incoming.publish(key)
    incoming.discard()


def read(storage: LocalStorage, key: str) -> bytes:
    descriptor = storage.open(key)
    try:
        return os.pread(descriptor, 1 << 20, 0)
    finally:
        os.close(descriptor)


def files(storage: LocalStorage) -> list[str]:
    return sorted(str(path.relative_to(storage.root)) for path in storage.root.rglob("*") if path.is_file())


def test_published_bytes_are_read_back_and_nothing_else_is_left(storage: LocalStorage) -> None:
    stored(storage, KEY, b"abc" * 1000)
    assert read(storage, KEY) == b"abc" * 1000
    assert files(storage) == [KEY]


def test_bytes_on_their_way_are_under_no_key(storage: LocalStorage) -> None:
    incoming = storage.receive()
    incoming.write(b"abc")
    assert Path(incoming.path()).read_bytes() == b"abc"
    with pytest.raises(MissingBytes):
        storage.open(KEY)
    incoming.discard()
    assert files(storage) == []


def test_discarding_twice_or_after_publishing_harms_nothing(storage: LocalStorage) -> None:
    incoming = storage.receive()
    incoming.discard()
    incoming.discard()
    stored(storage, KEY, b"x")
    assert read(storage, KEY) == b"x"


def test_deleting_is_silent_where_nothing_is(storage: LocalStorage) -> None:
    stored(storage, KEY, b"x")
    storage.delete(KEY)
    storage.delete(KEY)
    storage.delete("2026/01/01/never")
    assert files(storage) == []


def test_an_open_descriptor_outlives_the_deletion(storage: LocalStorage) -> None:
    stored(storage, KEY, b"still here")
    descriptor = storage.open(KEY)
    storage.delete(KEY)
    assert os.pread(descriptor, 99, 0) == b"still here"
    os.close(descriptor)


def test_the_sweep_takes_what_is_old_and_leaves_what_is_written_now(storage: LocalStorage) -> None:
    abandoned, current = storage.receive(), storage.receive()
    os.utime(abandoned.path(), (1, 1))
    assert storage.sweep() == 1
    assert not Path(abandoned.path()).exists()
    assert Path(current.path()).exists()
    assert storage.sweep(older_than=0) == 1
    abandoned.discard()
    current.discard()
    assert files(storage) == []


def test_all_that_is_under_a_key_is_walked_the_newest_day_first(storage: LocalStorage) -> None:
    for key in ("2025/01/31/a", "2026/02/01/b", "2026/11/24/c", "thumbnails/2026/11/24/c-320.webp"):
        stored(storage, key, b"xy")
    (storage.root / "lost+found").mkdir()
    (storage.root / "lost+found" / "theirs").touch()
    underway = storage.receive()
    walked = list(storage.walk())
    underway.discard()
    keys = ["2026/11/24/c", "2026/02/01/b", "2025/01/31/a", "thumbnails/2026/11/24/c-320.webp"]
    assert [one.key for one in walked] == keys
    assert {one.size for one in walked} == {2}


def test_bytes_are_as_old_as_their_key_whatever_their_file_says(storage: LocalStorage) -> None:
    began = time.time()
    incoming = storage.receive()
    os.utime(incoming.path(), (1, 1))
    incoming.publish(KEY)
    (walked,) = storage.walk()
    assert walked.since > began - 1


def test_the_folder_of_another_root_is_made_too(tmp_path: Path) -> None:
    for name in ("one", "two"):
        stored(LocalStorage(tmp_path / name), KEY, b"x")
        assert (tmp_path / name / KEY).is_file()


def test_a_folder_removed_by_hand_is_made_again(storage: LocalStorage) -> None:
    stored(storage, KEY, b"x")
    (storage.root / KEY).unlink()
    (storage.root / KEY).parent.rmdir()
    stored(storage, KEY + "f", b"y")
    assert read(storage, KEY + "f") == b"y"


def test_a_check_leaves_nothing(storage: LocalStorage) -> None:
    storage.check()
    assert files(storage) == []


def test_a_storage_that_is_gone_says_so(storage: LocalStorage) -> None:
    (storage.root / "incoming").rmdir()
    with pytest.raises(StorageError):
        storage.check()
    with pytest.raises(StorageError):
        storage.receive()


WRITES_TOO_MUCH = f"""
import resource, signal, sys
from pathlib import Path
from bulletdrop.storage.base import StorageFull
from bulletdrop.storage.local import LocalStorage
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
incoming = LocalStorage(Path(sys.argv[1])).receive()
try:
    incoming.write(b"x" * 8192)
except StorageFull:
    incoming.discard()
    sys.exit({errno.ENOSPC})
"""


def test_no_room_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """In a process of its own whose files may have 4 kB."""
    assert resource.RLIMIT_FSIZE is not None
    ended = subprocess.run(
        [sys.executable, "-c", WRITES_TOO_MUCH, str(tmp_path)],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ended.returncode == errno.ENOSPC
    assert list((tmp_path / "incoming").iterdir()) == []
    assert issubclass(StorageFull, StorageError)
