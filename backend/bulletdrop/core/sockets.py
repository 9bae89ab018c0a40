"""Addresses of other programs' sockets, as a setting names them."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

ALLOWED: Final = "allowed is unix:/an/absolute/path or tcp://host:port"
LONGEST_PATH: Final = 107  # bytes: sun_path in unix(7), with its NUL


@dataclass(frozen=True)
class SocketAddress:
    """A Unix socket's path, or a host and a port."""

    path: str = ""
    host: str = ""
    port: int = 0


def socket_address(text: str) -> SocketAddress:
    """Reads `unix:/path` or `tcp://host:port`, IPv6 in brackets. Raises ValueError with a sentence for a person."""
    if text.startswith("unix:"):
        path = text.removeprefix("unix:")
        if not path.startswith("/") or "\0" in path:
            raise ValueError(ALLOWED)
        if len(path.encode()) > LONGEST_PATH:
            raise ValueError(f"the path of a Unix socket has at most {LONGEST_PATH} bytes")
        return SocketAddress(path=path)
    parts = urlsplit(text)
    port = parts.port  # reading it raises a ValueError with its reason for what is no port at all
    is_plain = parts.netloc and text == f"tcp://{parts.netloc}" and "@" not in parts.netloc
    if not is_plain or not parts.hostname or not port:
        raise ValueError(ALLOWED)
    return SocketAddress(host=parts.hostname, port=port)
