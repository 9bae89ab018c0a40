"""POST /api/auth/logout, GET /api/auth/sessions, DELETE /api/auth/sessions/{id}."""

import httpx
import pytest

from bulletdrop.main import BulletDrop
from tests.support import APP, Person, client_of

NAME = "bulletdrop_refresh"


async def signed_in(app: BulletDrop, person: Person) -> httpx.AsyncClient:
    """Another session of the same person."""
    client = client_of(app)
    answer = await client.post("/api/auth/login", json={"login": person.name, "password": person.password})
    assert answer.status_code == 200
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


async def status_of_me(client: httpx.AsyncClient) -> int:
    return (await client.get("/api/users/me")).status_code


async def test_logout_ends_this_session_at_once_and_no_other(app: BulletDrop, person: Person) -> None:
    """Security C3."""
    other = await signed_in(app, person)
    assert await status_of_me(person.client) == 200
    cookie = person.client.cookies[NAME]
    answer = await person.client.post("/api/auth/logout")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert await status_of_me(person.client) == 401
    headers = {"Cookie": f"{NAME}={cookie}", "Origin": APP}
    assert (await person.client.post("/api/auth/refresh", headers=headers)).status_code == 401
    assert await status_of_me(other) == 200
    await other.aclose()


async def test_logout_works_by_the_cookie_alone(person: Person) -> None:
    """The access token may have expired meanwhile."""
    access = person.client.headers.pop("Authorization")
    assert (await person.client.post("/api/auth/logout")).status_code == 204
    assert (await person.client.get("/api/users/me", headers={"Authorization": access})).status_code == 401
    assert (await person.client.post("/api/auth/logout")).status_code == 401


async def test_a_foreign_page_signs_nobody_out(person: Person) -> None:
    """Security C9."""
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await person.client.post("/api/auth/logout", headers=headers)).status_code == 403
    assert await status_of_me(person.client) == 200


async def test_sessions_are_listed_by_page_and_show_no_token(app: BulletDrop, person: Person) -> None:
    other = await signed_in(app, person)
    answer = await person.client.get("/api/auth/sessions", params={"limit": 1})
    page = answer.json()
    assert [item["is_current"] for item in page["items"]] == [False]
    following = (await person.client.get("/api/auth/sessions", params={"cursor": page["next_cursor"]})).json()
    assert [item["is_current"] for item in following["items"]] == [True]
    assert following["next_cursor"] is None
    assert "Mozilla" in following["items"][0]["user_agent"]
    assert following["items"][0]["ip_address"] == "127.0.0.1"
    assert person.client.cookies[NAME] not in answer.text
    await other.aclose()


async def test_a_session_can_be_ended(app: BulletDrop, person: Person) -> None:
    """Security C3."""
    other = await signed_in(app, person)
    assert await status_of_me(other) == 200
    items = (await person.client.get("/api/auth/sessions")).json()["items"]
    wanted = next(item["id"] for item in items if not item["is_current"])
    assert (await person.client.delete(f"/api/auth/sessions/{wanted}")).status_code == 204
    assert await status_of_me(other) == 401
    assert await status_of_me(person.client) == 200
    assert (await person.client.delete(f"/api/auth/sessions/{wanted}")).status_code == 404
    await other.aclose()


async def test_another_users_session_is_not_there(person: Person, other: Person) -> None:
    """Security D1."""
    wanted = (await person.client.get("/api/auth/sessions")).json()["items"][0]["id"]
    assert (await other.client.delete(f"/api/auth/sessions/{wanted}")).status_code == 404
    assert await status_of_me(person.client) == 200


@pytest.mark.parametrize("wanted", ["0", "-1", str(1 << 63), str(1 << 70), "x", "1.5", "%00"])
async def test_hostile_ids(person: Person, wanted: str) -> None:
    """Security D3."""
    assert (await person.client.delete(f"/api/auth/sessions/{wanted}")).status_code in {404, 422}


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=WzFd!", "cursor=WyJhIl0"])
async def test_hostile_pages(person: Person, query: str) -> None:
    """Security D3."""
    assert (await person.client.get(f"/api/auth/sessions?{query}")).status_code == 422
