"""GET /api/users/{username}, GET /api/auth/available, GET /api/auth/options, POST /api/auth/password-strength."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bulletdrop.main import BulletDrop
from tests.support import MakeApp, Person, client_of, unique


async def test_a_profile_tells_nothing_private(client: httpx.AsyncClient, person: Person) -> None:
    await person.client.patch("/api/users/me", json={"bio": "Hello"})
    answer = await client.get(f"/api/users/{person.name.upper()}")
    assert sorted(answer.json()) == ["avatar_url", "bio", "created_at", "username"]
    assert answer.json()["username"] == person.name
    assert person.email not in answer.text


@pytest.mark.parametrize("name", ["nobody-of-that-name", "a%00b", "%ED%A0%80", "x" * 300, "a%2Fb"])
async def test_nobody_has_none(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/api/users/{name}")).status_code in {404, 422}


async def test_a_disabled_user_has_none(app: BulletDrop, client: httpx.AsyncClient, person: Person) -> None:
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_active = false WHERE id = :id"), {"id": person.id})
    assert (await client.get(f"/api/users/{person.name}")).status_code == 404


async def test_whether_a_name_is_free(client: httpx.AsyncClient, person: Person) -> None:
    async def free(name: str) -> httpx.Response:
        return await client.get("/api/auth/available", params={"username": name})

    assert (await free(person.name.upper())).json() == {"available": False}
    assert (await free(unique("free"))).json() == {"available": True}
    for wrong in ("", "a b", "me", "x" * 51):
        answer = await free(wrong)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "username"
    assert (await client.get("/api/auth/available")).status_code == 422


async def test_what_the_sign_in_page_asks(client: httpx.AsyncClient) -> None:
    said = (await client.get("/api/auth/options")).json()
    assert said["registration"] == "open"
    assert said["password"] == {"min_length": 8, "max_length": 128}
    assert isinstance(said["needs_setup"], bool)
    assert said["limits"] == {"max_file_size": 100 << 20, "storage_limit": 1 << 30}
    assert said["trash_days"] == 30


async def test_limits_that_are_none_are_null(make_app: MakeApp) -> None:
    app = await make_app(max_file_size=-1, storage_limit=-1, trash_days=0)
    async with client_of(app) as client:
        said = (await client.get("/api/auth/options")).json()
    assert (said["limits"], said["trash_days"]) == ({"max_file_size": None, "storage_limit": None}, 0)


async def strength(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.post("/api/auth/password-strength", json=body)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_strength_in_words(client: httpx.AsyncClient) -> None:
    """Security C4: strength shown."""
    strong = await strength(client, password="Quiet-River-77-stone")
    assert (strong["score"], strong["label"], strong["warning"]) == (4, "Strong", "")
    assert strong["guess_time"] == "centuries"
    weak = await strength(client, password="london2019")
    assert weak["score"] < 2
    assert weak["warning"] == "Too easy to guess: a word and a year. Two more words would make it hold."
    fair = await strength(client, password="rX9#kL2p")
    assert (fair["score"], fair["label"]) == (2, "Weak")
    assert fair["guess_time"] == "about 3 hours"


@pytest.mark.parametrize("password", ["", "a", "aB3$xY9", "password123", "x" * 1000, "pass🌊wörd-hello-mountain"])
async def test_strength_agrees_with_what_is_taken(client: httpx.AsyncClient, password: str) -> None:
    """Security C4."""
    said = await strength(client, password=password)
    name = unique()
    body = {"username": name, "email": f"{name}@example.com", "password": password}
    answer = await client.post("/api/auth/register", json=body)
    assert answer.status_code == (201 if said["score"] >= 2 else 422)
    if said["score"] < 2:
        assert answer.json()["errors"][0]["message"] == said["warning"]


async def test_strength_knows_the_person(client: httpx.AsyncClient) -> None:
    without = await strength(client, password="marguerite-77-x")
    person = {"username": "marguerite", "email": "marguerite@example.com"}
    assert (await strength(client, password="marguerite-77-x", **person))["score"] < without["score"]


async def test_strength_takes_no_endless_words(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/auth/password-strength", json={"password": "x" * 1001})
    assert answer.status_code == 422
