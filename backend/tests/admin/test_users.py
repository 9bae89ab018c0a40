"""/api/admin/users."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.support import MakeApp, Person, png, register, unique

CALLS: list[tuple[str, str, Any]] = [
    ("GET", "/api/admin/users", None),
    ("GET", "/api/admin/users/1", None),
    ("PATCH", "/api/admin/users/1", {"is_admin": True}),
    ("DELETE", "/api/admin/users/1", None),
    ("GET", "/api/admin/uploads", None),
    ("GET", "/api/admin/uploads/1", None),
    ("DELETE", "/api/admin/uploads/1", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_only_for_administrators(
    client: httpx.AsyncClient, person: Person, method: str, path: str, body: Any
) -> None:
    """Security D2."""
    assert (await client.request(method, path, json=body)).status_code == 401
    assert (await person.client.request(method, path, json=body)).status_code == 403


async def test_everybody_is_listed_by_page(admin: Person) -> None:
    first = await admin.client.get("/api/admin/users", params={"limit": 1})
    assert first.json()["items"][0]["id"] == admin.id
    assert "hashed_password" not in first.text
    cursor = first.json()["next_cursor"]
    seen = [admin.id]
    while cursor:
        page = (await admin.client.get("/api/admin/users", params={"cursor": cursor, "limit": 100})).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == sorted(set(seen), reverse=True)


async def test_people_are_found_by_a_part_of_their_name_or_address(admin: Person, person: Person) -> None:
    for q in (person.name[2:].upper(), f"{person.name}@exam"):
        items = (await admin.client.get("/api/admin/users", params={"q": q})).json()["items"]
        assert person.id in [item["id"] for item in items]
    for q in ("%", "\\", unique("nobody")):
        assert (await admin.client.get("/api/admin/users", params={"q": q})).json()["items"] == []
    found = (await admin.client.get("/api/admin/users", params={"q": "_"})).json()["items"]
    assert all("_" in item["username"] for item in found)


async def test_the_quota_is_set(admin: Person, person: Person) -> None:
    path = f"/api/admin/users/{person.id}"
    assert (await admin.client.patch(path, json={"storage_limit": 10})).json()["storage_limit"] == 10
    assert (await person.upload(png())).status_code == 507
    for none in (None, -1):
        assert (await admin.client.patch(path, json={"storage_limit": none})).json()["storage_limit"] is None
    assert (await person.upload(png())).status_code == 201
    assert (await admin.client.get(path)).json()["storage_used"] > 0
    assert (await admin.client.patch(path, json={})).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"storage_limit": -2},
        {"storage_limit": 1 << 63},
        {"storage_limit": "lots"},
        {"is_active": None},
        {"is_admin": None},
        {"username": "x"},
        {"hashed_password": "x"},
        {"id": 1},
    ],
)
async def test_what_cannot_be_set(admin: Person, person: Person, body: dict[str, Any]) -> None:
    """Security D2."""
    assert (await admin.client.patch(f"/api/admin/users/{person.id}", json=body)).status_code == 422


@pytest.mark.parametrize("wanted", ["9223372036854775807", "9223372036854775808", "0", "x"])
async def test_nobody(admin: Person, wanted: str) -> None:
    """Security D3."""
    for method, body in (("GET", None), ("PATCH", {"is_active": False}), ("DELETE", None)):
        answer = await admin.client.request(method, f"/api/admin/users/{wanted}", json=body)
        assert answer.status_code in {404, 422}, method


async def test_a_user_is_deleted_with_their_files(client: httpx.AsyncClient, admin: Person, person: Person) -> None:
    item = await person.uploaded()
    assert (await admin.client.delete(f"/api/admin/users/{person.id}")).status_code == 204
    assert (await client.get(item["url"])).status_code in {404, 410}
    assert (await person.client.get("/api/users/me")).status_code == 401
    assert (await admin.client.delete(f"/api/admin/users/{person.id}")).status_code == 404


@pytest.mark.parametrize("change", [{"is_admin": False}, {"is_active": False}])
async def test_one_administrator_is_always_left(make_app: MakeApp, change: dict[str, bool]) -> None:
    """Security D2: also when two do it to each other in the same moment."""
    app = await make_app()
    first, second = await register(app), await register(app)
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_admin = true"))
    answers = await asyncio.gather(
        first.client.patch(f"/api/admin/users/{second.id}", json=change),
        second.client.patch(f"/api/admin/users/{first.id}", json=change),
    )
    won, lost = sorted(answer.status_code for answer in answers)
    assert won == 200
    assert lost in {401, 403, 409}  # by then no administrator, or the last one
    left = first if answers[0].status_code == 200 else second
    assert (await left.client.patch(f"/api/admin/users/{left.id}", json=change)).status_code == 409
    assert (await left.client.delete(f"/api/admin/users/{left.id}")).status_code == 409
    async with app.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM users WHERE is_admin AND is_active")) == 1
    for person in (first, second):
        await person.client.aclose()
