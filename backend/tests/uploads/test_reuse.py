"""`reuse`: the same bytes again are the link that is there already, where that does as well as a new one would."""

from typing import Any

import pytest

from bulletdrop.main import BulletDrop
from tests.support import Person, png, register


async def put(person: Person, content: bytes, query: str = "reuse=true", *, status: int = 200) -> dict[str, Any]:
    answer = await person.client.put(f"/api/uploads/again.png?{query}", content=content)
    assert answer.status_code == status, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_the_same_bytes_are_the_link_that_is_there(person: Person) -> None:
    content = png(41, 1)
    first = await put(person, content, status=201)
    before = await person.me()
    again = await put(person, content)
    assert again == {key: value for key, value in first.items() if key != "delete_url"}
    form = await person.client.post("/api/uploads", data={"reuse": "true"}, files={"file": ("other-name.png", content)})
    assert (form.status_code, form.json()["id"]) == (200, first["id"])
    assert form.headers["location"] == first["url"]
    assert await person.me() == before


async def test_large_files_too(person: Person) -> None:
    content = png(41, 2) + bytes(3 << 20)
    first = await put(person, content, status=201)
    assert (await put(person, content))["id"] == first["id"]


async def test_without_being_asked_for_there_are_two(person: Person) -> None:
    content = png(41, 3)
    first = await put(person, content, status=201)
    assert (await put(person, content, "", status=201))["id"] != first["id"]


@pytest.mark.parametrize(
    "query", ["is_public=false", "expires_in=60", "expires_at=2099-01-01T00:00:00Z", "custom_name=another-of-these"]
)
async def test_what_asks_for_something_else_is_made(person: Person, query: str) -> None:
    content = png(41, 4) + query.encode()
    first = await put(person, content, status=201)
    assert (await put(person, content, f"reuse=true&{query}", status=201))["id"] != first["id"]


@pytest.mark.parametrize("change", [{"is_public": False}, {"expires_at": "2099-01-01T00:00:00Z"}])
async def test_a_link_that_has_changed_does_not_do(person: Person, change: dict[str, Any]) -> None:
    content = png(41, 5) + repr(change).encode()
    first = await put(person, content, status=201)
    assert (await person.client.patch(f"/api/uploads/{first['id']}", json=change)).status_code == 200
    assert (await put(person, content, status=201))["id"] != first["id"]


async def test_what_lies_in_the_trash_does_not_do(person: Person) -> None:
    content = png(41, 6)
    first = await put(person, content, status=201)
    await person.client.delete(f"/api/uploads/{first['id']}")
    assert (await put(person, content, status=201))["id"] != first["id"]


async def test_nobody_learns_what_others_have(app: BulletDrop, person: Person) -> None:
    content = png(41, 7)
    first = await put(person, content, status=201)
    other = await register(app)
    assert (await put(other, content, status=201))["id"] != first["id"]
    await other.client.aclose()
