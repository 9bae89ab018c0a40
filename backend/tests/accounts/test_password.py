"""POST /api/users/me/password."""

from typing import Any

import httpx
import pytest

from bulletdrop.main import BulletDrop
from tests.support import APP, Person, client_of

NEW = "Another-Lake-55-moss"


async def change(person: Person, old: Any, new: Any) -> httpx.Response:
    return await person.client.post("/api/users/me/password", json={"current_password": old, "new_password": new})


async def test_changes_it_and_ends_the_other_sessions(app: BulletDrop, person: Person) -> None:
    """Security C3."""
    async with client_of(app) as other:
        login = {"login": person.name, "password": person.password}
        token = (await other.post("/api/auth/login", json=login)).json()["access_token"]
        other.headers["Authorization"] = f"Bearer {token}"
        assert (await other.get("/api/users/me")).status_code == 200
        assert (await change(person, person.password, NEW)).status_code == 204
        assert (await other.get("/api/users/me")).status_code == 401
        assert (await other.post("/api/auth/refresh", headers={"Origin": APP})).status_code == 401
        assert (await other.post("/api/auth/login", json=login)).status_code == 401
        assert (await other.post("/api/auth/login", json={**login, "password": NEW})).status_code == 200
    assert (await person.client.get("/api/users/me")).status_code == 200
    assert (await person.client.post("/api/auth/refresh", headers={"Origin": APP})).status_code == 200


async def test_a_wrong_current_one_changes_nothing(app: BulletDrop, person: Person) -> None:
    answer = await change(person, "Wrong-Moon-11-gravel", NEW)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "current_password"
    async with client_of(app) as client:
        login = {"login": person.name, "password": person.password}
        assert (await client.post("/api/auth/login", json=login)).status_code == 200


@pytest.mark.parametrize("weak", ["12345678", "short", "", "password123", "x" * 129, "aaaaaaaaaaaa", None, 8])
async def test_a_weak_new_one_is_refused(person: Person, weak: Any) -> None:
    """Security C4."""
    answer = await change(person, person.password, weak)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "new_password"


async def test_ones_own_name_is_refused(person: Person) -> None:
    """Security C4."""
    assert (await change(person, person.password, f"{person.name}-44-Lake")).status_code == 422
