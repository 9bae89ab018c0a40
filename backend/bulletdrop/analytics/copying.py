"""Views as rows of PostgreSQL's binary COPY (manual, "COPY": File Formats, Binary Format).

Written here rather than by the driver, which encodes a row in five times the time; what is said of a visitor repeats, so
its fields are kept ready.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network
from mmap import mmap
from struct import Struct, pack, unpack_from
from typing import Final, Literal

Keeping = Literal["whole", "truncated", "none"]

COLUMNS: Final = ("accessed_at", "upload_id", "ip_address", "user_agent", "referer")
LONGEST: Final = 512  # bytes of a user agent or referrer
EPOCH: Final = 946_684_800_000_000  # 2000-01-01 in microseconds since 1970, where PostgreSQL's timestamps begin
SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + pack(">ii", 0, 0)
TRAILER: Final = pack(">h", -1)
NULL: Final = pack(">i", -1)
AF_INET: Final = (2, 32)  # family and bits as `inet` writes them; PostgreSQL's AF_INET6 is AF_INET + 1 everywhere
AF_INET6: Final = (3, 128)


Memory = bytearray | mmap
START: Final = 26  # bytes of a row before its visitor
_START: Final = Struct(">hiqiq")  # number of fields; length and value of accessed_at and of upload_id
FIELDS: Final = len(COLUMNS)
# put_start(memory, place, FIELDS, 8, microseconds since EPOCH, 8, upload): what stands in a row before the visitor's fields.
put_start: Final = _START.pack_into
_UPLOAD_AT: Final = 18
_LENGTH: Final = Struct(">i")


@lru_cache(maxsize=8192)
def visitor_fields(address: str | None, user_agent: bytes, referer: bytes, keeping: Keeping) -> bytes:
    """The fields of a row that say who came."""
    return _address_field(address, keeping) + _text_field(user_agent) + _text_field(referer)


def row_in(memory: Memory, place: int) -> tuple[int, int]:
    """The upload of the row that is stored there, and where the row ends."""
    (upload_id,) = unpack_from(">q", memory, place + _UPLOAD_AT)
    end = place + START
    for _ in COLUMNS[2:]:
        (length,) = _LENGTH.unpack_from(memory, end)
        end += _LENGTH.size + max(0, length)
    return upload_id, end


async def copy_of(pieces: Iterable[bytes], *, pause: float) -> AsyncGenerator[bytes]:
    """The rows as one COPY of COLUMNS. The loop has a turn after each piece, of so many seconds at least, and the database
    gets them little by little: both would otherwise be busy with a batch for as long as hundreds of deliveries take.
    """
    yield SIGNATURE
    for piece in pieces:
        yield piece
        await asyncio.sleep(pause)
    yield TRAILER


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


def _text_field(value: bytes) -> bytes:
    return _field(value[:LONGEST].decode("utf-8", "replace").replace("\x00", "").encode())


def _field(value: bytes) -> bytes:
    return pack(">i", len(value)) + value
