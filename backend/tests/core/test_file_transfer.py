"""Bodies that the kernel sends: whole to clients of every pace, and nothing left open by those that go away."""

import asyncio
import os
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn

from bulletdrop.core.file_transfer import OpenFile
from bulletdrop.core.http_protocol import Protocol
from tests.support import eventually, on_port, port_of

CONTENT = os.urandom(24 << 20)  # more than sockets hold
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n"


class Served(NamedTuple):
    """A server whose every answer is the file."""

    server: uvicorn.Server
    path: Path


def descriptors() -> int:
    """How many this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)

    def shortcut(connection: Protocol, data: bytes) -> bool:
        if data != REQUEST or not connection.can_send_files:
            return False
        file = OpenFile(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        connection.answer_with_file(HEAD % len(CONTENT), file, 0, len(CONTENT))
        return True

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async with on_port(app, partial(Protocol, shortcut=shortcut)) as server:
        yield Served(server, path)


async def asked(served: Served) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which the file was asked for, and the head read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(served.server), limit=1 << 16)
    writer.write(REQUEST)
    assert await reader.readuntil(b"\r\n\r\n") == HEAD % len(CONTENT)
    return reader, writer


async def test_a_slow_reader_gets_every_byte(served: Served) -> None:
    reader, writer = await asked(served)
    received = bytearray()
    while len(received) < len(CONTENT):
        received += await reader.read(1 << 20)
        await asyncio.sleep(0.002)
    assert received == CONTENT
    writer.write(REQUEST)  # and the connection goes on
    assert await reader.readuntil(b"\r\n\r\n") == HEAD % len(CONTENT)
    assert await reader.readexactly(len(CONTENT)) == CONTENT
    writer.write(b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 404")
    writer.close()


async def test_requests_that_come_meanwhile_wait_their_turn(served: Served) -> None:
    reader, writer = await asked(served)
    writer.write(REQUEST)
    await asyncio.sleep(0.05)
    writer.write(b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n")
    assert await reader.readexactly(len(CONTENT)) == CONTENT
    # Both came in one piece by now or in two: in either case in order, and each answered.
    rest = await reader.readuntil(b"\r\n\r\n")
    if rest.startswith(b"HTTP/1.1 200"):
        assert await reader.readexactly(len(CONTENT)) == CONTENT
        rest = await reader.readuntil(b"\r\n\r\n")
    assert rest.startswith(b"HTTP/1.1 404")
    writer.close()


async def test_clients_that_go_away_leave_nothing_open(served: Served) -> None:
    before = descriptors()
    for _ in range(50):
        reader, writer = await asked(served)
        await reader.read(100_000)
        writer.transport.abort()

    async def is_closed() -> bool:
        return descriptors() <= before

    await eventually(is_closed)


async def test_at_the_end_of_the_server_a_transfer_is_finished(served: Served) -> None:
    """Security F5."""
    reader, writer = await asked(served)
    served.server.should_exit = True
    received = bytearray()
    while piece := await reader.read(1 << 20):
        received += piece
        await asyncio.sleep(0.005)
    assert received == CONTENT
    writer.close()


async def test_what_is_on_the_disk_alone_is_read_by_a_thread(served: Served) -> None:
    descriptor = os.open(served.path, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)
    reader, writer = await asked(served)
    assert await reader.readexactly(len(CONTENT)) == CONTENT
    writer.close()


async def test_a_file_that_was_cut_ends_the_connection(served: Served) -> None:
    """The client sees that the body is not whole."""
    os.truncate(served.path, 5 << 20)
    reader, writer = await asked(served)
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await reader.readexactly(len(CONTENT))
    writer.close()
