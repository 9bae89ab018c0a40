"""A clamd that is away, hangs, dies or talks nonsense: a verdict comes in time, is never an OK, and all goes on by itself."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bulletdrop.scanning.clamd import UNDER_WAY, Scanner
from bulletdrop.scanning.connection import ScannerDown
from bulletdrop.scanning.scan import PIECE
from bulletdrop.scanning.verdicts import Clean, Infected, Unscanned, Verdict
from tests.support_clamd import EICAR, SIGNATURE, Clamd, clamd_of

MIB = 1 << 20
SOON = 10.0  # seconds from the last byte to the verdict
noise = random.Random(8).randbytes
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
def own() -> Iterator[Clamd]:
    """A clamd that a test may do anything to."""
    with clamd_of() as started:
        yield started


@pytest.fixture
def scanner(own: Clamd) -> Scanner:
    return Scanner.of(own.address, limit=25 * MIB, patience=3)


async def scanned(scanner: Scanner, data: bytes) -> Verdict:
    async with scanner.begin() as scan:
        began = time.monotonic()
        for start in range(0, len(data), PIECE):
            began = time.monotonic()
            await scan.feed(data[start : start + PIECE])
        verdict = await scan.verdict()
        assert time.monotonic() - began < SOON
        return verdict


def is_unknown(verdict: Verdict) -> bool:
    return isinstance(verdict, Unscanned) and not verdict.is_too_large


async def recovered(scanner: Scanner) -> None:
    """It works again within a few seconds, without anyone doing anything."""
    deadline = time.monotonic() + 20
    while (verdict := await scanned(scanner, EICAR)) != Infected(SIGNATURE):
        assert is_unknown(verdict)
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)
    assert await scanned(scanner, noise(2 * MIB)) == Clean()


async def test_missing_at_the_start(own: Clamd, scanner: Scanner) -> None:
    own.kill()
    for size in (0, 100_000, 5 * MIB):
        assert is_unknown(await scanned(scanner, noise(size)))
    own.start()
    await recovered(scanner)


async def test_while_it_is_known_to_be_down_nobody_waits(own: Clamd, scanner: Scanner) -> None:
    own.stop()
    assert is_unknown(await scanned(scanner, EICAR))  # waits for it once
    assert is_unknown(await scanned(scanner, EICAR))  # asks it, and knows
    began = time.monotonic()
    verdicts = await asyncio.gather(*(scanned(scanner, noise(100_000)) for _ in range(40)))
    assert all(is_unknown(verdict) for verdict in verdicts)
    assert time.monotonic() - began < 5
    own.go_on()
    await recovered(scanner)


@pytest.mark.parametrize("size", [100, 2 * PIECE, 20 * MIB])
async def test_stopped_before(own: Clamd, size: int) -> None:
    scanner = Scanner.of(own.address, limit=25 * MIB)  # with the patience of everyday
    own.stop()
    assert is_unknown(await scanned(scanner, noise(size)))
    own.go_on()
    await recovered(scanner)


async def test_stopped_in_the_middle(own: Clamd, scanner: Scanner) -> None:
    async with scanner.begin() as scan:
        await scan.feed(noise(4 * PIECE))
        own.stop()
        began = time.monotonic()
        for _ in range(20):
            await scan.feed(noise(PIECE))
        assert is_unknown(await scan.verdict())
        assert time.monotonic() - began < SOON
    own.go_on()
    await recovered(scanner)


async def test_stopped_before_the_verdict(own: Clamd, scanner: Scanner) -> None:
    async with scanner.begin() as scan:
        await scan.feed(noise(4 * PIECE))
        own.stop()
        began = time.monotonic()
        assert is_unknown(await scan.verdict())
        assert time.monotonic() - began < SOON
    own.go_on()
    await recovered(scanner)


async def test_stopped_and_resumed_in_time(own: Clamd, scanner: Scanner) -> None:
    async with scanner.begin() as scan:
        await scan.feed(noise(4 * PIECE))
        own.stop()
        asyncio.get_running_loop().call_later(1, own.go_on)
        await scan.feed(noise(8 * PIECE) + EICAR)
        assert await scan.verdict() == Infected(SIGNATURE)


async def test_killed_in_the_middle(own: Clamd, scanner: Scanner) -> None:
    async with scanner.begin() as scan:
        await scan.feed(noise(4 * PIECE))
        own.kill()
        await scan.feed(noise(4 * PIECE))
        assert is_unknown(await scan.verdict())
    own.start()
    await recovered(scanner)


async def test_killed_before_the_verdict(own: Clamd, scanner: Scanner) -> None:
    async with scanner.begin() as scan:
        await scan.feed(noise(PIECE))
        own.kill()
        assert is_unknown(await scan.verdict())


async def test_replaced_while_a_small_file_comes(own: Clamd, scanner: Scanner) -> None:
    async with scanner.begin() as scan:
        await scan.feed(EICAR)
        own.kill()
        own.start()
        assert await scan.verdict() == Infected(SIGNATURE)


async def test_a_ping_is_bounded(own: Clamd, scanner: Scanner) -> None:
    own.stop()
    began = time.monotonic()
    with pytest.raises(ScannerDown):
        await scanner.ping()
    with pytest.raises(ScannerDown):
        await scanner.version()
    assert time.monotonic() - began < 8
    own.go_on()
    await scanner.ping()
    assert await scanned(scanner, noise(9)) == Clean()


async def test_slow_uploads_keep_nobody_from_being_scanned(scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(noise(2 * PIECE) + EICAR)
    slow = [scanner.begin() for _ in range(UNDER_WAY)]
    try:
        for scan in slow:
            await scan.feed(noise(PIECE))
        assert await scanned(scanner, EICAR) == Infected(SIGNATURE)
        assert is_unknown(await scanned(scanner, path.read_bytes()))
        async with scanner.begin() as late:
            await late.feed(path.read_bytes())
            assert await late.verdict(str(path)) == Infected(SIGNATURE)
    finally:
        for scan in slow:
            await scan.__aexit__(None, None, None)
    assert await scanned(scanner, noise(2 * PIECE)) == Clean()


async def test_clamd_has_a_single_thread() -> None:
    with clamd_of(MaxThreads="1", MaxQueue="2") as narrow:
        scanner = Scanner.of(narrow.address, limit=25 * MIB)
        async with scanner.begin() as slow:
            await slow.feed(noise(PIECE))
            verdicts = await asyncio.gather(*(scanned(scanner, noise(5000) + EICAR) for _ in range(20)))
            assert all(is_unknown(verdict) or verdict == Infected(SIGNATURE) for verdict in verdicts)
            await recovered(scanner)
            assert await slow.verdict() == Clean()


async def test_a_scan_that_is_cancelled_is_never_clean(own: Clamd, scanner: Scanner) -> None:
    async with scanner.begin() as scan:
        await scan.feed(noise(PIECE))
        own.stop()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await scan.verdict()
        own.go_on()
        assert is_unknown(await scan.verdict())


async def test_a_scan_that_is_left_gives_its_turn_back(own: Clamd) -> None:
    scanner = Scanner.of(own.address, limit=25 * MIB, simultaneous=2)
    for _ in range(10):
        async with scanner.begin() as scan:
            await scan.feed(noise(PIECE))
    assert await scanned(scanner, noise(2 * MIB)) == Clean()


async def test_no_bytes_after_the_verdict(scanner: Scanner) -> None:
    async with scanner.begin() as scan:
        await scan.verdict()
        with pytest.raises(RuntimeError):
            await scan.feed(EICAR)


@asynccontextmanager
async def pretender(path: Path, talk: Talk) -> AsyncIterator[Scanner]:
    """Says what no real clamd can be brought to say."""

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_unix_server(taken, path):
        yield Scanner.of(f"unix:{path}", limit=25 * MIB, patience=2)


def saying(answer: bytes, *, early: bool) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (reader.readexactly(10) if early else reader.readuntil(bytes(4)))
        writer.write(answer)
        await writer.drain()

    return talk


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize("size", [100, 3 * MIB])
@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"COMMAND READ TIMED OUT\0", b"x" * 99_999]
)
async def test_odd_answers(workspace: Path, answer: bytes, size: int, *, early: bool) -> None:
    async with pretender(workspace / "odd.sock", saying(answer, early=early)) as scanner:
        assert is_unknown(await scanned(scanner, b"x" * size))


async def test_an_ok_before_the_end_is_none(workspace: Path) -> None:
    async with pretender(workspace / "odd.sock", saying(b"stream: OK\0", early=True)) as scanner:
        assert is_unknown(await scanned(scanner, b"x" * 20 * MIB))


async def test_an_endless_trickle_is_bounded(workspace: Path) -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with pretender(workspace / "odd.sock", talk) as scanner:
        assert is_unknown(await scanned(scanner, b"x"))
