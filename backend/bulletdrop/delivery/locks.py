"""Passwords of files: asked for, compared, and remembered while they are right.

A program sends `X-File-Password`. A browser gets a form, and for the right password an address with a signature that opens
this file alone, for a quarter of an hour or until the password changes. No cookie is set, and the password is in no address.
"""

import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

import structlog
from starlette.types import Receive, Scope

from bulletdrop.accounts.passwords import Passwords, prepared
from bulletdrop.accounts.tries import subscriber
from bulletdrop.core.client_address import client_address
from bulletdrop.core.crypto import digest
from bulletdrop.core.errors import BadRequest, Forbidden, Problem, TooLarge, TooManyRequests, UnsupportedType
from bulletdrop.core.rate_limits import RateLimits
from bulletdrop.core.settings import Settings
from bulletdrop.delivery.resolve import Record
from bulletdrop.files.links import Signer

log = structlog.get_logger("bulletdrop.security")
HEADER: Final = b"x-file-password"
BY_ADDRESS: Final = ("file password by address", "20 per 15 minutes")
BY_FILE: Final = ("file password by file", "100 per 15 minutes")
LARGEST_FORM: Final = 4096  # bytes
MOST_FIELDS: Final = 8
REMEMBERED: Final = 4096  # right passwords; 32 bytes each


class PasswordNeeded(Problem):
    """Nothing of this file without its password. `tries_left` after a wrong one, where tries are counted."""

    status = 401

    def __init__(self, detail: str, *, was_wrong: bool = False, tries_left: int | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'X-File-Password realm="file"'})
        self.was_wrong = was_wrong
        self.tries_left = tries_left


class Locks:
    """Decides who may open a file with a password."""

    def __init__(self, settings: Settings, passwords: Passwords, limits: RateLimits) -> None:
        self._settings = settings
        self._passwords = passwords
        self._limits = limits
        self._signer = Signer.of(settings)
        self._right: dict[bytes, None] = {}

    async def check(self, scope: Scope, record: Record, query: str) -> None:
        """Lets pass who has a signature, the owner's or a visitor's, or sends the password. Raises PasswordNeeded."""
        hashed = record.password_hash
        at = time.time()
        if hashed is None or self._signer.allows(query, record.upload_id, at=at):
            return
        if self._signer.allows_opened(query, record.upload_id, hashed, at=at):
            return
        sent = [value for name, value in scope["headers"] if name == HEADER and value]
        if len(sent) > 1:
            raise BadRequest("Send X-File-Password once.")
        if not sent:
            raise PasswordNeeded("This file has a password. Send it as X-File-Password.")
        await self._compare(scope, record.upload_id, hashed, _text(sent[0]))

    async def open(self, scope: Scope, receive: Receive, record: Record, hashed: str, *, origin: str) -> str:
        """The query string that opens the file, for a form with its right password. Raises PasswordNeeded."""
        _check_form(dict(scope["headers"]), origin)
        password = _password_in(await _form(receive))
        if not password:
            raise PasswordNeeded("This file has a password.")
        await self._compare(scope, record.upload_id, hashed, password)
        return self._signer.sign_opened(record.upload_id, hashed, at=time.time())

    async def _compare(self, scope: Scope, upload_id: int, hashed: str, password: str) -> None:
        """Counts the guess first and compares then, so that many at once are no more than many one by one.

        A remembered password is counted too: else who has no tries left could go on guessing for it.
        """
        address = client_address(scope, self._settings.trusted_proxies)
        key = f"{upload_id} {subscriber(address)}"
        await self._count(key, upload_id)
        if not await self._is_right(hashed, password):
            await self._note_wrong(key, upload_id)
        await self._limits.forget(BY_ADDRESS[0], key, BY_ADDRESS[1])

    async def _count(self, key: str, upload_id: int) -> None:
        try:
            await self._limits.check(BY_FILE[0], str(upload_id), BY_FILE[1])
            await self._limits.hit(BY_ADDRESS[0], key, BY_ADDRESS[1])
        except TooManyRequests:
            log.warning("rate_limit.reached", name="file password")
            raise

    async def _note_wrong(self, key: str, upload_id: int) -> None:
        """Only wrong guesses count for the file as a whole: those who know its password never shut it for each other."""
        try:
            await self._limits.hit(BY_FILE[0], str(upload_id), BY_FILE[1])
        except TooManyRequests:
            log.warning("rate_limit.reached", name="file password")
        left = await self._limits.left(BY_ADDRESS[0], key, BY_ADDRESS[1])
        raise PasswordNeeded("That isn't the password of this file.", was_wrong=True, tries_left=left)

    async def _is_right(self, hashed: str, password: str) -> bool:
        """Hashing is slow by design; who reads a film in a thousand ranges pays for it once."""
        mark = digest(f"{hashed} {prepared(password)}")
        if mark in self._right:
            self._right[mark] = self._right.pop(mark)
            return True
        if not (await self._passwords.verify(password, hashed)).matches:
            return False
        self._right[mark] = None
        while len(self._right) > REMEMBERED:
            del self._right[next(iter(self._right))]
        return True


def _text(value: bytes) -> str:
    """A header's value, which clients send as UTF-8 or, as HTTP once had it, Latin-1."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _check_form(headers: Mapping[bytes, bytes], origin: str) -> None:
    """Only a form of this very address: no page of another site may guess for its visitors."""
    sender = headers.get(b"origin")
    is_foreign = headers.get(b"sec-fetch-site") in {b"cross-site", b"same-site"} if sender is None else False
    if is_foreign or (sender is not None and sender != origin.encode()):
        raise Forbidden("This came from a page of another site, which may not act here.")
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind != b"application/x-www-form-urlencoded":
        raise UnsupportedType("Send the password as application/x-www-form-urlencoded.")
    length = headers.get(b"content-length", b"")
    if length.isdigit() and int(length) > LARGEST_FORM:
        raise _too_large()


async def _form(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        piece: bytes = message.get("body", b"")
        body += piece
        if len(body) > LARGEST_FORM:
            raise _too_large()
        if not message.get("more_body", False):
            return body


def _too_large() -> TooLarge:
    return TooLarge(f"A form may have {LARGEST_FORM} bytes.")


def _password_in(body: bytes) -> str:
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise BadRequest("This form can't be read.") from None
    return fields.get("password", "")


def opened_query(query: str, signed: str) -> str:
    """The query that was asked for, with this signature in the place of an old one."""
    kept = [part for part in query.split("&") if part and not part.startswith(("until=", "signature="))]
    return "&".join([*kept, signed])
