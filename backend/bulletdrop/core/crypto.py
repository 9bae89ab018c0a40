"""Random names and tokens, their digests, and signatures."""

import hashlib
import hmac
import os
import secrets
import threading

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DRAWN = 4096  # bytes at a time: to ask the system costs more than to use what it says, and lets other threads go first
_LETTERS = (ALPHABET + "--").encode() * 4


class _Pool(threading.local):
    """Letters that this thread has drawn and not used."""

    letters = ""


_pool = _Pool()


def random_name(length: int) -> str:
    """Letters and digits from the system's CSPRNG: 5.95 bits each."""
    while len(_pool.letters) < length:
        # 6 bits of each random byte choose; the two values past the alphabet are thrown away, so that all are as likely.
        _pool.letters += secrets.token_bytes(DRAWN).translate(_LETTERS).replace(b"-", b"").decode("ascii")
    name, _pool.letters = _pool.letters[:length], _pool.letters[length:]
    return name


def _forget_letters() -> None:
    _pool.letters = ""


os.register_at_fork(after_in_child=_forget_letters)


def digest(token: str) -> bytes:
    """What is kept of a token: its SHA-256. Tokens are long and random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).digest()


def derive(secret: str, purpose: str) -> bytes:
    """A key of its own for each purpose, so that nothing signed for one is good for another."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


def sign(key: bytes, message: str) -> str:
    """A MAC of 128 bits as hexadecimal digits."""
    return hmac.digest(key, message.encode(), "sha256")[:16].hex()


def signature_matches(key: bytes, message: str, signature: str) -> bool:
    """Whether `sign` made this signature; in constant time."""
    return hmac.compare_digest(sign(key, message).encode(), signature.encode("utf-8", "surrogatepass"))
