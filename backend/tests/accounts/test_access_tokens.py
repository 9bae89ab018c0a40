"""The access token: one pinned algorithm, every claim required, no header that asks for another way of checking."""

import base64
import time
from typing import Any

import httpx
import jwt
import orjson
import pytest

from bulletdrop.accounts.tokens import AccessTokens
from bulletdrop.core.crypto import derive
from bulletdrop.core.settings import SettingsError, load_settings
from bulletdrop.main import BulletDrop
from tests.support import Person, unique


def part(token: str, number: int) -> dict[str, Any]:
    text = token.split(".")[number]
    found: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()


async def status_with(client: httpx.AsyncClient, token: str) -> int:
    return (await client.get("/api/users/me", headers={"Authorization": f"Bearer {token}"})).status_code


@pytest.fixture
def key(app: BulletDrop) -> bytes:
    """The real key: what a forger who had it could still not do."""
    return derive(app.settings.secret_key.get_secret_value(), "access tokens")


async def test_it_is_a_jwt_of_fifteen_minutes(person: Person) -> None:
    """Security C1."""
    header, claims = part(person.access_token, 0), part(person.access_token, 1)
    assert header == {"alg": "HS256", "typ": "at+jwt"}
    assert {"iss", "aud", "sub", "sid", "jti", "iat", "exp"} == set(claims)
    assert claims["exp"] - claims["iat"] == 900
    assert claims["sub"] == str(person.id)


async def test_altered_ones_are_refused(client: httpx.AsyncClient, person: Person, other: Person) -> None:
    """Security C1."""
    head, body, signature = person.access_token.split(".")
    theirs = encoded(part(person.access_token, 1) | {"sub": str(other.id)})
    for forged in (
        f"{encoded({'alg': 'none', 'typ': 'at+jwt'})}.{body}.",
        f"{encoded({'alg': 'none', 'typ': 'at+jwt'})}.{body}.{signature}",
        f"{head}.{theirs}.{signature}",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{person.access_token}.",
        f"{head}..{signature}",
    ):
        assert await status_with(client, forged) == 401, forged
    assert await status_with(client, person.access_token) == 200


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": None},
        {"crit": ["exp"]},
        {"crit": ["b64"], "b64": False},
        {"kid": "../../dev/null"},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/cert"},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
    ],
)
async def test_headers_of_other_kinds_are_refused(
    client: httpx.AsyncClient, person: Person, key: bytes, header: dict[str, Any]
) -> None:
    """Security C1, even where the signature is right."""
    claims = part(person.access_token, 1)
    assert await status_with(client, jwt.encode(claims, key, "HS256", headers={"typ": "at+jwt"})) == 200
    forged = jwt.encode(claims, key, "HS256", headers={"typ": "at+jwt", **header})
    assert await status_with(client, forged) == 401


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
async def test_other_algorithms_are_refused(
    client: httpx.AsyncClient, person: Person, key: bytes, algorithm: str
) -> None:
    """Security C1."""
    long_key = key * 2
    forged = jwt.encode(part(person.access_token, 1), long_key, algorithm, headers={"typ": "at+jwt"})
    assert await status_with(client, forged) == 401


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "sid", "jti", "iat", "exp"])
async def test_every_claim_is_required(client: httpx.AsyncClient, person: Person, key: bytes, claim: str) -> None:
    """Security C1."""
    claims = part(person.access_token, 1)
    del claims[claim]
    forged = jwt.encode(claims, key, "HS256", headers={"typ": "at+jwt"})
    assert await status_with(client, forged) == 401


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example"},
        {"aud": "https://evil.example/api"},
        {"exp": 1},
        {"exp": "never"},
        {"iat": int(time.time()) + 86_400},
        {"sub": "x"},
        {"sid": "x"},
        {"sid": str(1 << 70)},
        {"sid": "9223372036854775807"},
        {"sub": "9223372036854775807"},
    ],
)
async def test_every_claim_is_checked(
    client: httpx.AsyncClient, person: Person, key: bytes, change: dict[str, Any]
) -> None:
    """Security C1."""
    claims = part(person.access_token, 1) | change
    forged = jwt.encode(claims, key, "HS256", headers={"typ": "at+jwt"})
    assert await status_with(client, forged) == 401


async def test_a_token_of_another_secret_is_refused(
    client: httpx.AsyncClient, app: BulletDrop, person: Person, tmp_path: Any
) -> None:
    """Security C1."""
    elsewhere = load_settings(data_dir=tmp_path, public_url=app.settings.app_url, _env_file=None)
    forged = AccessTokens(elsewhere).make(user_id=person.id, session_id=1)
    assert await status_with(client, forged) == 401


@pytest.mark.parametrize("secret", ["short", "changeme", "a" * 64, "abab" * 16])
def test_no_start_with_a_plain_secret(tmp_path: Any, secret: str) -> None:
    """Security C1."""
    with pytest.raises(SettingsError, match="BULLETDROP_SECRET_KEY"):
        load_settings(data_dir=tmp_path / unique(), secret_key=secret, _env_file=None)
