"""GET and POST /api/users/me/tokens, DELETE /api/users/me/tokens/{id}; what API tokens may do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bulletdrop.main import BulletDrop
from tests.support import Person, client_of, eventually, png


async def make(person: Person, *scopes: str, **more: Any) -> dict[str, Any]:
    answer = await person.client.post("/api/users/me/tokens", json={"name": "a tool", "scopes": scopes, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def call(app: BulletDrop, token: str, method: str, path: str, **more: Any) -> httpx.Response:
    async with client_of(app, headers={"Authorization": f"Bearer {token}"}) as client:
        return await client.request(method, path, **more)


async def test_a_token_is_shown_once_and_kept_as_a_digest(app: BulletDrop, person: Person) -> None:
    made = await make(person, "read", "upload", "read")
    assert made["token"].startswith("bd_")
    assert len(made["token"]) >= 35
    assert made["scopes"] == ["read", "upload"]
    listed = await person.client.get("/api/users/me/tokens")
    assert listed.json()["items"][0]["id"] == made["id"]
    assert made["token"] not in listed.text
    assert "no-store" in listed.headers["cache-control"]
    async with app.database.transaction() as session:
        rows = (await session.execute(text("SELECT api_tokens::text FROM api_tokens"))).scalars().all()
    assert not any(made["token"] in row for row in rows)


async def test_tokens_are_listed_by_page(person: Person) -> None:
    ids = [(await make(person, "read"))["id"] for _ in range(3)]
    page = (await person.client.get("/api/users/me/tokens?limit=2")).json()
    rest = (await person.client.get("/api/users/me/tokens", params={"cursor": page["next_cursor"]})).json()
    assert [item["id"] for item in page["items"] + rest["items"]] == ids[::-1]
    assert rest["next_cursor"] is None


SESSION_ONLY: list[tuple[str, str, Any]] = [
    ("GET", "/api/users/me/tokens", None),
    ("POST", "/api/users/me/tokens", {"name": "x", "scopes": ["manage"]}),
    ("DELETE", "/api/users/me/tokens/1", None),
    ("GET", "/api/auth/sessions", None),
    ("DELETE", "/api/auth/sessions/1", None),
    ("POST", "/api/auth/logout", None),
    ("POST", "/api/users/me/password", {"current_password": "x", "new_password": "y"}),
    ("DELETE", "/api/users/me", {"password": "x"}),
    ("GET", "/api/clients", None),
    ("GET", "/api/clients/sharex", None),
    ("GET", "/api/admin/users", None),
]


@pytest.mark.parametrize(("method", "path", "body"), SESSION_ONLY)
async def test_no_token_reaches_the_account_itself(
    app: BulletDrop, person: Person, method: str, path: str, body: Any
) -> None:
    """Security C8: nor can it make another, wider one."""
    made = await make(person, "upload", "read", "manage")
    assert (await call(app, made["token"], method, path, json=body)).status_code == 403


async def test_an_administrators_token_is_no_administrator(app: BulletDrop, admin: Person) -> None:
    """Security C8."""
    made = await make(admin, "upload", "read", "manage")
    assert (await call(app, made["token"], "GET", "/api/admin/users")).status_code == 403
    assert (await admin.client.get("/api/admin/users")).status_code == 200


async def test_each_scope_does_its_own_and_nothing_else(app: BulletDrop, person: Person) -> None:
    """Security C8."""
    item = await person.uploaded()
    path = f"/api/uploads/{item['id']}"
    calls: dict[str, tuple[str, str, dict[str, Any]]] = {
        "upload": ("PUT", "/api/uploads/a.png", {"content": png()}),
        "read": ("GET", path, {}),
        "manage": ("PATCH", path, {"json": {"is_public": True}}),
    }
    for scope in calls:
        token = (await make(person, scope))["token"]
        for needed, (method, address, more) in calls.items():
            status = (await call(app, token, method, address, **more)).status_code
            assert status == (403 if needed != scope else 201 if scope == "upload" else 200), (scope, needed)


async def test_the_profile_needs_read_and_manage(app: BulletDrop, person: Person) -> None:
    uploads, reads = (await make(person, "upload"))["token"], (await make(person, "read"))["token"]
    manages = (await make(person, "manage"))["token"]
    assert (await call(app, uploads, "GET", "/api/users/me")).status_code == 403
    assert (await call(app, reads, "GET", "/api/users/me")).status_code == 200
    assert (await call(app, reads, "PATCH", "/api/users/me", json={"bio": "x"})).status_code == 403
    assert (await call(app, manages, "PATCH", "/api/users/me", json={"bio": "x"})).status_code == 200
    change = {"email": "thief@example.com", "current_password": person.password}
    assert (await call(app, manages, "PATCH", "/api/users/me", json=change)).status_code == 403


async def test_a_deleted_token_stops_at_once(app: BulletDrop, person: Person, other: Person) -> None:
    """Security C3 and D1."""
    made = await make(person, "read")
    assert (await call(app, made["token"], "GET", "/api/uploads")).status_code == 200
    assert (await other.client.delete(f"/api/users/me/tokens/{made['id']}")).status_code == 404
    assert (await person.client.delete(f"/api/users/me/tokens/{made['id']}")).status_code == 204
    assert (await call(app, made["token"], "GET", "/api/uploads")).status_code == 401
    assert (await person.client.delete(f"/api/users/me/tokens/{made['id']}")).status_code == 404


async def test_an_expired_token_stops_though_it_is_remembered(app: BulletDrop, person: Person) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=0.7)
    token = (await make(person, "read", expires_at=soon.isoformat()))["token"]
    assert (await call(app, token, "GET", "/api/uploads")).status_code == 200

    async def stopped() -> bool:
        return (await call(app, token, "GET", "/api/uploads")).status_code == 401

    await eventually(stopped)


async def test_the_last_use_is_noted_once_a_minute(app: BulletDrop, person: Person) -> None:
    made = await make(person, "read")

    async def last_used() -> Any:
        return (await person.client.get("/api/users/me/tokens")).json()["items"][0]["last_used_at"]

    assert await last_used() is None
    await call(app, made["token"], "GET", "/api/uploads")
    first = await last_used()
    assert first.endswith("Z")
    await call(app, made["token"], "GET", "/api/uploads")
    assert await last_used() == first
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE api_tokens SET last_used_at = now() - interval '61 seconds'"))
    app.announcements.tell("accounts", str(person.id))
    await call(app, made["token"], "GET", "/api/uploads")
    assert await last_used() > first


@pytest.mark.parametrize(
    "body",
    [
        {"scopes": ["root"]},
        {"scopes": []},
        {"scopes": "upload"},
        {"scopes": ["read"], "expires_at": "2001-01-01T00:00:00Z"},
        {"scopes": ["read"], "expires_at": "2999-01-01T00:00:00"},
        {"scopes": ["read"], "expires_at": "9999-12-31T23:59:59-23:59"},
        {"scopes": ["read"], "user_id": 1},
        {"scopes": ["read"], "name": ""},
        {"scopes": ["read"], "name": "x" * 101},
        {"scopes": ["read"], "name": "a\x00b"},
    ],
)
async def test_what_is_no_token(person: Person, body: dict[str, Any]) -> None:
    """Security D3."""
    answer = await person.client.post("/api/users/me/tokens", json={"name": "x", **body})
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("token", ["bd_", "bd_" + "x" * 43, "bd_ü", "x", "a.b.c", "bd_" + "x" * 9000])
async def test_made_up_tokens(app: BulletDrop, token: str) -> None:
    async with client_of(app) as client:
        headers = {b"Authorization": b"Bearer " + token.encode()}
        assert (await client.get("/api/users/me", headers=headers)).status_code == 401


async def test_a_token_counts_in_its_header_alone(client: httpx.AsyncClient, person: Person) -> None:
    """contract.md §2: never in a query."""
    for name in ("token", "access_token", "key", "api_key", "authorization"):
        assert (await client.get("/api/users/me", params={name: person.access_token})).status_code == 401
    for header in ("Basic Ym9zczpib3Nz", f"Token {person.access_token}", "Bearer", "Bearer ", ""):
        assert (await client.get("/api/users/me", headers={"Authorization": header})).status_code == 401
