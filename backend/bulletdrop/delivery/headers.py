"""The headers of file answers, built once for each record."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

from bulletdrop.media.types import served_type

HeaderList = list[tuple[bytes, bytes]]

ACCEPT_RANGES: Final = (b"accept-ranges", b"bytes")
LONGEST_AGE: Final = 300  # seconds: a deletion takes effect within five minutes, whatever keeps copies
PUBLIC: Final = (b"cache-control", b"public, max-age=%d" % LONGEST_AGE)
PRIVATE: Final = (b"cache-control", b"private, no-store")
# A page is small: who opens it again sees whether it is still there.
ASKED_AGAIN: Final = (b"cache-control", b"no-cache")
NO_STORE: Final = (b"cache-control", b"no-store")
# User content is never trusted: no scripts, no plugins, no forms, an origin of its own. Pictures, sound, film and inline
# styles stay allowed, which is what a browser's own viewers of media and an SVG need.
SANDBOX: Final = b"sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors *"
SECURITY: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", SANDBOX),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"referrer-policy", b"no-referrer"),
)
SHOWN_INLINE: Final = ("image/", "video/", "audio/", "text/plain", "application/pdf")


@dataclass(frozen=True, slots=True)
class Headers:
    """What the answers about one file have in common."""

    content_type: bytes
    etag: bytes
    last_modified: bytes
    modified_at: int
    disposition: bytes
    attachment: bytes

    @property
    def common(self) -> bytes:
        """The lines that all answers about it have in common."""
        return b"etag: %b\r\nlast-modified: %b\r\n%b" % (self.etag, self.last_modified, _ALWAYS)


def headers_of(*, mime_type: str, name: str, file_hash: str, created_at: datetime) -> Headers:
    """The strong ETag is the SHA-256; the type is the one told from the bytes, made harmless."""
    content_type = served_type(mime_type)
    etag = f'"{file_hash}"'.encode()
    modified = format_datetime(created_at.astimezone(UTC).replace(microsecond=0), usegmt=True).encode()
    kind = "inline" if content_type.startswith(SHOWN_INLINE) else "attachment"
    return Headers(
        content_type=content_type.encode(),
        etag=etag,
        last_modified=modified,
        modified_at=int(created_at.timestamp()),
        disposition=content_disposition(kind, name),
        attachment=content_disposition("attachment", name),
    )


def whole_lines(headers: Headers, disposition: bytes, *, size: int) -> bytes:
    """The lines of a 200 that holds the file: all but its cache-control."""
    of_body = (
        (b"content-disposition", disposition),
        (b"content-type", headers.content_type),
        (b"content-length", b"%d" % size),
    )
    return headers.common + lines_of(of_body)


def lines_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they go over the wire."""
    return b"".join(b"%b: %b\r\n" % pair for pair in headers)


def headers_in(lines: bytes) -> HeaderList:
    """The headers that `lines_of` wrote."""
    pairs = (line.partition(b": ") for line in lines.split(b"\r\n")[:-1])
    return [(name, value) for name, _, value in pairs]


def content_disposition(kind: str, name: str) -> bytes:
    """RFC 6266, with an ASCII fallback for old clients and RFC 8187's filename* for all scripts."""
    fallback = "".join(c if c.isascii() and (c.isalnum() or c in " -_.()[]") else "_" for c in name).strip() or "file"
    if fallback == name:
        return f'{kind}; filename="{name}"'.encode()
    return f"{kind}; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}".encode("ascii", "ignore")


def cache_control(*, is_public: bool, expires_at: float | None) -> tuple[bytes, bytes]:
    """How long others may keep an answer: five minutes at most, and never past the expiry."""
    if not is_public:
        return PRIVATE
    if expires_at is None:
        return PUBLIC
    return (b"cache-control", b"public, max-age=%d" % max(0, min(LONGEST_AGE, int(expires_at - time.time()))))


def cache_line(*, is_public: bool, expires_at: float | None) -> bytes:
    """The same as a line."""
    if is_public and expires_at is None:
        return _PUBLIC_LINE
    return lines_of([cache_control(is_public=is_public, expires_at=expires_at)])


_ALWAYS: Final = lines_of((ACCEPT_RANGES, *SECURITY))
_PUBLIC_LINE: Final = lines_of([PUBLIC])
