"""POST /api/auth/register."""

import asyncio
import threading
from typing import Any

import httpx
import pytest

from bulletdrop.accounts import passwords
from bulletdrop.main import BulletDrop
from tests.support import PASSWORD, MakeApp, Person, client_of, unique


def body(**changes: Any) -> dict[str, Any]:
    name = unique()
    return {"username": name, "email": f"{name}@example.com", "password": PASSWORD, **changes}


async def test_makes_an_account_and_signs_in(client: httpx.AsyncClient) -> None:
    wanted = body()
    answer = await client.post("/api/auth/register", json=wanted)
    assert answer.status_code == 201
    said = answer.json()
    assert said["token_type"] == "bearer"
    assert said["expires_in"] == 900
    assert said["user"]["username"] == wanted["username"]
    assert said["user"]["storage_limit"] == 1 << 30
    assert said["user"]["is_admin"] is False
    assert "no-store" in answer.headers["cache-control"]
    assert "argon2" not in answer.text
    me = await client.get("/api/users/me", headers={"Authorization": f"Bearer {said['access_token']}"})
    assert me.json()["email"] == wanted["email"]


async def test_the_refresh_cookie_is_bound(client: httpx.AsyncClient) -> None:
    """Security C9, over HTTP."""
    answer = await client.post("/api/auth/register", json=body())
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("bulletdrop_refresh=")
    assert {"HttpOnly", "Path=/api/auth", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
    assert answer.json()["access_token"] not in cookie


async def test_the_refresh_cookie_is_secure_over_https(make_app: MakeApp) -> None:
    """Security C9. `__Host-` would need Path=/ and so send the token everywhere."""
    app = await make_app(public_url="https://drop.example.org")
    async with client_of(app) as client:
        cookie = (await client.post("/api/auth/register", json=body())).headers["set-cookie"]
    assert cookie.startswith("__Secure-bulletdrop_refresh=")
    assert "Secure" in [part.strip() for part in cookie.split(";")]


@pytest.mark.parametrize("field", ["username", "email"])
async def test_a_taken_name_is_a_conflict_whatever_its_case(
    client: httpx.AsyncClient, person: Person, field: str
) -> None:
    taken = {"username": person.name.upper(), "email": person.email.upper()}[field]
    answer = await client.post("/api/auth/register", json=body(**{field: taken}))
    assert answer.status_code == 409
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_the_constraint_is_told_by_its_name_not_by_what_was_typed(client: httpx.AsyncClient) -> None:
    await client.post("/api/auth/register", json=body(username="uq_users_email"))
    answer = await client.post("/api/auth/register", json=body(username="uq_users_email"))
    assert answer.json()["errors"][0]["field"] == "username"


async def test_of_many_at_once_one_gets_the_name(client: httpx.AsyncClient) -> None:
    name = unique()
    wanted = [body(username=name, email=f"{name}.{number}@example.com") for number in range(6)]
    answers = await asyncio.gather(*(client.post("/api/auth/register", json=one) for one in wanted))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "x" * 51),
        ("username", "a/b"),
        ("username", "ab\ncd"),
        ("username", "ab\n"),
        ("username", ".hidden"),
        ("username", "-x"),
        ("username", "me"),
        ("username", "Jürgen"),
        ("username", "nul\x00"),
        ("username", 7),
        ("email", "nobody"),
        ("email", "a@b@example.com"),
        ("email", "a@example.com\r\nBcc: b@example.com"),
        ("email", f"{'a' * 300}@example.com"),
        ("password", "aB3$xY9"),
        ("password", "password123"),
        ("password", "PASSWORD123"),
        ("password", "12345678"),
        ("password", "qwertyuiop123"),
        ("password", "x9#Kq" * 30),
        ("password", None),
        ("colour", "red"),
        ("is_admin", True),
    ],
)
async def test_what_cannot_be_taken_is_named(client: httpx.AsyncClient, field: str, value: Any) -> None:
    """Security C4 for the passwords, D2 for the unknown and protected fields."""
    answer = await client.post("/api/auth/register", json=body(**{field: value}))
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in [error["field"] for error in answer.json()["errors"]]


async def test_a_password_must_not_hold_the_name(client: httpx.AsyncClient) -> None:
    """Security C4."""
    name = unique("walter")
    for password in (f"Xk7-{name.upper()}-pq", f"{name}@example.com-9X"):
        answer = await client.post("/api/auth/register", json=body(username=name, password=password))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "password"


async def test_too_many_at_once_are_told_to_come_back(
    app: BulletDrop, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing takes its time by design; a queue without an end would take everybody's."""
    monkeypatch.setattr(passwords, "LONGEST_QUEUE", 2)
    is_over = threading.Event()
    queue = [asyncio.create_task(app.accounts.passwords._run(is_over.wait)) for _ in range(2)]
    await asyncio.sleep(0)  # both are in it, and stay as long as we like
    try:
        answers = await asyncio.gather(*(client.post("/api/auth/register", json=body()) for _ in range(8)))
        assert {answer.status_code for answer in answers} == {503}
        assert all("retry-after" in answer.headers for answer in answers)
    finally:
        is_over.set()
        await asyncio.gather(*queue)
    assert (await client.post("/api/auth/register", json=body())).status_code == 201


async def test_lengths_are_told_in_words(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/auth/login", json={"login": "", "password": "x"})
    assert answer.json()["errors"] == [{"field": "login", "message": "Use at least 1 character."}]
    answer = await client.post("/api/auth/login", json={"login": "x" * 321, "password": "x"})
    assert answer.json()["errors"] == [{"field": "login", "message": "Use at most 320 characters."}]


async def test_other_content_types_are_refused(client: httpx.AsyncClient) -> None:
    """Security C9."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = await client.post("/api/auth/register", content=b"{}", headers={"Content-Type": kind})
        assert answer.status_code == 415, kind


@pytest.mark.parametrize("mode", ["invite", "closed"])
async def test_registration_may_be_closed(make_app: MakeApp, mode: str) -> None:
    app: BulletDrop = await make_app(registration=mode)
    async with client_of(app) as client:
        assert (await client.post("/api/auth/register", json=body(invite="x"))).status_code == 403
        assert (await client.get("/api/auth/options")).json()["registration"] == mode


async def test_a_new_user_has_the_quota_of_the_settings(make_app: MakeApp) -> None:
    app: BulletDrop = await make_app(storage_limit=-1, max_file_size=-1)
    async with client_of(app) as client:
        user = (await client.post("/api/auth/register", json=body())).json()["user"]
    assert (user["storage_limit"], user["max_file_size"]) == (None, None)
