"""Tokens: access tokens (JWT, RFC 9068), refresh tokens and API tokens."""

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import jwt

from bulletdrop.core.crypto import derive, random_name
from bulletdrop.core.errors import NotSignedIn
from bulletdrop.core.settings import Settings

Scope = Literal["upload", "read", "manage"]
ALL_SCOPES: frozenset[Scope] = frozenset({"upload", "read", "manage"})
ACCESS_LIFETIME = timedelta(minutes=15)
LEEWAY = timedelta(seconds=5)  # by which the clocks of two nodes may differ
ALGORITHM = "HS256"
ACCESS_TYPE = "at+jwt"
CLAIMS = ("iss", "aud", "sub", "sid", "jti", "iat", "exp")
LONGEST_TOKEN = 2048
REMEMBERED = 10_000  # tokens whose signature was checked
API_PREFIX = "bd_"
API_LENGTH = 43  # letters and digits: 256 bits


@dataclass(frozen=True, slots=True)
class Claims:
    """Who an access token speaks for."""

    user_id: int
    session_id: int
    ends_at: float  # seconds since 1970


class AccessTokens:
    """Signs and reads access tokens. They say who and which session, never what one may do: that is looked up."""

    def __init__(self, settings: Settings) -> None:
        self._key = derive(settings.secret_key.get_secret_value(), "access tokens")
        self._issuer = settings.app_url
        self._audience = f"{settings.app_url}/api"
        self._checked: dict[str, Claims] = {}

    def make(self, *, user_id: int, session_id: int) -> str:
        """A token good for 15 minutes, or until its session ends."""
        now = datetime.now(UTC)
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(user_id),
            "sid": str(session_id),
            "jti": secrets.token_urlsafe(12),
            "iat": now,
            "exp": now + ACCESS_LIFETIME,
        }
        return jwt.encode(claims, self._key, ALGORITHM, headers={"typ": ACCESS_TYPE})

    def read(self, token: str) -> Claims:
        """The claims of a token that is ours and in time; raises NotSignedIn.

        A signature is checked once: a token says for ever what it said, only its time passes.
        """
        claims = self._checked.get(token)
        if claims is None:
            claims = self._check(token)
            if len(self._checked) >= REMEMBERED:
                del self._checked[next(iter(self._checked))]
            self._checked[token] = claims
        elif claims.ends_at + LEEWAY.total_seconds() <= time.time():
            raise not_good()
        return claims

    def _check(self, token: str) -> Claims:
        try:
            if len(token) > LONGEST_TOKEN:
                raise jwt.InvalidTokenError("too long")
            # Exactly what we write: no crit, jwk, jku, kid or x5c can ask for another way of checking.
            if jwt.get_unverified_header(token) != {"alg": ALGORITHM, "typ": ACCESS_TYPE}:
                raise jwt.InvalidTokenError("not our header")
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY,
                options={"require": list(CLAIMS)},
            )
            return Claims(_id(claims["sub"]), _id(claims["sid"]), float(claims["exp"]))
        except (jwt.PyJWTError, ValueError, TypeError):
            raise not_good() from None


def _id(text: str) -> int:
    """A number that the database can look for; ValueError else."""
    number = int(text)
    if not 0 < number < 1 << 63:
        raise ValueError(text)
    return number


def not_good() -> NotSignedIn:
    """What every token that cannot be used gets, whatever is wrong with it."""
    return NotSignedIn("This token is not good, or no longer. Sign in again.")


def new_refresh_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def new_api_token() -> str:
    """`bd_` and 256 random bits in letters and digits, which no client needs to escape."""
    return API_PREFIX + random_name(API_LENGTH)
