"""Passwords: what is taken, how they are hashed and compared.

A password is compared whole, in the form of RFC 8265 §4.2 (OpaqueString): NFC, and any space as a plain one, so that the
same keys on another system give the same password. Nothing else is changed, cut or folded.
"""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from bulletdrop.core.errors import Unavailable

MIN_LENGTH = 8
MAX_LENGTH = 128  # characters, that is code points
BCRYPT_BYTES = 72  # bcrypt hashes no more than these
AT_ONCE = 2  # hashes; each takes 64 MiB
LONGEST_QUEUE = 64
SHORTEST_NAME = 4  # a shorter name is in too many words to be looked for

Result = TypeVar("Result")


@dataclass(frozen=True)
class Verdict:
    """Whether a password was right; `upgraded` is its new hash where the kept one is of an older kind."""

    matches: bool
    upgraded: str | None = None


def prepared(password: str) -> str:
    """The form in which a password is hashed and compared."""
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in password)
    return unicodedata.normalize("NFC", spaced)


def fault_of(password: str, *, username: str = "", email: str = "") -> str | None:
    """Why a new password is not taken, as far as plain rules tell; None where they let it pass."""
    text = prepared(password)
    if len(text) < MIN_LENGTH:
        return f"Use at least {MIN_LENGTH} characters."
    if len(text) > MAX_LENGTH:
        return f"Use at most {MAX_LENGTH} characters."
    folded = text.casefold()
    for what, word in (("username", username), ("e-mail address", email), ("e-mail address", email.partition("@")[0])):
        if len(word) >= SHORTEST_NAME and word.casefold() in folded:
            return f"Leave your {what} out of your password."
    return None


class Passwords:
    """Hashes and compares in threads of its own, two at once: each hash takes its time and memory by design.

    The default cost is the second choice of RFC 9106 §4: 64 MiB, three passes.
    """

    def __init__(self, argon2: Argon2Hasher | None = None) -> None:
        self._hasher = PasswordHash((argon2 or Argon2Hasher(), BcryptHasher()))
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._estimator = ThreadPoolExecutor(1, thread_name_prefix="strength")
        self._queued = 0
        # What a sign-in of nobody is compared with, so that it takes as long as anybody's.
        self._nobody = self._threads.submit(self._hasher.hash, secrets.token_urlsafe(16))

    async def hash(self, password: str) -> str:
        """The Argon2id hash of a password, with its salt and parameters."""
        return await self._run(lambda: self._hasher.hash(prepared(password)))

    async def verify(self, password: str, hashed: str | None) -> Verdict:
        """Compares with a kept hash; None costs the same work and never matches."""
        return await self._run(lambda: self._compare(prepared(password), hashed))

    async def estimate(self, think: Callable[[], Result]) -> Result:
        """Runs an estimate of strength, one at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._estimator, think)

    def close(self) -> None:
        """Ends the threads; what is queued is dropped."""
        self._threads.shutdown(cancel_futures=True)
        self._estimator.shutdown(cancel_futures=True)

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._queued >= LONGEST_QUEUE:
            raise Unavailable("Too many people are signing in at this moment. Try again in a few seconds.")
        self._queued += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._queued -= 1

    def _compare(self, password: str, hashed: str | None) -> Verdict:
        # bcrypt would compare only the first bytes, or refuse: a longer password cannot have been meant by its hash.
        is_cut = hashed is not None and BcryptHasher.identify(hashed) and len(password.encode()) > BCRYPT_BYTES
        if hashed is None or is_cut or len(password) > MAX_LENGTH:
            self._hasher.verify("", self._nobody.result())
            return Verdict(matches=False)
        try:
            return Verdict(*self._hasher.verify_and_update(password, hashed))
        except PwdlibError:  # a hash of no kind that we know
            self._hasher.verify("", self._nobody.result())
            return Verdict(matches=False)
