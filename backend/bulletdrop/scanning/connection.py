"""One connection to clamd, for one command.

A bare socket and no asyncio stream: where clamd has refused a stream and hung up, its reason still lies in our end of
the socket, and a transport throws that away with the failed write.
"""

import asyncio
import socket
from typing import Final, Self

from bulletdrop.core.sockets import SocketAddress

CONNECT_WITHIN: Final = 2.0  # seconds
LONGEST_ANSWER: Final = 4096  # bytes


class ScannerDown(Exception):
    """The scanner cannot be asked now; the text is a sentence for the log.

    `is_busy`: it is only that others have all the places.
    """

    is_busy = False


class Connection:
    """An open connection. Whoever opened it closes it."""

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def open(cls, address: SocketAddress) -> Self:
        """Raises ScannerDown, within two seconds."""
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                return cls(_unix(address.path) if address.path else await _tcp(address.host, address.port))
        except TimeoutError:
            raise ScannerDown(f"clamd took no connection for {CONNECT_WITHIN:g} seconds.") from None
        except (OSError, UnicodeError) as error:  # the latter from a host name that is none
            raise ScannerDown(f"clamd takes no connection: {error}.") from None

    def close(self) -> None:
        self._socket.close()

    async def send(self, *parts: bytes | bytearray | memoryview) -> None:
        """Returns when the kernel has it all, as slowly as clamd reads. Raises OSError where clamd has hung up."""
        try:
            sent = self._socket.sendmsg(parts)
        except BlockingIOError:
            sent = 0
        for part in parts:
            if sent < len(part):
                await self._loop.sock_sendall(self._socket, memoryview(part)[sent:])
            sent = max(0, sent - len(part))

    async def answer(self) -> bytes:
        """All up to the NUL that ends an answer, or to where clamd hung up; empty where it said nothing."""
        said = b""
        while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
            try:
                more = await self._loop.sock_recv(self._socket, LONGEST_ANSWER)
            except ConnectionError:
                break
            if not more:
                break
            said += more
        return said

    def last_words(self) -> bytes:
        """What clamd said before it hung up, or before it fell silent."""
        try:
            return self._socket.recv(LONGEST_ANSWER)
        except OSError:
            return b""


def _unix(path: str) -> socket.socket:
    # Never waits: the kernel takes it, or says EAGAIN where clamd's queue is full, which a loop's sock_connect takes for
    # a connection on its way.
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    try:
        opened.connect(path)
    except BaseException:
        opened.close()
        raise
    return opened


async def _tcp(host: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    failure = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        opened = socket.socket(family, kind | socket.SOCK_NONBLOCK, protocol)
        try:
            await loop.sock_connect(opened, address)
        except OSError as error:
            opened.close()
            failure = error
        except BaseException:
            opened.close()
            raise
        else:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return opened
    raise failure
