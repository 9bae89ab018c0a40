"""GET and PATCH /api/users/me."""

from typing import Any

import httpx
import pytest

from bulletdrop.main import BulletDrop
from tests.support import Person, client_of, unique

FIELDS = (
    "id username email avatar_url bio custom_domain storage_used trash_used storage_limit max_file_size uploads_count "
    "trash_count tier upload_defaults is_admin created_at"
).split()


async def change(person: Person, **changes: Any) -> httpx.Response:
    return await person.client.patch("/api/users/me", json=changes)


async def test_every_field_and_no_hash(person: Person) -> None:
    answer = await person.client.get("/api/users/me")
    assert sorted(answer.json()) == sorted(FIELDS)
    assert answer.json()["created_at"].endswith("Z")
    assert "argon2" not in answer.text
    assert "no-store" in answer.headers["cache-control"]


async def test_uploads_are_counted_and_so_is_the_trash(person: Person) -> None:
    first, second = await person.uploaded(), await person.uploaded()
    await person.client.delete(f"/api/uploads/{second['id']}")
    me = await person.me()
    assert (me["uploads_count"], me["trash_count"]) == (1, 1)
    assert me["storage_used"] + me["trash_used"] >= first["file_size"] + second["file_size"]


async def test_what_is_not_named_stays(person: Person) -> None:
    bio = "Grüße 🌊 <b>\nand more"
    assert (await change(person, bio=bio)).json()["bio"] == bio
    assert (await change(person, avatar_url="https://example.com/me.png?a=b#c")).json()["bio"] == bio
    me = await person.me()
    assert me["avatar_url"] == "https://example.com/me.png?a=b#c"
    assert (await change(person)).json() == me
    assert (await change(person, bio=None, avatar_url=None)).json()["bio"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("is_admin", True),
        ("storage_limit", 10**15),
        ("storage_used", 0),
        ("is_active", False),
        ("id", 1),
        ("hashed_password", "x"),
        ("created_at", "2001-01-01T00:00:00Z"),
        ("colour", "red"),
    ],
)
async def test_protected_fields_are_refused_whole(person: Person, field: str, value: Any) -> None:
    """Security D2."""
    before = await person.me()
    assert (await change(person, **{field: value, "bio": "smuggled"})).status_code == 422
    assert await person.me() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", None),
        ("email", None),
        ("username", "a b"),
        ("username", "ME"),
        ("email", "nobody"),
        ("bio", "x" * 501),
        ("bio", "a\x07b"),
        ("bio", "a\x00b"),
        ("bio", "tab\there"),
        ("avatar_url", "javascript:alert(1)"),
        ("avatar_url", "data:image/png;base64,AAAA"),
        ("avatar_url", "//example.com/a.png"),
        ("avatar_url", "https://user:pass@example.com/a.png"),
        ("avatar_url", "https://user@example.com/a.png"),
        ("avatar_url", "https:///a.png"),
        ("avatar_url", "https://example.com:99999/a.png"),
        ("avatar_url", "https://[::1/a.png"),
        ("avatar_url", "https://example.com/a b.png"),
        ("avatar_url", "https://example.com/\r\nSet-Cookie: a=b"),
        ("avatar_url", 'https://example.com/"onerror='),
        ("avatar_url", f"https://example.com/{'x' * 2048}"),
        ("avatar_url", ""),
    ],
)
async def test_what_cannot_be_taken_is_named(person: Person, field: str, value: Any) -> None:
    answer = await change(person, **{field: value})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == field


async def test_a_name_of_ones_own_in_another_case(person: Person) -> None:
    assert (await change(person, username=person.name.upper())).json()["username"] == person.name.upper()


async def test_a_taken_name_is_a_conflict(person: Person, other: Person) -> None:
    answer = await change(person, username=other.name.upper())
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == "username"
    answer = await change(person, email=other.email, current_password=person.password)
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == "email"


async def test_another_address_needs_the_password(app: BulletDrop, person: Person) -> None:
    address = f"{unique()}@example.com"
    for given in ({}, {"current_password": "Wrong-Moon-11-gravel"}, {"current_password": None}):
        answer = await change(person, email=address, **given)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "current_password"
    assert (await change(person, email=person.email)).status_code == 200
    assert (await change(person, email=address, current_password=person.password)).json()["email"] == address
    async with client_of(app) as client:
        answer = await client.post("/api/auth/login", json={"login": address, "password": person.password})
        assert answer.status_code == 200


async def test_nobody_has_no_profile(client: httpx.AsyncClient) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        answer = await client.request(method, "/api/users/me", json={"password": "x"})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
