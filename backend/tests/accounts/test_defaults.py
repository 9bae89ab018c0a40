"""What a user's uploads are like where they say nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support import Person, png

FRESH = {
    "naming": "random", "is_public": True, "expires_in": None, "keep_metadata": False, "uncleanable": "keep",
    "convert": None, "quality": 82, "max_width": None,
}  # fmt: skip


async def change(person: Person, **defaults: Any) -> httpx.Response:
    return await person.client.patch("/api/users/me", json={"upload_defaults": defaults})


async def test_they_are_told_and_changed_one_by_one(person: Person) -> None:
    assert (await person.me())["upload_defaults"] == FRESH
    assert (await change(person, is_public=False)).json()["upload_defaults"] == FRESH | {"is_public": False}
    answer = await change(person, expires_in=3600, naming="words")
    assert answer.json()["upload_defaults"] == FRESH | {"is_public": False, "expires_in": 3600, "naming": "words"}
    answer = await change(person, expires_in=None)
    assert answer.json()["upload_defaults"]["expires_in"] is None
    assert (await person.me())["upload_defaults"] == answer.json()["upload_defaults"]


@pytest.mark.parametrize(
    ("defaults", "field"),
    [
        ({"naming": "silly"}, "naming"),
        ({"naming": None}, "naming"),
        ({"is_public": None}, "is_public"),
        ({"expires_in": 0}, "expires_in"),
        ({"expires_in": 1 << 40}, "expires_in"),
        ({"quality": 101}, "quality"),
        ({"max_width": 2}, "max_width"),
        ({"convert": "bmp"}, "convert"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(person: Person, defaults: Any, field: str) -> None:
    answer = await change(person, **defaults)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].endswith(field)
    assert (await person.me())["upload_defaults"] == FRESH


async def test_uploads_are_made_by_them_and_may_say_otherwise(person: Person) -> None:
    await change(person, is_public=False, expires_in=3600)
    made = await person.uploaded()
    ends = datetime.fromisoformat(made["expires_at"])
    assert not made["is_public"]
    assert timedelta(minutes=59) < ends - datetime.now(UTC) < timedelta(minutes=61)
    other = await person.uploaded(is_public="true", expires_in="never")
    assert other["is_public"]
    assert other["expires_at"] is None
    put = await person.client.put("/api/uploads/a.png?expires_in=60", content=png())
    assert datetime.fromisoformat(put.json()["expires_at"]) - datetime.now(UTC) < timedelta(seconds=61)


async def test_they_hold_for_api_tokens_at_once(person: Person) -> None:
    answer = await person.client.post("/api/users/me/tokens", json={"name": "t", "scopes": ["upload"]})
    token = {"Authorization": f"Bearer {answer.json()['token']}"}
    first = await person.client.put("/api/uploads/a.png", content=png(), headers=token)
    await change(person, is_public=False)
    second = await person.client.put("/api/uploads/a.png", content=png(), headers=token)
    assert (first.json()["is_public"], second.json()["is_public"]) == (True, False)
