"""What is in archives, told by a real child; and archives that are meant to do harm."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from backports import zstd

from bulletdrop.media.workers import Workers, WorkFailed, WorkRefused


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[Workers]:
    pool = Workers()
    yield pool
    await pool.close()


def tar(*names: str, size: int = 3) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = size
            info.mtime = 1_700_000_000
            archive.addfile(info, io.BytesIO(bytes(size)))
    return out.getvalue()


def packed(count: int = 1, name: str = "a{}.txt", content: bytes = b"abc") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("folder/", (2024, 1, 2, 3, 4, 6)), b"")
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(name.format(number), (2024, 1, 2, 3, 4, 6)), content)
    return out.getvalue()


def nested(layers: int = 100) -> bytes:
    data = b"x"
    for _ in range(layers):
        data = packed(1, "inner.zip", data)
    return data


@pytest.mark.parametrize(
    ("mime_type", "pack"),
    [("application/x-tar", bytes), ("application/gzip", gzip.compress), ("application/x-bzip2", bz2.compress),
     ("application/x-xz", lzma.compress), ("application/zstd", zstd.compress)],
)  # fmt: skip
async def test_a_tar_is_listed(
    workers: Workers, tmp_path: Path, mime_type: str, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "a").write_bytes(pack(tar("folder/a.txt")))
    told = await workers.run("listing", path=str(tmp_path / "a"), mime_type=mime_type)
    assert told["count"] == 2
    assert not told["is_cut"]
    assert told["entries"][0]["is_folder"]
    wanted = {"path": "folder/a.txt", "size": 3, "modified": "2023-11-14T22:13:20Z", "is_folder": False}
    assert told["entries"][1] == wanted


@pytest.mark.parametrize("mime_type", ["application/zip", "application/java-archive"])
async def test_a_zip_is_listed(workers: Workers, tmp_path: Path, mime_type: str) -> None:
    (tmp_path / "a").write_bytes(packed())
    told = await workers.run("listing", path=str(tmp_path / "a"), mime_type=mime_type)
    wanted = {"path": "a0.txt", "size": 3, "modified": "2024-01-02T03:04:06Z", "is_folder": False}
    assert told["entries"][1] == wanted
    assert told["entries"][0]["is_folder"]


async def test_a_list_has_an_end(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(packed(1500))
    told = await workers.run("listing", path=str(tmp_path / "a"), mime_type="application/zip")
    assert len(told["entries"]) == 1000
    assert told["count"] == 1501
    assert told["is_cut"]


async def test_names_are_made_harmless(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(packed(1, "x\n\x1b[31m\u202etxt.exe" + "y" * 3000))
    told = await workers.run("listing", path=str(tmp_path / "a"), mime_type="application/zip")
    path = told["entries"][1]["path"]
    assert path.startswith("x\ufffd\ufffd[31m\ufffdtxt")
    assert len(path) == 1024


async def test_bombs_are_harmless(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(nested())
    assert (await workers.run("listing", path=str(tmp_path / "a"), mime_type="application/zip"))["count"] == 2
    (tmp_path / "b").write_bytes(gzip.compress(tar("a", "b", "c", size=60 << 20)))
    told = await workers.run("listing", path=str(tmp_path / "b"), mime_type="application/gzip")
    assert told["is_cut"]
    assert told["count"] in {3, 4}


@pytest.mark.parametrize(
    "mime_type",
    ["application/zip", "application/gzip", "application/x-tar", "application/vnd.rar", "application/x-7z-compressed"],
)
@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8b\x08" + bytes(50), b"PK\x05\x06" + b"\xff" * 18, b"7z\xbc\xaf\x27\x1c" + b"\xff" * 60]
)
async def test_what_is_no_archive_is_refused(workers: Workers, tmp_path: Path, mime_type: str, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises((WorkRefused, WorkFailed)):
        await workers.run("listing", path=str(tmp_path / "a"), mime_type=mime_type)


async def test_other_files_are_no_archives(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(WorkRefused):
        await workers.run("listing", path=str(tmp_path / "a"), mime_type="image/png")
