"""Views as rows of PostgreSQL's binary COPY (manual, "COPY": File Formats, Binary Format).

Written here rather than by the driver, which encodes a row in five times the time; addresses and user agents repeat, so
their fields are kept ready.
"""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network
from struct import pack
from typing import Final, Literal, NamedTuple

Keeping = Literal["whole", "truncated", "none"]

COLUMNS: Final = ("accessed_at", "upload_id", "ip_address", "user_agent", "referer")
LONGEST: Final = 512  # bytes of a user agent or referrer
EPOCH: Final = 946_684_800  # 2000-01-01 in seconds since 1970: PostgreSQL's timestamps are microseconds since then
SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + pack(">ii", 0, 0)
TRAILER: Final = pack(">h", -1)
NULL: Final = pack(">i", -1)
AF_INET: Final = (2, 32)  # family and bits as `inet` writes them; PostgreSQL's AF_INET6 is AF_INET + 1 everywhere
AF_INET6: Final = (3, 128)


class View(NamedTuple):
    """One view as it was seen: seconds since 1970, and what the client said."""

    at: float
    upload_id: int
    address: str | None
    user_agent: bytes
    referer: bytes


def rows_of(views: Iterable[View], *, keeping: Keeping) -> bytes:
    """The views as one COPY of COLUMNS."""
    rows = [
        pack(">hiqiq", len(COLUMNS), 8, int((view.at - EPOCH) * 1_000_000), 8, view.upload_id)
        + _address_field(view.address, keeping)
        + _text_field(view.user_agent)
        + _text_field(view.referer)
        for view in views
    ]
    return b"".join((SIGNATURE, *rows, TRAILER))


@lru_cache(maxsize=8192)
def _address_field(address: str | None, keeping: Keeping) -> bytes:
    """`inet`: as it is, without its last part (a /24 or /48 of many people), or not at all."""
    if address is None or keeping == "none":
        return NULL
    kept = ip_address(address)
    is_v4 = isinstance(kept, IPv4Address)
    if keeping == "truncated":
        kept = ip_network(f"{address}/{24 if is_v4 else 48}", strict=False).network_address
    family, bits = AF_INET if is_v4 else AF_INET6
    return _field(bytes((family, bits, 0, len(kept.packed))) + kept.packed)


@lru_cache(maxsize=8192)
def _text_field(value: bytes) -> bytes:
    return _field(value[:LONGEST].decode("utf-8", "replace").replace("\x00", "").encode())


def _field(value: bytes) -> bytes:
    return pack(">i", len(value)) + value
