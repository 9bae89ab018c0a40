"""GET /api/clients and GET /api/clients/{client}."""

import re
import subprocess
from typing import Any

import httpx
import pytest

from bulletdrop.clients.catalogue import CLIENTS
from bulletdrop.main import BulletDrop
from tests.support import APP, MakeApp, Person, client_of, png, register

TOKEN = re.compile(r"bd_[0-9A-Za-z]{32,}")


async def fetch(person: Person, client: str) -> httpx.Response:
    answer = await person.client.get(f"/api/clients/{client}")
    assert answer.status_code == 200, answer.text
    return answer


async def test_the_programs_are_listed(person: Person) -> None:
    listed: list[dict[str, Any]] = (await person.client.get("/api/clients")).json()
    assert [item["client"] for item in listed] == list(CLIENTS)
    assert listed[0]["filename"] == "BulletDrop-localhost-8000.sxcu"
    assert set(listed[0]) == {"client", "name", "filename", "platforms"}
    assert (await person.client.get("/api/users/me/tokens")).json()["items"] == []


async def test_sharex(person: Person) -> None:
    answer = await fetch(person, "sharex")
    uploader = answer.json()
    assert int(uploader["Version"].split(".")[0]) >= 14
    assert uploader["Name"] == "BulletDrop (localhost:8000)"
    assert uploader["DestinationType"] == "ImageUploader, TextUploader, FileUploader"
    assert (uploader["RequestMethod"], uploader["RequestURL"]) == ("POST", f"{APP}/api/uploads")
    assert (uploader["Body"], uploader["FileFormName"]) == ("MultipartFormData", "file")
    assert uploader["URL"] == "{json:url}"
    assert uploader["ThumbnailURL"] == "{json:thumbnail_url}"
    assert uploader["DeletionURL"] == "{json:delete_url}"
    assert uploader["ErrorMessage"] == "{json:detail}"
    assert not set(uploader["Headers"]["Authorization"]) & set("{}|\\")
    assert answer.headers["content-disposition"] == 'attachment; filename="BulletDrop-localhost-8000.sxcu"'


@pytest.mark.parametrize("client", ["shell", "flameshot"])
async def test_scripts_can_be_read_by_bash(person: Person, client: str) -> None:
    answer = await fetch(person, client)
    assert answer.text.startswith("#!/usr/bin/env bash\n")
    assert "#@" not in answer.text
    assert f"{APP}/api/uploads" in answer.text
    checked = subprocess.run(["bash", "-n"], input=answer.content, capture_output=True, check=False)  # noqa: ASYNC221 - it is quick
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("client", list(CLIENTS))
async def test_each_file_has_a_token_of_its_own_that_only_uploads(app: BulletDrop, person: Person, client: str) -> None:
    """Security C8."""
    answers = [await fetch(person, client) for _ in range(2)]
    tokens = [TOKEN.findall(answer.text) for answer in answers]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"].startswith("attachment; ")
    named = (await person.client.get("/api/users/me/tokens")).json()["items"]
    assert [(item["name"], item["scopes"]) for item in named] == [(CLIENTS[client].name, ["upload"])] * 2
    async with client_of(app, headers={"Authorization": f"Bearer {tokens[0][0]}"}) as program:
        assert (await program.post("/api/uploads", files={"file": ("a.png", png())})).status_code == 201
        assert (await program.get("/api/uploads")).status_code == 403
        assert (await program.get(f"/api/clients/{client}")).status_code == 403


async def test_unknown_ones_and_nobody(client: httpx.AsyncClient, person: Person) -> None:
    for name in ("netscape", "..%2Fshell", "shell.sh", "a%00b"):
        answer = await person.client.get(f"/api/clients/{name}")
        assert answer.status_code in {404, 422}
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await person.client.get("/api/users/me/tokens")).json()["items"] == []
    for path in ("/api/clients", "/api/clients/sharex"):
        assert (await client.get(path)).status_code == 401


async def test_the_address_is_the_operators(make_app: MakeApp) -> None:
    """Security E1: no link is ever built from Host."""
    app = await make_app(public_url="https://drop.example.org")
    person = await register(app)
    answer = await person.client.get("/api/clients/sharex", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.json()["RequestURL"] == "https://drop.example.org/api/uploads"
    assert "BulletDrop-drop.example.org.sxcu" in answer.headers["content-disposition"]
    await person.client.aclose()
