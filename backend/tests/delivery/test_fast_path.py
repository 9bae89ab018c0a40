"""The fast path answers as the ordinary one does: thousands of requests sent down both, and compared byte for byte."""

import asyncio
import os
import random
import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, NamedTuple

import pytest

from bulletdrop.core.http_protocol import Protocol
from bulletdrop.main import BulletDrop
from tests.support import BROWSER, MakeApp, Person, eventually, on_port, png, port_of, register

REQUESTS = 2400
PATIENCE = 0.2  # seconds for an answer, after which there is none: to half a request
DATE = re.compile(rb"\r\ndate: [^\r]*")
BOUNDARY = re.compile(rb"(?<=boundary=)[0-9a-f]{32}|(?<=\r\n--)[0-9a-f]{32}")


def fresh(size: int) -> bytes:
    """Bytes that nobody has; never by chance the beginning of a type that is not taken."""
    return (b"\0test" + os.urandom(size))[:size]


LARGE = fresh(600_000)


class Counting:
    """A shortcut, with the number of requests that it answered."""

    def __init__(self, app: BulletDrop) -> None:
        self._app = app
        self.answered = 0

    def __call__(self, connection: Protocol, data: bytes) -> bool:
        is_answered = self._app.fast_path.answer(connection, data)
        self.answered += is_answered
        return is_answered


class Both(NamedTuple):
    """One application on two ports."""

    app: BulletDrop
    fast: int
    ordinary: int
    counting: Counting
    person: Person


@pytest.fixture
async def both(make_app: MakeApp) -> AsyncIterator[Both]:
    app = await make_app(public_url="http://localhost:8000", view_journal=False)
    person = await register(app)
    counting = Counting(app)
    async with on_port(app, partial(Protocol, shortcut=counting)) as fast, on_port(app, Protocol) as ordinary:
        yield Both(app, port_of(fast), port_of(ordinary), counting, person)
    await person.client.aclose()


async def talk(port: int, packets: list[bytes], answers: int, patience: float = PATIENCE) -> list[bytes]:
    """Sends the packets one after the other and reads so many answers, or until no more comes or the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    received: list[bytes] = []
    try:
        for packet in packets:
            writer.write(packet)
            await writer.drain()
            await asyncio.sleep(0.002 if len(packets) > 1 else 0)
        while len(received) < answers:
            received += [await asyncio.wait_for(one_answer(reader, packets[0]), patience)]
    except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
        received.append(type(error).__name__.encode() + getattr(error, "partial", b""))
    finally:
        writer.close()
    return received


async def one_answer(reader: asyncio.StreamReader, request: bytes) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    status = head.split(b" ", 2)[1]
    length = re.search(rb"\r\ncontent-length: (\d+)", head)
    if request.startswith(b"HEAD ") or status == b"304" or length is None:
        return head
    return head + await reader.readexactly(int(length[1]))


def masked(answers: list[bytes]) -> list[tuple[bytes, list[bytes], bytes]]:
    """Status, headers in any order, and body, without what may differ: the time, and random boundaries."""
    parted = []
    for answer in answers:
        head, _, body = BOUNDARY.sub(b"-", DATE.sub(b"", answer)).partition(b"\r\n\r\n")
        status, *headers = head.split(b"\r\n")
        parted.append((status, sorted(headers), body))
    return parted


class Files(NamedTuple):
    targets: list[bytes]
    known: list[bytes]
    etags: list[bytes]
    ids: list[int]


async def some_files(person: Person) -> Files:
    """Files of all kinds, and addresses that lead to one, to none, or elsewhere."""
    text = await person.uploaded(b"plain text\n" * 50, "notes.txt")
    picture = await person.uploaded(png(), "shot.png", custom_name="my-shot")
    large = await person.uploaded(LARGE, "large.bin")
    page = await person.uploaded(b"<html><script>alert(1)</script></html>", "page.html")
    private = await person.uploaded(png(), "mine.png", is_public="false")
    locked = await person.uploaded(png(), "locked.png", password="open sesame 42")
    passing = await person.uploaded(png(), "passing.png", expires_in="3600")
    odd = await person.uploaded(b"odd", "a b ü.txt")
    every = [text, picture, large, page, private, locked, passing, odd]
    paths = [each["url"].partition("://")[2].partition("/")[2].encode() for each in every]
    known = [b"/" + paths[index] for index in (0, 1, 2, 3, 6, 7)]
    more = [b"/" + path for path in paths] + [
        b"/u/%b/shot.png" % person.name.encode(),
        b"/u/%b/%b" % (person.name.encode(), paths[1]),
        b"/" + paths[0].rpartition(b".")[0],
        b"/" + paths[0] + b"?download=1",
        b"/" + paths[0] + b"?",
        b"/" + paths[0] + b"#part",
        b"//" + paths[0],
        b"/%" + b"%02x" % paths[0][0] + paths[0][1:],
        b"http://localhost/" + paths[0],
        b"/t/" + paths[1].rpartition(b".")[0] + b".webp",
        b"/nothing-here.png",
        b"/api/uploads",
        b"/healthz",
        b"*",
        b"",
        b"/\xff.png",
        b"/" + b"a" * 3000,
    ]
    return Files(
        more, known, [b'"%b"' % each["file_hash"].encode() for each in every[:3]], [each["id"] for each in every]
    )


HEADERS = [
    b"User-Agent: " + BROWSER.encode(),
    b"user-agent: Googlebot/2.1",
    b"Accept: */*",
    b"ACCEPT-ENCODING: gzip, br",
    b"Referer: https://example.org/a?b=c",
    b"Connection: keep-alive",
    b"Connection: close",
    b"Connection: Upgrade\r\nUpgrade: websocket",
    b"Connection: keep-alive, X-Thing",
    b"X-Thing: 1",
    b"X-Forwarded-For: 198.51.100.7",
    b"Cookie: a=b; c=d",
    b"Content-Length: 0",
    b"Content-Length: 3",
    b"Transfer-Encoding: chunked",
    b"Expect: 100-continue",
    b"Range: bytes=0-9",
    b"Range: bytes=5-",
    b"Range: bytes=-7",
    b"Range: bytes=0-0,5-6",
    b"Range: bytes=99999999-",
    b"Range: lines=1-2",
    b"Range: bytes=9-2",
    b"If-None-Match: *",
    b"If-None-Match: W/%b",
    b"If-None-Match: %b",
    b"If-Match: %b",
    b'If-Match: "other"',
    b"If-Range: %b",
    b'If-Range: "other"',
    b"If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
    b"If-Modified-Since: Fri, 01 Jan 1999 00:00:00 GMT",
    b"If-Unmodified-Since: Fri, 01 Jan 1999 00:00:00 GMT",
    b"If-Modified-Since: yesterday",
    b"Accept:",
    b"Accept:\t*/*\t",
    b"Accept:   spaced   ",
    b"Accept : */*",
    b" Accept: */*",
    b"Referer: a\x00b",
    b"Referer: a\rb",
    b"Referer: \xc3\xbc",
    b"Accept: a\r\n b",
    b"Host: localhost",
    b"Long: " + b"x" * 9000,
    b"no colon",
    b": no name",
    b"",
]
HOSTS = [b"Host: localhost"] * 12 + [
    b"Host: LOCALHOST:8000",
    b"host:localhost.",
    b"Host: elsewhere.example",
    b"Host: ",
    b"X: y",
]
METHODS = [b"GET"] * 8 + [b"HEAD"] * 3 + [b"get", b"POST", b"PUT", b"OPTIONS", b"TRACE", b"G\xc3\x89T"]
VERSIONS = [b" HTTP/1.1"] * 14 + [b" HTTP/1.0", b" HTTP/2.0", b"", b" HTTP/1.1 ", b"  HTTP/1.1", b" http/1.1"]
ENDS = [b"\r\n"] * 20 + [b"\n"]


def generated(chance: random.Random, files: Files) -> bytes:
    """A request that may be as it should be, and may be anything but."""
    end = chance.choice(ENDS)
    target = chance.choice(files.known if chance.random() < 0.6 else files.targets)
    line = chance.choice(METHODS) + b" " + target + chance.choice(VERSIONS)
    count = chance.choice([0, 1, 1, 2, 3])
    headers = [chance.choice(HOSTS), *chance.sample(HEADERS, count)]
    etag = chance.choice(files.etags)
    return end.join([line, *(header.replace(b"%b", etag) for header in headers)]) + end + end


def packets_of(chance: random.Random, request: bytes) -> list[bytes]:
    """As it may come: at once, in two, in many, or with what follows it."""
    way = chance.random()
    if way < 0.8 or len(request) > 5000:
        return [request]
    if way < 0.95:
        cut = chance.randrange(1, len(request))
        return [request[:cut], request[cut:]]
    step = chance.choice([1, 7, 40])
    return [request[at : at + step] for at in range(0, len(request), step)]


async def test_both_paths_answer_alike(both: Both) -> None:
    files = await some_files(both.person)
    chance = random.Random(20261129)
    for target in files.known:  # what is known is what the ordinary path has answered
        for method in (b"GET", b"HEAD"):
            await talk(both.fast, [b"%b %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % (method, target)], 1)
    both.counting.answered = 0

    async def compare(request: bytes, packets: list[bytes], answers: int) -> None:
        # Where a server closes while more comes, the client may lose the answer; and one may be too slow once.
        for patience in (PATIENCE, 1, 2, 3, 5):
            fast, ordinary = await asyncio.gather(*(talk(port, packets, answers, patience) for port in both[1:3]))
            if masked(fast) == masked(ordinary):
                return
        assert masked(fast) == masked(ordinary), request

    for _ in range(REQUESTS // 40):
        async with asyncio.TaskGroup() as group:
            for _ in range(40):
                request = generated(chance, files)
                if chance.random() < 0.9:
                    group.create_task(compare(request, packets_of(chance, request), 1))
                else:
                    # One that is well formed: at a bad one the ordinary path drops the answers that are under way.
                    following = b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % chance.choice(files.known)
                    together = [request + following] if chance.random() < 0.5 else [request, following]
                    group.create_task(compare(request + following, together, 2))
    assert both.counting.answered > REQUESTS / 10


async def test_both_paths_count_alike(both: Both) -> None:
    files = await some_files(both.person)
    chance = random.Random(7)
    every = (generated(chance, files) for _ in range(1000))
    requests = [each for each in every if b"localhost" in each and b"Connection" not in each][:400]

    async def counts(port: int) -> list[int]:
        before = await view_counts()
        for request in requests:
            await talk(port, [request], 1)
        return [now - then for now, then in zip(await view_counts(), before, strict=True)]

    async def view_counts() -> list[int]:
        await both.app.views.flush()
        return [(await both.person.client.get(f"/api/uploads/{each}")).json()["view_count"] for each in files.ids]

    await counts(both.fast)  # learns them
    both.counting.answered = 0
    fast = await counts(both.fast)
    assert both.counting.answered > 50
    assert fast == await counts(both.ordinary)
    assert sum(fast) > 50


def get(url: str, *more: str, method: str = "GET") -> bytes:
    path = "/" + url.partition("://")[2].partition("/")[2]
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"User-Agent: {BROWSER}", *more]
    return "\r\n".join([*lines, "", ""]).encode()


async def learnt(both: Both, request: bytes) -> bytes:
    """Its answer, once it comes from the fast path."""
    [answer] = await talk(both.fast, [request], 1)
    before = both.counting.answered
    [again] = await talk(both.fast, [request], 1)
    assert both.counting.answered == before + 1
    assert masked([again]) == masked([answer])
    return answer


@pytest.mark.parametrize("size", [0, 1, 32_768, 32_769, 262_144, 262_145, 3_000_000])
async def test_bodies_of_every_size_arrive_whole(both: Both, size: int) -> None:
    content = fresh(size)
    made = await both.person.uploaded(content, "a.bin")
    answer = await learnt(both, get(made["url"]))
    assert answer.partition(b"\r\n\r\n")[2] == content
    assert (await learnt(both, get(made["url"], method="HEAD"))).endswith(b"\r\n\r\n")
    if size > 2:
        part = await learnt(both, get(made["url"], f"Range: bytes=1-{size - 2}"))
        assert part.startswith(b"HTTP/1.1 206")
        assert part.partition(b"\r\n\r\n")[2] == content[1:-1]


async def test_many_requests_on_one_connection(both: Both) -> None:
    made = await both.person.uploaded(LARGE, "a.bin")
    small = await both.person.uploaded(b"small", "b.bin")
    reader, writer = await asyncio.open_connection("127.0.0.1", both.fast, limit=1 << 24)
    for number in range(60):
        request, content = ((get(made["url"]), LARGE), (get(small["url"]), b"small"))[number % 2]
        writer.write(request)
        answer = await asyncio.wait_for(one_answer(reader, request), 5)
        assert answer.partition(b"\r\n\r\n")[2] == content
    assert both.counting.answered == 58
    writer.close()


@pytest.mark.parametrize("condition", ["Range: bytes=1-3", 'If-None-Match: "other"', "If-Modified-Since: {}"])
async def test_one_head_for_several_files_and_their_changes(both: Both, condition: str) -> None:
    """What came of it for one file is nobody else's answer, nor that file's once it is another."""
    line = condition.format("Sat, 01 Jan 2022 00:00:00 GMT")
    requests = []
    for name in ("first.bin", "second.bin"):
        made = await both.person.uploaded(fresh(50_000), name)
        requests += [get(made["url"], line), get(made["url"], line, method="HEAD")]
    for request in requests:
        await learnt(both, request)
    for _ in range(2):
        for request in (*requests, *reversed(requests)):
            assert masked(await talk(both.fast, [request], 1)) == masked(await talk(both.ordinary, [request], 1))
        changed = await both.person.client.patch(
            f"/api/uploads/{made['id']}", json={"original_filename": "renamed.bin"}
        )
        assert changed.status_code == 200


async def test_what_was_deleted_is_gone_at_once(both: Both) -> None:
    """Security A10."""
    made = await both.person.uploaded(LARGE, "a.bin")
    requests = [get(made["url"]), get(made["url"], "Range: bytes=0-9"), get(made["url"], method="HEAD")]
    for request in requests:
        await learnt(both, request)
    await both.person.client.delete(f"/api/uploads/{made['id']}")
    for request in requests:
        [answer] = await talk(both.fast, [request], 1)
        assert answer.startswith(b"HTTP/1.1 410")
    assert both.app.fast_path._lines_of == {}


@pytest.mark.parametrize("told", ["its own", "all"])
async def test_what_is_forgotten_is_held_open_no_longer(both: Both, told: str) -> None:
    """A file that is removed gives its place on the disk back; what was not heard may have been its removal."""
    made = await both.person.uploaded(LARGE, "a.bin")
    await learnt(both, get(made["url"]))
    open_files = both.app.fast_path._bodies._files
    assert len(open_files) == 1
    if told == "all":
        both.app.resolver._forget(None)
    else:
        await both.person.client.delete(f"/api/uploads/{made['id']}?permanent=true")
    assert open_files == {}


@pytest.mark.parametrize("change", [{"is_public": False}, {"password": "open sesame 42"}, {"max_views": 3}])
async def test_what_is_guarded_from_now_on_is_not_given_out(both: Both, change: dict[str, Any]) -> None:
    made = await both.person.uploaded(b"open", "a.txt")
    await learnt(both, get(made["url"]))
    assert (await both.person.client.patch(f"/api/uploads/{made['id']}", json=change)).status_code == 200
    before = both.counting.answered
    [answer] = await talk(both.fast, [get(made["url"])], 1)
    assert both.counting.answered == before
    assert answer.startswith(b"HTTP/1.1 200") == ("max_views" in change)


async def test_what_expires_is_gone_when_its_time_is_up(both: Both) -> None:
    made = await both.person.uploaded(b"passing", "a.txt", expires_in="2")
    assert b"max-age=" in await learnt(both, get(made["url"]))

    async def is_gone() -> bool:
        return (await talk(both.fast, [get(made["url"])], 1))[0].startswith(b"HTTP/1.1 410")

    await eventually(is_gone)


async def test_a_client_that_never_reads_is_not_buffered_for(both: Both) -> None:
    """Thousands of requests on one connection, and nothing read: what waits for it stays small."""
    made = await both.person.uploaded(fresh(200_000), "a.bin")
    await learnt(both, get(made["url"]))
    reader, writer = await asyncio.open_connection("127.0.0.1", both.fast)
    transport: Any = writer.transport
    transport.pause_reading()
    for _ in range(2000):
        writer.write(get(made["url"]))
        await asyncio.sleep(0)
    assert await talk(both.fast, [get(made["url"])], 1)  # others are served meanwhile
    writer.close()
    del reader
