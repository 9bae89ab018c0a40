"""PUT /api/uploads/{filename}: the raw body, options in the query."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from tests.support import APP, Person, png, sha256


@pytest.mark.parametrize("kind", [None, "application/octet-stream", "image/jpeg", "text/html"])
async def test_a_raw_body_is_an_upload(person: Person, kind: str | None) -> None:
    content = png(33, 22)
    answer = await person.client.put(
        "/api/uploads/my%20shot.png", content=content, headers={"Content-Type": kind} if kind else {}
    )
    assert answer.status_code == 201
    made = answer.json()
    assert (made["file_hash"], made["mime_type"], made["width"]) == (sha256(content), "image/png", 33)
    assert made["original_filename"] == "my shot.png"
    assert made["delete_url"].startswith(f"{APP}/delete/")


async def test_options_are_in_the_query(person: Person) -> None:
    name = f"raw-{person.name}"
    answer = await person.client.put(
        f"/api/uploads/a.png?custom_name={name}&is_public=false&expires_in=60", content=png()
    )
    assert answer.status_code == 201
    made = answer.json()
    assert (made["custom_name"], made["is_public"]) == (name, False)
    assert made["expires_at"] is not None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("colour=red", "colour"),
        ("user_id=1", "user_id"),
        ("max_views=0", "max_views"),
        ("password=" + "x" * 129, "password"),
        ("naming=silly", "naming"),
        ("convert=bmp", "convert"),
        ("custom_name=a/b", "custom_name"),
        ("custom_name=login", "custom_name"),
        ("custom_name=%00", "custom_name"),
        ("is_public=maybe", "is_public"),
        ("expires_in=0", "expires_in"),
        ("expires_in=" + "9" * 40, "expires_in"),
        ("expires_at=2001-01-01T00:00:00Z", "expires_at"),
        ("expires_at=x", "expires_at"),
        ("domain=evil.example", "domain"),
        ("token=x", "token"),
    ],
)
async def test_wrong_options_are_named(person: Person, query: str, field: str) -> None:
    before = await person.me()
    answer = await person.client.put(f"/api/uploads/a.png?{query}", content=png())
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert await person.me() == before


async def test_an_empty_option_is_as_if_it_were_not_there(person: Person) -> None:
    answer = await person.client.put(
        "/api/uploads/a.png?custom_name=&expires_in=&expires_at=&domain=&is_public=", content=png()
    )
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.png", "a.png"),
        ("Grüße 🌊.png", "Grüße 🌊.png"),
        ("a\u202egnp.png", "agnp.png"),
        ("x" * 300 + ".png", "x" * 251 + ".png"),
        (" . ", "file"),
        ("a\r\nb.png", "ab.png"),
    ],
)
async def test_names(person: Person, name: str, kept: str) -> None:
    answer = await person.client.put(f"/api/uploads/{quote(name)}", content=png())
    assert answer.status_code == 201
    assert answer.json()["original_filename"] == kept


@pytest.mark.parametrize("name", ["%00.png", "a/b.png", "x" * 1025, ""])
async def test_names_that_no_file_has(person: Person, name: str) -> None:
    answer = await person.client.put(f"/api/uploads/{name}", content=png())
    assert answer.status_code in {404, 405, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_of_unknown_length(person: Person) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"0123456789" * 10_000

    answer = await person.client.put("/api/uploads/a.txt", content=body())
    assert answer.status_code == 201
    assert answer.json()["file_size"] == 4_000_000


async def test_an_empty_body_is_an_empty_file(person: Person) -> None:
    answer = await person.client.put("/api/uploads/empty.txt", content=b"")
    assert answer.status_code == 201
    assert (answer.json()["file_size"], answer.json()["mime_type"]) == (0, "text/plain")
