"""POST /api/auth/refresh."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bulletdrop.accounts.tasks import sweep
from bulletdrop.main import BulletDrop
from tests.support import APP, PASSWORD, Person, client_of, register, running, unique

NAME = "bulletdrop_refresh"
OWN = {"Origin": APP}


@pytest.fixture
async def jar(app: BulletDrop) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a session and its cookie."""
    person = await register(app)
    async with aclosing(person.client):
        yield person.client


async def refresh(client: httpx.AsyncClient, cookie: str | None = None, **headers: str) -> httpx.Response:
    if cookie is not None:
        client.cookies.clear()
        headers["Cookie"] = f"{NAME}={cookie}"
    return await client.post("/api/auth/refresh", headers={**OWN, **headers})


async def is_signed_in(client: httpx.AsyncClient, token: str) -> bool:
    answer = await client.get("/api/users/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code == 200


async def test_gives_a_new_access_token_and_rotates(jar: httpx.AsyncClient) -> None:
    """Security C2."""
    first = jar.cookies[NAME]
    answer = await refresh(jar)
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 900
    assert "no-store" in answer.headers["cache-control"]
    assert jar.cookies[NAME] != first
    assert await is_signed_in(jar, answer.json()["access_token"])
    assert (await refresh(jar)).status_code == 200


async def test_a_reused_token_ends_its_whole_session_and_no_other(app: BulletDrop, jar: httpx.AsyncClient) -> None:
    """Security C2."""
    me = (await jar.get("/api/users/me")).json()
    async with client_of(app) as other:
        signed_in = await other.post("/api/auth/login", json={"login": me["username"], "password": PASSWORD})
        first = jar.cookies[NAME]
        answer = await refresh(jar)
        second = answer.cookies[NAME]
        reused = await refresh(jar, first)
        assert reused.status_code == 401
        assert "Max-Age=0" in reused.headers["set-cookie"]
        assert (await refresh(jar, second)).status_code == 401
        assert not await is_signed_in(jar, answer.json()["access_token"])
        assert await is_signed_in(other, signed_in.json()["access_token"])


async def test_of_twenty_at_once_at_most_one_wins_and_the_session_lives(jar: httpx.AsyncClient) -> None:
    """Security C2: tabs that race are no thieves."""
    first = jar.cookies[NAME]
    answers = await asyncio.gather(*(refresh(jar, first) for _ in range(20)))
    won = [answer for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert {answer.status_code for answer in answers} == {200, 401}
    assert not any("set-cookie" in answer.headers for answer in answers if answer.status_code == 401)
    assert await is_signed_in(jar, won[0].json()["access_token"])
    assert (await refresh(jar, won[0].cookies[NAME])).status_code == 200


async def test_after_a_race_the_old_token_still_betrays_a_thief(jar: httpx.AsyncClient) -> None:
    """Security C2."""
    first = jar.cookies[NAME]
    answers = await asyncio.gather(*(refresh(jar, first) for _ in range(5)))
    won = next(answer for answer in answers if answer.status_code == 200)
    assert (await refresh(jar, first)).status_code == 401
    assert not await is_signed_in(jar, won.json()["access_token"])


async def test_two_nodes_tell_a_race_from_a_theft(
    app: BulletDrop, jar: httpx.AsyncClient, database_url: str, tmp_path: Path
) -> None:
    """Security C2: the database decides where another process made the exchange."""
    secret = app.settings.secret_key
    async with running(database_url, tmp_path, secret_key=secret) as node, client_of(node) as elsewhere:
        assert (await elsewhere.get("/api/auth/options")).status_code == 200  # it knows its hosts
        first = jar.cookies[NAME]
        answers = await asyncio.gather(*(refresh(one, first) for one in (jar, elsewhere) * 6))
        won = next(answer for answer in answers if answer.status_code == 200)
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * 11
        assert await is_signed_in(elsewhere, won.json()["access_token"])
        assert (await refresh(elsewhere, first)).status_code == 401
        assert not await is_signed_in(elsewhere, won.json()["access_token"])
        assert not await is_signed_in(jar, won.json()["access_token"])


async def test_without_a_good_cookie(client: httpx.AsyncClient, person: Person) -> None:
    assert (await refresh(client)).status_code == 401
    for value in ("x" * 43, person.access_token, "", "a b", "%00"):
        assert (await refresh(client, value)).status_code == 401


async def test_the_cookie_is_no_bearer_token(jar: httpx.AsyncClient) -> None:
    assert not await is_signed_in(jar, jar.cookies[NAME])


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"{APP}.evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_foreign_page_is_refused(jar: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Security C9."""
    before = jar.cookies[NAME]
    answer = await refresh(jar, **headers)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert jar.cookies[NAME] == before
    assert (await refresh(jar)).status_code == 200


async def test_a_foreign_page_without_an_origin_is_refused(jar: httpx.AsyncClient) -> None:
    """Security C9."""
    answer = await jar.post("/api/auth/refresh", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    form = await jar.post("/api/auth/refresh", data={"a": "b"}, headers=OWN)
    assert form.status_code == 415


async def test_a_disabled_user_gets_none(app: BulletDrop, person: Person) -> None:
    """Security C3."""
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_active = false WHERE id = :id"), {"id": person.id})
    assert (await refresh(person.client)).status_code == 401


async def test_an_expired_session_is_over(app: BulletDrop, person: Person) -> None:
    async with app.database.transaction() as session:
        past = text("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = :id")
        await session.execute(past, {"id": person.id})
    app.announcements.tell("accounts", str(person.id))
    assert not await is_signed_in(person.client, person.access_token)
    assert (await refresh(person.client)).status_code == 401


async def test_a_session_ends_after_half_a_year_however_often_it_is_used(app: BulletDrop, person: Person) -> None:
    async with app.database.transaction() as session:
        old = text("UPDATE sessions SET created_at = now() - interval '179 days' WHERE user_id = :id")
        await session.execute(old, {"id": person.id})
    answer = await refresh(person.client)
    age = next(part for part in answer.headers["set-cookie"].split("; ") if part.startswith("Max-Age="))
    assert 86_000 < int(age.removeprefix("Max-Age=")) <= 86_400


async def test_the_sweep_drops_what_no_longer_matters(app: BulletDrop, person: Person) -> None:
    await refresh(person.client)
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE spent_refresh_tokens SET spent_at = now() - interval '32 days'"))
        past = text("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = :id")
        await session.execute(past, {"id": person.id})
    await sweep(app.database)
    async with app.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM spent_refresh_tokens")) == 0
        left = text("SELECT count(*) FROM sessions WHERE user_id = :id")
        assert await session.scalar(left, {"id": person.id}) == 0


async def test_nothing_secret_is_logged(
    app: BulletDrop, jar: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Security E5."""
    first = jar.cookies[NAME]
    answer = await refresh(jar)
    await refresh(jar, first)
    async with client_of(app) as client:
        await client.post("/api/auth/login", json={"login": unique(), "password": "Wrong-Moon-11-gravel"})
    said = "".join(capsys.readouterr())
    assert "refresh.reused" in said
    assert "sign_in.failed" in said
    for secret in (first, answer.cookies[NAME], answer.json()["access_token"], "Wrong-Moon-11-gravel"):
        assert secret not in said
