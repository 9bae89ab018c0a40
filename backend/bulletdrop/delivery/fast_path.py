"""The short way out: answers of files that are known, made before the request is parsed.

    bytes ──► request line ──► record ──► head and body in one write
       └────► the rest of the head, remembered: who asks, and how

Nothing is decided here. What a line leads to is what the ordinary path answered it with before (`learn`), for as long as
the resolver remembers that record; what a reply looks like is told by `reply_to`, for both paths. A head is looked at only
if it is of a strict form with headers of a short list; whatever else it is, half a head, two requests, another method, a
body, any query, goes to the ordinary path, which is always right.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bulletdrop.analytics.views import Views
from bulletdrop.core.client_address import client_address
from bulletdrop.core.http_protocol import Protocol
from bulletdrop.core.settings import Settings
from bulletdrop.core.whole_answers import STATUS_LINES
from bulletdrop.delivery.bodies import SMALL, Bodies
from bulletdrop.delivery.replies import CONDITIONS, Reply, RequestHeaders, reply_to
from bulletdrop.delivery.resolve import Record, Resolver
from bulletdrop.domains.hosts import Host, Hosts, host_name

LONGEST_HEAD: Final = 8192  # bytes
MOST_CLIENTS: Final = 4096  # heads remembered, without their request lines
# Harmless to every answer of delivery: it looks at none of them, but for the first seven and the conditions.
HEADERS: Final = frozenset(
    b"host user-agent referer x-forwarded-for range if-none-match if-modified-since if-match if-unmodified-since if-range "
    b"accept accept-encoding accept-language accept-charset cache-control pragma dnt sec-gpc priority origin cookie "
    b"purpose sec-purpose save-data upgrade-insecure-requests sec-fetch-dest sec-fetch-mode sec-fetch-site "
    b"sec-fetch-user sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform x-forwarded-proto x-forwarded-host x-forwarded-port "
    b"x-forwarded-server x-real-ip x-request-id via forwarded cdn-loop cf-connecting-ip cf-ipcountry cf-ray cf-visitor "
    b"cf-ew-via accept-datetime".split()
)
COPIED: Final = 32 << 10  # bytes: to copy them is cheaper than to have the kernel send them from a file
Key = tuple[int, str]  # of the resolver: host and path
_HEAD = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*: ?[\x21-\xff](?:[\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?\r\n)+\r\n")


@dataclass(frozen=True, slots=True)
class Known:
    """What a request line on a host leads to, and the reply where no condition and no time changes it. Where that is a
    small file as a whole, which is what is asked for most, `head` stands in its place: all of it but the last lines.
    """

    record: Record
    is_get: bool
    reply: Reply | None
    head: bytes | None


@dataclass(slots=True)
class Client:
    """What a head says besides its request line. `lines` is what is known on its host; `visitor` is None for a bot, whose
    views do not count; `conditions` are the headers, where there are conditions among them, and `reply` what came of them
    for the file that was asked for last: whoever has a file asks for the same one again and again.
    """

    rest: bytes
    lines: dict[bytes, Known]
    visitor: bytes | None
    conditions: RequestHeaders | None
    known: Known | None = None
    reply: Reply | None = None


class FastPath:
    """`answer` is a `Shortcut` of the protocol."""

    def __init__(self, *, settings: Settings, hosts: Hosts, resolver: Resolver, bodies: Bodies, views: Views) -> None:
        self._settings = settings
        self._hosts = hosts
        self._resolver = resolver
        self._bodies = bodies
        self._views = views
        self._lines: defaultdict[int, dict[bytes, Known]] = defaultdict(dict)  # of each host
        self._lines_of: defaultdict[Key, list[bytes]] = defaultdict(list)  # that lead to a path of the resolver
        self._clients: dict[tuple[str | None, bytes], Client] = {}
        self._date: tuple[object, bytes] = (None, b"")
        resolver.forgotten = self._forget
        hosts.forgotten = self._forget_all

    def learn(self, host: Host, method: str, target: bytes, path: str, record: Record) -> None:
        """From the ordinary path: it answers this method and raw path, without a query, with this public file."""
        key = (host.id, path)
        line = b"%b %b HTTP/1.1" % (method.encode(), target)
        lines = self._lines[host.id]
        if line in lines or self._resolver.known(*key) is not record:
            return  # not remembered there, for whatever reason
        is_get = method == "GET"
        reply = reply_to({}, record, is_get=is_get) if record.expires_at is None else None
        if reply is not None and is_get and 0 < record.size <= COPIED:
            lines[line] = Known(record, is_get, None, STATUS_LINES[reply.status] + reply.lines)
        else:
            lines[line] = Known(record, is_get, reply, None)
        self._lines_of[key].append(line)

    def _forget(self, keys: Iterable[Key] | None) -> None:
        if keys is None:
            self._forget_all()
            return
        for key in keys:
            for line in self._lines_of.pop(key, ()):
                known = self._lines[key[0]].pop(line, None)
                if known is not None:
                    self._bodies.let_go(known.record.storage_key)

    def _forget_all(self) -> None:
        """Clients that connections hold refer to the old dictionaries, which stay empty."""
        for lines in self._lines.values():
            lines.clear()
        self._lines.clear()
        self._lines_of.clear()
        self._clients.clear()
        self._bodies.let_all_go()

    def answer(self, connection: Protocol, data: bytes) -> bool:
        """Whether this was one whole request for a file that is known, which is answered now."""
        line, _, rest = data.partition(b"\r\n")
        client: Client | None = connection.client_of
        if client is None or client.rest != rest:
            client = connection.client_of = self._client(connection, rest)
            if client is None:
                return False
        known = client.lines.get(line)
        if known is None:
            connection.client_of = None
            return False
        # Spelled out, since a call is a tenth of what is left of it.
        head, record = known.head, known.record
        if head is None or client.conditions is not None:
            return self._answer(connection, client, known)
        body = self._bodies.at_hand(record.storage_key, record.size)
        if body is None:
            return False
        if client.visitor is not None:
            self._views.add(record.upload_id, client.visitor)
        if self._date[0] is not connection.server_state.default_headers:
            self._last_lines(connection)
        connection.answer(b"".join((head, self._date[1], body)))
        return True

    def _answer(self, connection: Protocol, client: Client, known: Known) -> bool:
        record, conditions = known.record, client.conditions
        reply = known.reply if conditions is None else client.reply if client.known is known else None
        if reply is None:
            if record.expires_at is not None and record.expires_at <= time.time():
                return False
            reply = reply_to(conditions or {}, record, is_get=known.is_get)
            if record.expires_at is None:
                client.known, client.reply = known, reply
        visitor = client.visitor if reply.is_view else None
        if not reply.spans:
            return self._send(connection, record, reply, b"", visitor)
        if len(reply.spans) > 1:
            return False
        span = reply.spans[0]
        is_copied = span.length <= COPIED and record.size <= SMALL
        if not is_copied and connection.can_send_files:
            return self._send_file(connection, record, reply, visitor)
        if record.size > SMALL:
            return False
        body = self._bodies.at_hand(record.storage_key, record.size)
        return body is not None and self._send(connection, record, reply, body[span.first : span.last + 1], visitor)

    def _send(self, connection: Protocol, record: Record, reply: Reply, body: bytes, visitor: bytes | None) -> bool:
        if visitor is not None:
            self._views.add(record.upload_id, visitor)
        connection.answer(b"".join((STATUS_LINES[reply.status], reply.lines, self._last_lines(connection), body)))
        return True

    def _send_file(self, connection: Protocol, record: Record, reply: Reply, visitor: bytes | None) -> bool:
        file = self._bodies.file(record.storage_key, record.size)
        if file is None:
            return False
        if visitor is not None:
            self._views.add(record.upload_id, visitor)
        head = b"".join((STATUS_LINES[reply.status], reply.lines, self._last_lines(connection)))
        connection.answer_with_file(head, file, reply.spans[0].first, reply.spans[0].last + 1)
        return True

    def _last_lines(self, connection: Protocol) -> bytes:
        """The lines that the server adds to every answer, which change once a second, and the end of the head."""
        headers = connection.server_state.default_headers
        if self._date[0] is not headers:
            self._date = (headers, b"".join(b"%b: %b\r\n" % pair for pair in headers) + b"\r\n")
        return self._date[1]

    def _client(self, connection: Protocol, rest: bytes) -> Client | None:
        """Who sends a head with this `rest`; None where it is not for this path."""
        peer = connection.client[0] if connection.client else None
        key = (peer, rest)
        try:
            return self._clients[key]
        except KeyError:
            pass
        client = self._parse(connection, rest)
        if client is not None:
            if len(self._clients) >= MOST_CLIENTS:
                del self._clients[next(iter(self._clients))]
            self._clients[key] = client
        return client

    def _parse(self, connection: Protocol, rest: bytes) -> Client | None:
        hosts = self._hosts.known
        if hosts is None or len(rest) > LONGEST_HEAD or not _HEAD.fullmatch(rest):
            return None
        pairs = [(name.lower(), value.strip(b" ")) for name, _, value in map(_parted, rest.split(b"\r\n")[:-2])]
        headers = dict(pairs)
        is_repeated = len(headers) != len(pairs)
        is_kept = headers.pop(b"connection", b"keep-alive").lower() == b"keep-alive"
        host = hosts.get(host_name(pairs))
        if not is_kept or is_repeated or not headers.keys() <= HEADERS or host is None:
            return None
        address = client_address({"headers": pairs, "client": connection.client}, self._settings.trusted_proxies)
        return Client(
            rest=rest,
            lines=self._lines[host.id],
            visitor=self._views.visitor(address, headers.get(b"user-agent", b""), headers.get(b"referer", b"")),
            conditions=None if CONDITIONS.isdisjoint(headers) else headers,
        )


def _parted(line: bytes) -> tuple[bytes, bytes, bytes]:
    return line.partition(b":")
