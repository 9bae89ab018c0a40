"""A load of uploads: so many at a time over kept connections, each of bytes that were never sent before."""

import hashlib
import itertools
import os
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

BOUNDARY = "bench-boundary-5f1c2a"
SAMPLE_EVERY = 50

Frame = Callable[[int], tuple[bytes, bytes]]
"""What goes before and after the bytes of the file with this number."""


def put(host: str, folder: str, size: int, token: str = "") -> Frame:
    """Raw bodies, as `curl -T` sends them."""

    def frame(number: int) -> tuple[bytes, bytes]:
        return _head(f"PUT {folder}{number}.bin", host, token, size), b""

    return frame


def multipart(host: str, token: str, size: int) -> Frame:
    """Forms with one file, as ShareX and browsers send them."""
    after = f"\r\n--{BOUNDARY}--\r\n".encode()

    def frame(number: int) -> tuple[bytes, bytes]:
        before = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{number}.bin"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        length = len(before) + size + len(after)
        kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        return _head("POST /api/uploads", host, token, length, kind) + before, after

    return frame


def _head(line: str, host: str, token: str, length: int, more: str = "") -> bytes:
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"{line} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n{more}{authorization}\r\n".encode()


def fresh(size: int) -> bytes:
    """Bytes that nobody has; never by chance the beginning of a type that is not taken."""
    return b"\0bench" + os.urandom(size - 6)


class Load:
    """Threads with a blocking socket each: sending and waiting let go of Python's lock."""

    def __init__(self, port: int, at_once: int, size: int, frame: Frame) -> None:
        self.port = port
        self.at_once = at_once
        self.size = size
        self.frame = frame
        self.samples: list[str] = []  # SHA-256 of what was sent, of some
        self._numbers = itertools.count(1)

    def run(self, seconds: float) -> tuple[int, float]:
        """Uploads that were answered with 2xx, and the seconds that they took. Anything else ends the benchmark."""
        began = time.monotonic()
        with ThreadPoolExecutor(self.at_once) as pool:
            done = sum(pool.map(self._upload_until, [began + seconds] * self.at_once))
        return done, time.monotonic() - began

    def _upload_until(self, end: float) -> int:
        body = bytearray(fresh(self.size))
        done, rest = 0, b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.monotonic() < end:
                number = next(self._numbers)
                before, after = self.frame(number)
                body[6:22] = os.urandom(16)
                connection.sendall(b"".join((before, body, after)))
                status, rest = _answer(connection, rest)
                if not 200 <= status < 300:
                    raise SystemExit(f"an upload was answered with {status}")
                done += 1
                if number % SAMPLE_EVERY == 0:
                    self.samples.append(hashlib.sha256(body).hexdigest())
        return done


def _answer(connection: socket.socket, stream: bytes) -> tuple[int, bytes]:
    """The status of the next answer, and what was read beyond its end."""
    while b"\r\n\r\n" not in stream:
        stream += _more(connection)
    head, _, rest = stream.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    length = next((int(line.partition(b":")[2]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(rest) < length:
        rest += _more(connection)
    return int(head.split(b" ", 2)[1]), rest[length:]


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise SystemExit("the server closed the connection")
    return data
