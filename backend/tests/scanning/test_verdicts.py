"""What a real clamd says of files, and that nothing is an OK but its OK."""

import asyncio
import io
import os
import random
import zipfile
from pathlib import Path

import pytest

from bulletdrop.scanning.clamd import Scanner
from bulletdrop.scanning.connection import ScannerDown
from bulletdrop.scanning.scan import PIECE
from bulletdrop.scanning.verdicts import Clean, Infected, Unscanned, Verdict, understood
from tests.support import png
from tests.support_clamd import EICAR, SIGNATURE, Clamd, clamd_of

MIB = 1 << 20
FOUND = Infected(SIGNATURE)
noise = random.Random(7).randbytes


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", content)
    return packed.getvalue()


async def scanned(scanner: Scanner, data: bytes, *, piece: int = 64 << 10) -> Verdict:
    async with scanner.begin() as scan:
        for start in range(0, len(data), piece):
            await scan.feed(data[start : start + piece])
        return await scan.verdict()


@pytest.fixture
def scanner(clamd: Clamd) -> Scanner:
    return Scanner.of(clamd.address, limit=25 * MIB)


FILES = {
    "nothing": (b"", Clean()),
    "a byte": (b"x", Clean()),
    "small": (noise(100_000), Clean()),
    "exactly a piece": (noise(PIECE), Clean()),
    "a piece and a byte": (noise(PIECE + 1), Clean()),
    "big": (noise(3 * MIB), Clean()),
    "plain": (EICAR, FOUND),
    "in a zip": (zipped(EICAR), FOUND),
    "in a zip in a zip": (zipped(zipped(EICAR)), FOUND),
    "behind a picture": (png() + EICAR, FOUND),
    "at the end of a big one": (noise(3 * MIB) + EICAR, FOUND),
    "across a border of pieces": (noise(PIECE - 20) + EICAR + noise(PIECE), FOUND),
    "before a border of pieces": (noise(PIECE - len(EICAR)) + EICAR + noise(9), FOUND),
}


@pytest.mark.parametrize(("data", "expected"), FILES.values(), ids=FILES)
async def test_what_is_found(scanner: Scanner, data: bytes, expected: Verdict) -> None:
    assert await scanned(scanner, data) == expected


@pytest.mark.parametrize("piece", [1, 7, 68, PIECE, PIECE + 1, 5 * MIB])
async def test_however_the_bytes_come(scanner: Scanner, piece: int) -> None:
    data = noise(500 if piece < 100 else 2 * PIECE + 30) + EICAR
    assert await scanned(scanner, data, piece=piece) == FOUND


async def test_over_tcp() -> None:
    with clamd_of(is_tcp=True, StreamMaxLength="1M") as clamd:
        scanner = Scanner.of(clamd.address, limit=25 * MIB)
        assert await scanned(scanner, noise(MIB)) == Clean()
        assert await scanned(scanner, noise(MIB // 2) + EICAR) == FOUND
        assert is_too_large(await scanned(scanner, noise(4 * MIB)))


def is_too_large(verdict: Verdict) -> bool:
    return isinstance(verdict, Unscanned) and verdict.is_too_large


async def test_up_to_the_limit_and_no_further(clamd: Clamd) -> None:
    scanner = Scanner.of(clamd.address, limit=300_000)
    assert await scanned(scanner, noise(300_000)) == Clean()
    assert is_too_large(await scanned(scanner, noise(300_001)))
    assert is_too_large(await scanned(scanner, EICAR + noise(300_000)))


async def test_over_the_limit_nothing_is_kept_or_held(clamd: Clamd) -> None:
    scanner = Scanner.of(clamd.address, limit=2 * PIECE)
    async with scanner.begin() as scan:
        for _ in range(100):
            await scan.feed(noise(PIECE))
            assert len(scan._gathered) <= PIECE
        assert scan._connection is None
        assert is_too_large(await scan.verdict())


@pytest.mark.parametrize("size", [MIB + 1, 2 * MIB, 24 * MIB])
async def test_clamd_takes_less_than_we_believe(size: int) -> None:
    with clamd_of(StreamMaxLength="1M") as clamd:
        scanner = Scanner.of(clamd.address, limit=25 * MIB)
        for _ in range(5):
            assert is_too_large(await scanned(scanner, noise(size)))
        assert await scanned(scanner, noise(MIB)) == Clean()


async def test_clamd_looks_at_less_than_it_takes() -> None:
    with clamd_of(MaxFileSize="1M") as clamd:
        scanner = Scanner.of(clamd.address, limit=25 * MIB)
        assert is_too_large(await scanned(scanner, noise(2 * MIB)))
        assert is_too_large(await scanned(scanner, zipped(noise(2 * MIB))))
        assert await scanned(scanner, noise(MIB - 99)) == Clean()


async def test_forty_at_once(scanner: Scanner, tmp_path: Path) -> None:
    async def one(number: int) -> tuple[int, Verdict]:
        data = noise(number * 20_000) + (EICAR if number % 3 == 0 else b"")
        path = tmp_path / str(number)
        path.write_bytes(data)
        async with scanner.begin() as scan:
            for start in range(0, len(data), 50_000):
                await scan.feed(data[start : start + 50_000])
                await asyncio.sleep(0)
            return number, await scan.verdict(str(path))

    for number, verdict in await asyncio.gather(*(one(number) for number in range(40))):
        assert verdict == (FOUND if number % 3 == 0 else Clean())


async def test_what_is_stored(scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(noise(3 * MIB) + EICAR)
    assert await scanner.scan_file(str(path)) == FOUND
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.lseek(descriptor, 5, os.SEEK_SET)
        assert await scanner.scan_file(descriptor) == FOUND
        assert os.lseek(descriptor, 0, os.SEEK_CUR) == 5
    finally:
        os.close(descriptor)
    path.write_bytes(b"")
    assert await scanner.scan_file(str(path)) == Clean()
    path.write_bytes(bytes(26 * MIB))
    assert is_too_large(await scanner.scan_file(str(path)))
    path.unlink()
    with pytest.raises(FileNotFoundError):
        await scanner.scan_file(str(path))


async def test_it_tells_of_itself(scanner: Scanner) -> None:
    await scanner.ping()
    assert (await scanner.version()).startswith("ClamAV ")


async def test_nobody_is_there(tmp_path: Path) -> None:
    for address in (f"unix:{tmp_path}/none", f"unix:{tmp_path}", "tcp://127.0.0.1:1", "tcp://no.such.invalid:3310"):
        scanner = Scanner.of(address, limit=MIB)
        verdict = await scanned(scanner, EICAR)
        assert isinstance(verdict, Unscanned), address
        assert not verdict.is_too_large
        with pytest.raises(ScannerDown):
            await scanner.ping()
        with pytest.raises(ScannerDown):
            await scanner.version()


@pytest.mark.parametrize("address", ["", "clamd", "unix:x", "tcp://x", "tcp://x:y", "http://x:1", "unix:/" + "x" * 200])
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(ValueError, match=r"allowed is|at most|could not be cast"):
        Scanner.of(address, limit=1)


ODD = [
    b"",
    b"\0",
    b"OK\0",
    b"stream: OKAY\0",
    b"stream: ok\0",
    b"stream: not OK\0",
    b" stream: OK\0",
    b"stream: OK\0stream: OK\0",
    b"1: stream: OK\0",
    b"UNKNOWN COMMAND\0",
    b"COMMAND READ TIMED OUT\0",
    b"stream: Can't allocate memory ERROR\0",
    b"stream: lstat() failed: x OK ERROR\0",
    b"\xff\xfe\0",
    b"x" * 10_000,
]


@pytest.mark.parametrize("answer", ODD)
def test_nothing_else_is_an_ok(answer: bytes) -> None:
    verdict = understood(answer)
    assert isinstance(verdict, Unscanned)
    assert not verdict.is_too_large
    assert len(verdict.reason) < 300


def test_a_signature_is_shown_as_plain_text() -> None:
    verdict = understood(b"stream: \x1b[2JEvil\r\n\xe2\x80\xae" + b"x" * 999 + b" FOUND\0")
    assert isinstance(verdict, Infected)
    assert verdict.signature.isprintable()
    assert len(verdict.signature) == 200
