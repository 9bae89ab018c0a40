"""GET, PATCH and DELETE of one upload: its owner's alone (security D1, D2)."""

from typing import Any

import httpx
import pytest

from tests.support import APP, Person, png


@pytest.mark.parametrize(
    "change",
    [
        {"original_filename": "Grüße 🌊.png"},
        {"original_filename": ".env"},
        {"is_public": False},
        {"expires_at": "2101-01-01T00:00:00Z"},
        {"expires_at": None},
        {"custom_name": None},
        {"domain": "localhost"},
        {"domain": "LOCALHOST"},
        {},
    ],
)
async def test_a_change_changes_that_and_nothing_else(person: Person, change: dict[str, Any]) -> None:
    made = await person.uploaded()
    made.pop("delete_url")
    answer = await person.client.patch(f"/api/uploads/{made['id']}", json=change)
    assert answer.status_code == 200
    after = answer.json()
    assert after == (await person.client.get(f"/api/uploads/{made['id']}")).json() or change.get("is_public") is False
    wanted = {**made, **{name: value for name, value in change.items() if name != "domain"}}
    if "is_public" in change:
        for name in ("signed_url", "download_url", "thumbnail_url"):
            wanted[name] = after[name]
    assert after == wanted


async def test_a_new_name_is_cleaned_as_at_the_upload(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    answer = await person.client.patch(f"/api/uploads/{made['id']}", json={"original_filename": "../a\u202e\r\nb.png"})
    assert answer.json()["original_filename"] == "ab.png"
    got = await client.get(made["url"])
    assert got.headers["content-disposition"] == 'inline; filename="ab.png"'


async def test_a_custom_name_keeps_the_ending_and_the_old_address(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(filename="shot.png")
    name = f"named-{person.name}"
    answer = await person.client.patch(f"/api/uploads/{made['id']}", json={"custom_name": name})
    assert answer.json()["url"] == f"{APP}/{name}.png"
    assert (await client.get(answer.json()["url"])).status_code == 200
    assert (await client.get(made["url"])).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"user_id": 1}, "user_id"),
        ({"id": 1}, "id"),
        ({"file_size": 0}, "file_size"),
        ({"mime_type": "text/html"}, "mime_type"),
        ({"file_hash": "0" * 64}, "file_hash"),
        ({"view_count": 999}, "view_count"),
        ({"filename": "a.html"}, "filename"),
        ({"upload_url": "http://evil.example/"}, "upload_url"),
        ({"slug": "a"}, "slug"),
        ({"deleted_at": None}, "deleted_at"),
        ({"created_at": "2001-01-01T00:00:00Z"}, "created_at"),
        ({"custom_name": "a/b"}, "custom_name"),
        ({"custom_name": "settings"}, "custom_name"),
        ({"custom_name": "\ud800"}, "custom_name"),
        ({"custom_name": 7}, "custom_name"),
        ({"original_filename": ""}, "original_filename"),
        ({"original_filename": None}, "original_filename"),
        ({"original_filename": " \t"}, "original_filename"),
        ({"original_filename": ".png"}, "original_filename"),
        ({"original_filename": "shots/ .PNG"}, "original_filename"),
        ({"original_filename": "..."}, "original_filename"),
        ({"original_filename": "\u202e"}, "original_filename"),
        ({"original_filename": "a\x00b"}, "original_filename"),
        ({"original_filename": "x" * 256}, "original_filename"),
        ({"is_public": None}, "is_public"),
        ({"is_public": "perhaps"}, "is_public"),
        ({"expires_at": "2001-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2101-01-01T00:00:00"}, "expires_at"),
        ({"expires_at": 1e400}, "expires_at"),
        ({"domain": "evil.example"}, "domain"),
        ({"domain": None}, "domain"),
    ],
)
async def test_what_cannot_be_changed_is_refused_whole(person: Person, change: dict[str, Any], field: str) -> None:
    made = await person.uploaded()
    import json  # noqa: PLC0415 - writes what httpx would not: infinities and lone surrogates

    body = json.dumps({"original_filename": "smuggled.png", **change})
    answer = await person.client.patch(
        f"/api/uploads/{made['id']}", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422, answer.text
    assert field in {error["field"] for error in answer.json()["errors"]}
    made.pop("delete_url")
    assert (await person.client.get(f"/api/uploads/{made['id']}")).json() == made


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"is_public": False}),
        ("PATCH", "", {}),
        ("DELETE", "", None),
        ("DELETE", "?permanent=true", None),
        ("POST", "/restore", None),
        ("POST", "/link", {}),
    ],
)
async def test_anothers_upload_is_as_if_it_were_not_there(
    person: Person, other: Person, method: str, path: str, body: object
) -> None:
    made = await person.uploaded(png())
    absent = await other.client.request(method, f"/api/uploads/{2**62}{path}", json=body)
    theirs = await other.client.request(method, f"/api/uploads/{made['id']}{path}", json=body)
    assert theirs.status_code == 404
    assert theirs.content == absent.content
    made.pop("delete_url")
    assert (await person.client.get(f"/api/uploads/{made['id']}")).json() == made


@pytest.mark.parametrize(
    "upload_id", ["0", "-1", "1e3", "x", "9" * 18, "9" * 30, "9" * 5000, "%00", "1.5", "null", "١"]
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore"), ("POST", "/link")]
)
async def test_ids_of_nothing(person: Person, method: str, path: str, upload_id: str) -> None:
    answer = await person.client.request(
        method, f"/api/uploads/{upload_id}{path}", json={} if method == "PATCH" else None
    )
    assert answer.status_code in {404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'"a"', "application/json", 422),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "application/json", 400),
        (b'{"is_public": NaN}', "application/json", 422),
        (b'{"is_public": false}', "text/plain", 415),
        (b'{"is_public": false}', "application/xml", 415),
        (b"is_public=false", "application/x-www-form-urlencoded", 422),
        (b" " * ((1 << 20) + 1), "application/json", 413),
    ],
)
async def test_bodies_that_are_none(person: Person, body: bytes, kind: str, status: int) -> None:
    made = await person.uploaded()
    answer = await person.client.patch(f"/api/uploads/{made['id']}", content=body, headers={"Content-Type": kind})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code in {status, 400, 422} if status < 413 else answer.status_code == status
