"""Kills a server and its database again and again while a file is delivered over kept connections, and compares the views
in the database with the bodies that were sent. Exit code 1 where one is missing, or one is there twice.

An answer of which a byte arrived is a view. A request of whose answer none came before a kill may be one or not.
"""

import argparse
import asyncio
import random
import select
import socket
import sys
import time
from pathlib import Path

import asyncpg

from bench.run import settled_views
from bench.servers import BROWSER, BulletDrop, need, workplace
from bench.upload_load import fresh
from bulletdrop.analytics.journal import ENDING

OK = b"HTTP/1.1 200 "
HEAD_END = b"\r\n\r\n"
AT_ONCE = 64 << 10  # bytes received
NOTICE = 500  # bodies before a kill, when the processes to kill are looked for
PATIENCE = 60  # seconds for an answer, and for the views to be written


class Connection:
    """A kept connection, the answer on it as far as it came, and whether one is asked for."""

    __slots__ = ("answer", "is_asked", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(0)
        self.answer = bytearray()
        self.is_asked = False


class Load:
    """So many requests for one file, one at a time on each connection, until their bodies are all there."""

    def __init__(self, port: int, request: bytes, body: bytes, requests: int) -> None:
        self.whole = 0  # bodies that are right
        self.begun = 0  # answers of which at least a byte came
        self.unanswered = 0  # requests whose connection ended before that
        self.seconds = 0.0
        self._left = requests  # not asked for yet, or in vain
        self._is_asking = False
        self._port = port
        self._request = request
        self._body = body
        self._poll = select.epoll()
        self._connections: dict[int, Connection] = {}

    def connect(self, connections: int) -> None:
        """Opens that many, and asks on each."""
        self._is_asking = True
        for _ in range(connections):
            one = Connection(self._port)
            self._connections[one.socket.fileno()] = one
            self._poll.register(one.socket, select.EPOLLIN)
            self._ask(one)

    def until(self, whole: int) -> None:
        """Goes on until that many bodies are there."""
        began = time.monotonic()
        while self.whole < whole:
            self._turn()
            if not self._connections:
                raise SystemExit("the server ended by itself")
        self.seconds += time.monotonic() - began

    def until_ended(self) -> None:
        """Reads all that arrived before the server ended, and asks for nothing more."""
        self._is_asking = False
        while self._connections:
            self._turn()

    def _turn(self) -> None:
        events = self._poll.poll(PATIENCE)
        if not events:
            raise SystemExit(f"nothing came for {PATIENCE} s")
        for descriptor, _ in events:
            self._receive(self._connections[descriptor])

    def _receive(self, one: Connection) -> None:
        try:
            piece = one.socket.recv(AT_ONCE)
        except OSError:  # reset: what arrived before was given out before
            piece = b""
        if not piece:
            self._end(one)
            return
        if not one.answer:
            self.begun += 1
        one.answer += piece
        if self._is_whole(one.answer):
            self.whole += 1
            one.answer.clear()
            self._ask(one)

    def _is_whole(self, answer: bytearray) -> bool:
        """Whether the file came to its end. Anything else than the file ends the benchmark."""
        head = answer.find(HEAD_END)
        if head < 0:
            return False
        is_right = answer.startswith(OK)
        missing = head + len(HEAD_END) + len(self._body) - len(answer)
        if not is_right or missing < 0 or (missing == 0 and not answer.endswith(self._body)):
            raise SystemExit(f"not the file: {bytes(answer[:300])!r}")
        return missing == 0

    def _ask(self, one: Connection) -> None:
        one.is_asked = False
        if not self._left or not self._is_asking:
            return
        try:
            one.socket.send(self._request)
        except OSError:  # the server is gone: this was never sent, and the next look at the connection ends it
            return
        one.is_asked = True
        self._left -= 1

    def _end(self, one: Connection) -> None:
        self._poll.unregister(one.socket)
        del self._connections[one.socket.fileno()]
        one.socket.close()
        self._left += one.is_asked
        self.unanswered += one.is_asked and not one.answer


def deliver(server: BulletDrop, load: Load, upload_id: int, arguments: argparse.Namespace) -> float:
    """All of the load, and the kills at random moments spread over it; the seconds of the slowest start until an answer."""
    slowest = 0.0
    share = arguments.requests / max(arguments.kills, 1)
    for number in range(arguments.kills):
        load.connect(arguments.connections)
        moment = int(share * (number + random.random()))
        load.until(moment - NOTICE)
        pids = server.pids()
        load.until(moment)  # requests are under way again
        server.kill(pids)
        load.until_ended()
        began = time.monotonic()
        server.start()
        server.views(upload_id)
        slowest = max(slowest, time.monotonic() - began)
    load.connect(arguments.connections)
    load.until(arguments.requests)
    return slowest


def counted(server: BulletDrop, upload_id: int, expected: int) -> int:
    """The upload's views once they are written, or do not come."""
    until = time.monotonic() + PATIENCE
    while server.views(upload_id) < expected and time.monotonic() < until:
        time.sleep(0.2)
    return settled_views(server, [upload_id])


async def rows(server: BulletDrop, upload_id: int) -> int:
    """How many views of it the database has one by one."""
    connection = await asyncpg.connect(host=str(server.data / "postgres/run"), user="bulletdrop", database="bulletdrop")
    try:
        return int(await connection.fetchval("SELECT count(*) FROM upload_analytics WHERE upload_id = $1", upload_id))
    finally:
        await connection.close()


def segments(server: BulletDrop) -> int:
    """Files in the journal's folder."""
    return len(list((server.data / "journal").glob(f"*{ENDING}")))


def wrong(load: Load, views: int, found: int) -> list[str]:
    """A line for each thing that is not as it should be."""
    lines = []
    if views < load.begun:
        lines.append(f"{load.begun - views:,} answers began and are no views")
    if views > load.begun + load.unanswered:
        lines.append(f"{views - load.begun - load.unanswered:,} views more than there were requests")
    if found != views:
        lines.append(f"{views:,} views are counted, {found:,} are there as rows")
    return lines


def measure(folder: Path, arguments: argparse.Namespace) -> list[str]:
    """Prints the figures; returns what is wrong."""
    with BulletDrop(folder) as server:
        body = fresh(arguments.size)
        upload = server.call("PUT", "/api/uploads/file.bin", body)
        path = "/" + upload["url"].partition("://")[2].partition("/")[2]
        request = f"GET {path} HTTP/1.1\r\nHost: {server.host}\r\nUser-Agent: {BROWSER}\r\n\r\n".encode()
        load = Load(server.port, request, body, arguments.requests)
        slowest = deliver(server, load, upload["id"], arguments)
        views = counted(server, upload["id"], load.begun)
        found = asyncio.run(rows(server, upload["id"]))
        running = segments(server)
        server.stop()
        print(f"bodies received whole        {load.whole:,}")
        print(f"answers begun                {load.begun:,}")
        print(f"kills                        {arguments.kills}")
        print(f"  requests without an answer {load.unanswered}")
        print(f"views counted                {views:,}")
        print(f"  as rows                    {found:,}")
        print(f"requests a second            {load.whole / load.seconds:,.0f}")
        print(f"slowest restart, seconds     {slowest:.1f}")
        print(f"segments in the journal      {running}, {segments(server)} once the server has ended")
    return wrong(load, views, found)


def main() -> None:
    """Exit code 1, and a line for each thing that is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--size", type=int, default=4096, help="bytes of the file")
    arguments = parser.parse_args()
    need("taskset")
    with workplace() as folder:
        violations = measure(folder, arguments)
    for line in violations:
        print(line)
    sys.exit(1 if violations else 0)


if __name__ == "__main__":
    main()
