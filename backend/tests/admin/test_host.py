"""Administrators set the types that are taken, and tiers; what happened is told."""

from collections.abc import AsyncIterator

import pytest

from tests.support import Person, png, unique

EXE = b"MZ\x90\0" + b"\0" * 56 + b"\x40\0\0\0PE\0\0L\x01" + bytes(300)


@pytest.fixture
async def host(admin: Person) -> AsyncIterator[Person]:
    """An administrator, after whom the host is as it was."""
    yield admin
    await admin.client.patch("/api/admin/settings", json={"allowed_types": None})


async def test_programs_are_not_taken_and_the_answer_says_what_is(person: Person) -> None:
    answer = await person.upload(EXE, "holiday.png")
    assert answer.status_code == 415
    body = answer.json()
    assert "application/" in body["mime_type"]
    assert "program" not in body["allowed"]
    assert ".png but is" in body["detail"]
    assert (await person.me())["uploads_count"] == 0
    put = await person.client.put("/api/uploads/setup.exe", content=EXE)
    assert put.status_code == 415


async def test_what_an_administrator_sets_holds_at_once_and_can_be_taken_back(host: Person, person: Person) -> None:
    changed = await host.client.patch("/api/admin/settings", json={"allowed_types": ["text", "image/webp"]})
    assert changed.status_code == 200
    assert changed.json()["allowed_types"] == ["text", "image/webp"]
    assert changed.json()["effective_allowed_types"] == ["text", "image/webp"]
    assert (await person.upload(png())).status_code == 415
    assert (await person.upload(b"plain", "a.txt")).status_code == 201
    await host.client.patch("/api/admin/settings", json={"allowed_types": ["*"]})
    assert (await person.upload(EXE + unique().encode(), "setup.exe")).status_code == 201
    back = await host.client.patch("/api/admin/settings", json={"allowed_types": None})
    assert back.json()["allowed_types"] is None
    assert "image" in back.json()["effective_allowed_types"]
    assert (await person.upload(png())).status_code == 201


@pytest.mark.parametrize("types", [["picture"], ["image/"], ["../x"], ["a" * 101 + "/b"], "image", [1]])
async def test_no_list_of_types(host: Person, types: object) -> None:
    answer = await host.client.patch("/api/admin/settings", json={"allowed_types": types})
    assert answer.status_code == 422


async def test_the_scanner_is_told_to_be_off(host: Person) -> None:
    assert (await host.client.get("/api/admin/settings")).json()["scanner"] == "off"


async def test_a_tier_has_limits_of_its_own(host: Person, person: Person) -> None:
    name = unique("tier")
    made = await host.client.post("/api/admin/tiers", json={"name": name, "max_file_size": 2000})
    assert made.status_code == 201
    tier = made.json()
    assert (await host.client.post("/api/admin/tiers", json={"name": name})).status_code == 409
    joined = await host.client.patch(f"/api/admin/users/{person.id}", json={"tier": name})
    assert joined.json()["tier"] == name
    me = await person.me()
    assert (me["tier"], me["max_file_size"]) == (name, 2000)
    assert (await person.upload(bytes(2001), "a.bin")).status_code == 413
    assert (await person.client.put("/api/uploads/a.bin", content=bytes(2001))).status_code == 413
    assert (await person.upload(png(5, 5))).status_code == 201
    widened = await host.client.patch(
        f"/api/admin/tiers/{tier['id']}", json={"max_file_size": None, "allowed_types": ["program"]}
    )
    assert widened.json()["max_file_size"] is None
    assert (await person.upload(png(100, 100))).status_code == 415
    assert (await person.upload(EXE, "setup.exe")).status_code == 201
    assert (await host.client.delete(f"/api/admin/tiers/{tier['id']}")).status_code == 204
    assert (await host.client.get(f"/api/admin/tiers/{tier['id']}")).status_code == 404
    assert (await person.me())["tier"] is None
    assert (await person.upload(png(100, 100))).status_code == 201


async def test_an_unknown_tier_is_nobodys(host: Person, person: Person) -> None:
    assert (await host.client.patch(f"/api/admin/users/{person.id}", json={"tier": "nowhere"})).status_code == 404


async def test_only_administrators(person: Person) -> None:
    for path in ("settings", "tiers", "audit"):
        assert (await person.client.get(f"/api/admin/{path}")).status_code == 403
