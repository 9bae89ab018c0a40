"""The first administrator: of the settings, or by the setup link of the first start."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bulletdrop.accounts.setup import prepare_first_administrator
from bulletdrop.core.settings import SettingsError
from bulletdrop.main import BulletDrop
from tests.support import PASSWORD, MakeApp, client_of, unique

BOSS = {"admin_username": "boss", "admin_email": "boss@example.com", "admin_password": "Correct-Horse-42-battery"}


async def prepare(app: BulletDrop) -> str | None:
    """What every start does."""
    return await prepare_first_administrator(app.database, app.accounts.passwords, app.settings)


def body(link: str | None, **changes: Any) -> dict[str, Any]:
    assert link is not None
    name = unique("first")
    token = link.partition("#token=")[2]
    return {"token": token, "username": name, "email": f"{name}@example.com", "password": PASSWORD, **changes}


async def set_up(app: BulletDrop, wanted: dict[str, Any]) -> httpx.Response:
    async with client_of(app) as client:
        return await client.post("/api/auth/setup", json=wanted)


async def needs_setup(app: BulletDrop) -> bool:
    async with client_of(app) as client:
        return bool((await client.get("/api/auth/options")).json()["needs_setup"])


async def test_the_settings_make_one(make_app: MakeApp) -> None:
    app = await make_app(**BOSS)
    assert await prepare(app) is None
    assert not await needs_setup(app)
    async with client_of(app) as client:
        login = {"login": "boss@example.com", "password": BOSS["admin_password"]}
        answer = await client.post("/api/auth/login", json=login)
        assert answer.json()["user"]["is_admin"] is True
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        assert len((await client.get("/api/admin/users", headers=headers)).json()["items"]) == 1
    assert (await set_up(app, body("#token=x"))).status_code == 404


async def test_starts_at_once_make_one(make_app: MakeApp) -> None:
    app = await make_app(**BOSS)
    async with app.database.transaction() as session:
        await session.execute(text("DELETE FROM users"))
    assert await asyncio.gather(*(prepare(app) for _ in range(4))) == [None] * 4
    async with app.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM users WHERE is_admin")) == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"admin_password": "12345678"}, "BULLETDROP_ADMIN_PASSWORD"),
        ({"admin_username": "a b"}, "BULLETDROP_ADMIN_USERNAME"),
        ({"admin_email": "nobody"}, "BULLETDROP_ADMIN_EMAIL"),
    ],
)
async def test_wrong_settings_stop_the_start(make_app: MakeApp, change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named) as raised:
        await make_app(**{**BOSS, **change})
    assert "12345678" not in str(raised.value)


async def test_somebody_elses_name_stops_the_start(make_app: MakeApp) -> None:
    app = await make_app(**BOSS)
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_admin = false, email = 'other@example.com'"))
    with pytest.raises(SettingsError, match=r"BULLETDROP_ADMIN_USERNAME is 'boss'.*user promote"):
        await prepare(app)


async def test_the_link_makes_one_and_is_used_up(make_app: MakeApp) -> None:
    app = await make_app()
    link = await prepare(app)
    assert link is not None
    assert link.startswith(f"{app.settings.app_url}/setup#token=")
    assert await prepare(app) == link
    assert await needs_setup(app)
    answer = await set_up(app, body(link))
    assert answer.status_code == 201
    assert answer.json()["user"]["is_admin"] is True
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert not await needs_setup(app)
    assert (await set_up(app, body(link))).status_code == 404
    assert await prepare(app) is None


async def test_of_many_at_once_one_is_first(make_app: MakeApp) -> None:
    app = await make_app()
    link = await prepare(app)
    answers = await asyncio.gather(*(set_up(app, body(link)) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 404, 404, 404, 404]
    async with app.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM users")) == 1


async def test_a_mistake_does_not_use_it_up(make_app: MakeApp) -> None:
    app = await make_app()
    link = await prepare(app)
    taken = body(link)
    async with client_of(app) as client:
        person = {name: taken[name] for name in ("username", "email", "password")}
        assert (await client.post("/api/auth/register", json=person)).status_code == 201
    assert (await set_up(app, taken)).status_code == 409
    assert (await set_up(app, body(link, password="12345678"))).status_code == 422
    assert (await set_up(app, body("#token=made-up"))).status_code == 404
    assert (await set_up(app, body(link))).status_code == 201


async def test_the_link_is_kept_as_a_digest(make_app: MakeApp) -> None:
    app = await make_app()
    token = body(await prepare(app))["token"]
    async with app.database.transaction() as session:
        rows = (await session.execute(text("SELECT one_time_tokens::text FROM one_time_tokens"))).scalars().all()
    assert rows
    assert not any(token in row for row in rows)
