"""Thousands of clients in one process, that hold their connections and do next to nothing: `kind`, then `port host path count`.

Says in one line of JSON how many there are once all of them are; holds them until its input ends; then says what became
of them, and lets go.
"""

import argparse
import json
import resource
import select
import socket
import sys
import time
from collections.abc import Iterator

from bench.servers import BROWSER

RECEIVE_BUFFER = 4096  # bytes: or the kernel would take a whole file in the reader's stead
A_SECOND = 1024  # bytes that a reader reads
PATIENCE = 60.0
GONE = select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR


class Clients:
    """All connections of one kind."""

    def __init__(self, kind: str, port: int, host: str, path: str) -> None:
        self._address = ("127.0.0.1", port)
        self._is_reading = kind == "readers"
        self._epoll = select.epoll()
        self._open: dict[int, socket.socket] = {}
        self._answered: set[int] = set()
        self.received = self.closed = self.failed = 0
        whole = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {BROWSER}\r\n\r\n".encode()
        self._request = whole[: len(whole) // 2] if kind == "senders" else whole
        self._awaits_answer = kind != "senders"

    def connect(self, number: int) -> None:
        """So many of them, and the beginning of the answers, where there is one to come."""
        for _ in range(number):
            try:
                self._connect_one()
            except OSError:
                self.failed += 1
            self._look(0)
        until = time.monotonic() + PATIENCE
        while self._awaits_answer and len(self._answered) < len(self._open) and time.monotonic() < until:
            self._look(0.1)

    def _connect_one(self) -> None:
        client = socket.socket()
        if self._is_reading:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        client.settimeout(10)
        try:
            client.connect(self._address)
            client.send(self._request)
        except OSError:
            client.close()
            raise
        client.setblocking(False)  # noqa: FBT003 - as the standard library has it
        self._open[client.fileno()] = client
        self._epoll.register(client.fileno(), select.EPOLLIN | GONE)

    def _look(self, seconds: float) -> None:
        """Takes what has come. A reader who has had the beginning reads at its own pace from then on."""
        for descriptor, events in self._epoll.poll(seconds):
            client = self._open[descriptor]
            if events & select.EPOLLIN:
                self._receive(client)
            if events & GONE and descriptor in self._open:
                self._lose(client)
            elif self._is_reading and descriptor in self._open:
                self._epoll.modify(descriptor, GONE)

    def _receive(self, client: socket.socket) -> None:
        try:
            data = client.recv(A_SECOND if self._is_reading else 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lose(client)
            return
        self._answered.add(client.fileno())
        self.received += len(data)

    def _lose(self, client: socket.socket) -> None:
        self.closed += 1
        self._answered.discard(client.fileno())
        del self._open[client.fileno()]
        client.close()  # epoll forgets it

    def hold(self) -> Iterator[None]:
        """Goes on, a second at a time."""
        while True:
            until = time.monotonic() + 1
            for client in list(self._open.values()) if self._is_reading else []:
                self._receive(client)
            while (left := until - time.monotonic()) > 0:
                self._look(left)
            yield

    def state(self) -> dict[str, int]:
        answered = len(self._answered)
        counts = {"open": len(self._open), "answered": answered, "received": self.received}
        return counts | {"closed": self.closed, "failed": self.failed}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["idle", "readers", "senders"])
    parser.add_argument("port", type=int)
    parser.add_argument("host")
    parser.add_argument("path")
    parser.add_argument("count", type=int)
    given = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    clients = Clients(given.kind, given.port, given.host, given.path)
    clients.connect(given.count)
    print(json.dumps(clients.state()), flush=True)
    for _ in clients.hold():
        if select.select([sys.stdin], [], [], 0)[0]:
            break
    print(json.dumps(clients.state()), flush=True)


if __name__ == "__main__":
    main()
