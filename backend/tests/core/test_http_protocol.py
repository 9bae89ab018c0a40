"""Answers as they go over the wire: one packet where there is one answer, and nothing held back for long."""

import asyncio
import os
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from bulletdrop.core.http_protocol import Protocol
from bulletdrop.core.whole_answers import WHOLE
from tests.support import on_port, port_of

LARGE = os.urandom(3 << 20)
STREAMS: dict[str, list[bytes | float]] = {
    "/small": [b"small"],
    "/large": [LARGE],
    "/nothing": [b""],
    "/slow": [0.3, b"late"],
    "/pieces": [b"one", b"two", b"three"],
}
WHOLES = {"/whole": b"whole", "/whole-large": LARGE, "/whole-nothing": b""}


async def answer(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    if (body := WHOLES.get(scope["path"])) is not None:
        assert WHOLE in scope["extensions"]
        await send({"type": WHOLE, "status": 200, "lines": b"content-length: %d\r\n" % len(body), "body": body})
        return
    parts = STREAMS[scope["path"]]
    length = sum(len(part) for part in parts if isinstance(part, bytes))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % length)]})
    for part in parts:
        if isinstance(part, bytes):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        else:
            await asyncio.sleep(part)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with on_port(answer, Protocol) as server:
        yield port_of(server)


async def first_read(port: int, request: bytes, *, whole: bool = False) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    writer.write(request)
    received = await (reader.read() if whole else reader.read(1 << 20))
    writer.close()
    await writer.wait_closed()
    return received


def get(path: str, more: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode()


async def test_a_small_answer_is_one_packet(port: int) -> None:
    for _ in range(20):
        assert (await first_read(port, get("/small"))).endswith(b"\r\n\r\nsmall")


@pytest.mark.parametrize("path", STREAMS)
async def test_every_answer_arrives_whole_and_in_order(port: int, path: str) -> None:
    received = await first_read(port, get(path, "Connection: close\r\n"), whole=True)
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.partition(b"\r\n\r\n")[2] == b"".join(part for part in STREAMS[path] if isinstance(part, bytes))


@pytest.mark.parametrize("path", WHOLES)
async def test_an_answer_in_one_message_is_like_any_other(port: int, path: str) -> None:
    received = await first_read(port, get(path) + get("/small", "Connection: close\r\n"), whole=True)
    head, _, rest = received.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"HTTP/1.1 200 OK"
    assert {line.partition(b":")[0] for line in lines[1:]} == {b"content-length", b"date", b"server"}
    assert rest.startswith(WHOLES[path] + b"HTTP/1.1 200 OK\r\n")  # and the connection goes on


async def test_an_answer_in_one_message_has_no_body_for_head_and_closes_where_asked(port: int) -> None:
    request = b"HEAD /whole HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    received = await first_read(port, request, whole=True)
    assert b"content-length: 5\r\n" in received
    assert b"connection: close\r\n" in received
    assert received.endswith(b"\r\n\r\n")


async def test_a_head_does_not_wait_for_a_body_that_is_late(port: int) -> None:
    assert (await first_read(port, get("/slow"))).endswith(b"\r\n\r\n")


async def test_an_answer_without_a_body_is_not_held_back(port: int) -> None:
    async with asyncio.timeout(2):
        assert (await first_read(port, get("/nothing"))).endswith(b"\r\n\r\n")


async def test_a_client_that_asks_first_is_told_to_go_on(port: int) -> None:
    request = b"POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    async with asyncio.timeout(2):
        assert (await first_read(port, request)).startswith(b"HTTP/1.1 100 Continue")


async def test_answers_to_requests_sent_at_once_come_in_their_order(port: int) -> None:
    received = await first_read(
        port, get("/small") + get("/large") + get("/pieces", "Connection: close\r\n"), whole=True
    )
    places = [received.find(b"\r\n\r\n" + body) for body in (b"small", LARGE[:100], b"onetwothree")]
    assert -1 not in places
    assert places == sorted(places)


HALVES = {
    "nothing": b"",
    "half a line": b"GET /sma",
    "half a head": b"GET /small HTTP/1.1\r\nHost: x\r\n",
    "a second one, half": get("/small") + b"GET /small HTTP/1.1\r\n",
}


@pytest.mark.parametrize("name", HALVES)
async def test_half_a_head_is_not_waited_for(name: str) -> None:
    async with on_port(answer, partial(Protocol, head_patience=0.5)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(server))
        writer.write(HALVES[name])
        async with asyncio.timeout(20):
            received = await reader.read()
        assert received.count(b"200 OK") == HALVES[name].count(get("/small"))
        writer.close()
        await writer.wait_closed()


async def test_half_a_head_does_not_cut_the_answer_before_it() -> None:
    async with on_port(answer, partial(Protocol, head_patience=0.1)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(server))
        writer.write(get("/slow") + b"GET /small HTTP/1.1\r\n")
        async with asyncio.timeout(20):
            assert (await reader.read()).endswith(b"late")
        writer.close()
        await writer.wait_closed()


async def test_a_kept_connection_outlives_the_patience_for_heads() -> None:
    async with on_port(answer, partial(Protocol, head_patience=0.2)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(server))
        for _ in range(3):
            writer.write(get("/slow"))
            assert (await reader.readuntil(b"late")).startswith(b"HTTP/1.1 200 OK")
            await asyncio.sleep(0.5)
        writer.close()
        await writer.wait_closed()


class Hasty(Protocol):
    """Keeps an idle connection for a moment only."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.timeout_keep_alive = 1


async def test_an_empty_line_keeps_no_connection_open() -> None:
    async with on_port(answer, Hasty) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(server))
        writer.write(get("/small"))
        assert (await reader.readuntil(b"small")).startswith(b"HTTP/1.1 200")
        writer.write(b"\r\n")
        async with asyncio.timeout(10):
            assert await reader.read() == b""
        writer.close()
