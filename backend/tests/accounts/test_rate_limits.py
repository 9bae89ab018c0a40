"""How often signing in and the like may be tried."""

import httpx
import pytest

from bulletdrop.main import BulletDrop
from tests.support import MakeApp, client_of, register, unique

WRONG = "Wrong-Moon-11-gravel"


@pytest.fixture
async def limited(make_app: MakeApp) -> BulletDrop:
    """An application with its limits on."""
    app: BulletDrop = await make_app(rate_limits=True)
    return app


async def fail(client: httpx.AsyncClient, login: str, **headers: str) -> httpx.Response:
    return await client.post("/api/auth/login", json={"login": login, "password": WRONG}, headers=headers)


async def tries_until_refused(client: httpx.AsyncClient, *logins: str) -> tuple[int, httpx.Response]:
    for number in range(1, 21):
        answer = await fail(client, logins[number % len(logins)], **{"X-Forwarded-For": f"203.0.113.{number}"})
        if answer.status_code == 429:
            return number, answer
    raise AssertionError("not refused within 20 tries")


async def test_an_account_is_guessed_at_a_few_times(limited: BulletDrop) -> None:
    """Security C6: an untrusted X-Forwarded-For changes nothing, and another address helps little."""
    person = await register(limited)
    await person.client.aclose()
    async with client_of(limited) as client:
        number, answer = await tries_until_refused(client, person.name)
        assert number <= 20
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"] == "application/problem+json"
    async with client_of(limited, client=("198.51.100.7", 1)) as elsewhere:
        login = {"login": person.name, "password": person.password}
        assert (await elsewhere.post("/api/auth/login", json=login)).status_code == 429
        assert (await fail(elsewhere, unique("nobody"))).status_code == 401


async def test_an_address_guesses_a_few_times_whatever_the_names(limited: BulletDrop) -> None:
    """Security C6."""
    async with client_of(limited) as client:
        await tries_until_refused(client, *(unique("nobody") for _ in range(20)))
    async with client_of(limited, client=("198.51.100.8", 1)) as elsewhere:
        assert (await fail(elsewhere, unique("nobody"))).status_code == 401


async def test_a_network_of_ipv6_counts_as_one(limited: BulletDrop) -> None:
    """Security C6: whoever has one address of a /64 has them all."""
    statuses = []
    for number in range(20):
        async with client_of(limited, client=(f"2001:db8::{number:x}", 1)) as client:
            statuses.append((await fail(client, unique("nobody"))).status_code)
    assert 429 in statuses


async def test_a_right_password_forgives_the_account(limited: BulletDrop) -> None:
    person = await register(limited)
    async with client_of(limited) as client:
        for _ in range(9):
            assert (await fail(client, person.name)).status_code == 401
        login = {"login": person.name, "password": person.password}
        assert (await client.post("/api/auth/login", json=login)).status_code == 200
    async with client_of(limited, client=("198.51.100.9", 1)) as elsewhere:
        assert (await fail(elsewhere, person.name)).status_code == 401
    await person.client.aclose()


async def test_the_current_password_is_guessed_at_a_few_times(limited: BulletDrop) -> None:
    """Security C6: by whoever has taken over a session."""
    person = await register(limited)
    body = {"current_password": WRONG, "new_password": "Another-Lake-55-moss"}
    statuses = [(await person.client.post("/api/users/me/password", json=body)).status_code for _ in range(12)]
    assert statuses[:10] == [422] * 10
    assert statuses[10:] == [429] * 2
    assert (await person.client.request("DELETE", "/api/users/me", json={"password": WRONG})).status_code == 429
    await person.client.aclose()


async def test_registering_and_asking_are_limited(limited: BulletDrop) -> None:
    """Security C6."""
    async with client_of(limited) as client:
        weak = {"username": unique(), "email": "a@example.com", "password": "12345678"}
        statuses = {(await client.post("/api/auth/register", json=weak)).status_code for _ in range(21)}
        assert statuses == {422, 429}
        asked = {(await client.get("/api/auth/available?username=abc")).status_code for _ in range(61)}
        assert asked == {200, 429}
