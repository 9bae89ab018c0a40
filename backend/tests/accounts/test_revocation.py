"""What ends a right ends it at once, on every node."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bulletdrop.main import BulletDrop
from tests.support import Person, client_of, eventually, running


@pytest.fixture
async def node(app: BulletDrop, database_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Another process's application on the same database."""
    secret = app.settings.secret_key
    async with running(database_url, tmp_path, secret_key=secret) as started, client_of(started) as client:
        yield client


async def status(client: httpx.AsyncClient, token: str, path: str = "/api/users/me") -> int:
    return (await client.get(path, headers={"Authorization": f"Bearer {token}"})).status_code


async def stops(client: httpx.AsyncClient, token: str, expected: int, path: str = "/api/users/me") -> None:
    """The announcement takes a moment to reach the other node."""

    async def stopped() -> bool:
        return await status(client, token, path) == expected

    await eventually(stopped, seconds=2)


async def api_token(person: Person) -> str:
    body = {"name": "x", "scopes": ["read"]}
    return str((await person.client.post("/api/users/me/tokens", json=body)).json()["token"])


async def test_logout(node: httpx.AsyncClient, person: Person) -> None:
    """Security C3."""
    assert await status(node, person.access_token) == 200
    assert (await person.client.post("/api/auth/logout")).status_code == 204
    assert await status(person.client, person.access_token) == 401
    await stops(node, person.access_token, 401)


async def test_a_new_password(node: httpx.AsyncClient, person: Person) -> None:
    """Security C3."""
    login = {"login": person.name, "password": person.password}
    elsewhere = (await node.post("/api/auth/login", json=login)).json()["access_token"]
    assert await status(node, elsewhere) == 200
    change: dict[str, Any] = {"current_password": person.password, "new_password": "Another-Lake-55-moss"}
    assert (await person.client.post("/api/users/me/password", json=change)).status_code == 204
    assert await status(person.client, elsewhere) == 401
    await stops(node, elsewhere, 401)
    assert await status(node, person.access_token) == 200


async def test_being_disabled(node: httpx.AsyncClient, person: Person, admin: Person) -> None:
    """Security C3: API tokens too; and being enabled again brings no session back."""
    token = await api_token(person)
    assert await status(node, token) == await status(node, person.access_token) == 200
    path = f"/api/admin/users/{person.id}"
    assert (await admin.client.patch(path, json={"is_active": False})).status_code == 200
    for known in (token, person.access_token):
        assert await status(person.client, known) == 401
        await stops(node, known, 401)
    assert (await admin.client.patch(path, json={"is_active": True})).status_code == 200
    assert await status(node, person.access_token) == 401
    await stops(node, token, 200)


async def test_being_demoted(node: httpx.AsyncClient, person: Person, admin: Person) -> None:
    """Security C3."""
    path = f"/api/admin/users/{person.id}"
    assert (await admin.client.patch(path, json={"is_admin": True})).status_code == 200
    await stops(node, person.access_token, 200, "/api/admin/users")
    assert (await admin.client.patch(path, json={"is_admin": False})).status_code == 200
    assert await status(person.client, person.access_token, "/api/admin/users") == 403
    await stops(node, person.access_token, 403, "/api/admin/users")


async def test_nothing_is_remembered_while_announcements_may_be_missed(app: BulletDrop, person: Person) -> None:
    """Security C3."""
    token = await api_token(person)
    principals = app.accounts.principals
    app.announcements.tell("accounts", str(person.id))
    app.announcements.is_live = False
    try:
        assert await status(person.client, token) == 200
        assert person.id not in principals._keys
    finally:
        app.announcements.is_live = True
    assert await status(person.client, token) == 200
    assert person.id in principals._keys
    app.announcements.tell("accounts", str(person.id))
    assert person.id not in principals._keys
