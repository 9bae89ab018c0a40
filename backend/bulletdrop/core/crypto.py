"""Random names and tokens, their digests, and signatures."""

import hashlib
import hmac
import secrets

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SPARE = 8  # bytes drawn beyond a name's length, for those that are thrown away
_LETTERS = (ALPHABET + "--").encode() * 4


def random_name(length: int) -> str:
    """Letters and digits from the system's CSPRNG: 5.95 bits each."""
    name = ""
    while len(name) < length:
        # 6 bits of each random byte choose; the two values past the alphabet are thrown away, so that all are as likely.
        drawn = secrets.token_bytes(length + SPARE).translate(_LETTERS)
        name += drawn.replace(b"-", b"").decode("ascii")
    return name[:length]


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
