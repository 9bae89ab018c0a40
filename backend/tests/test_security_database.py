"""The database away: 503 with Retry-After in seconds, nothing lost, and it recovers by itself (security F4)."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from bulletdrop.core.postgres import EmbeddedPostgres
from bulletdrop.main import BulletDrop
from tests.support import APP, Person, eventually, migrated, png, register, running, stored_files, unique

PATIENCE = 10  # seconds: the promise is 5 on a machine with nothing else to do


class Away(NamedTuple):
    """An application with a PostgreSQL of its own, somebody signed in, a file just delivered and one never asked for."""

    app: BulletDrop
    postgres: EmbeddedPostgres
    person: Person
    warm: dict[str, Any]
    cold: dict[str, Any]


@pytest.fixture
async def away(workspace: Path, tmp_path: Path) -> AsyncIterator[Away]:
    async with EmbeddedPostgres(workspace / unique("away")) as postgres:
        await migrated(postgres.url)
        async with running(postgres.url, tmp_path / "app") as app:
            person = await register(app)
            warm, cold = await person.uploaded(), await person.uploaded()
            await person.client.get(warm["url"])
            yield Away(app, postgres, person, warm, cold)
            await person.client.aclose()


async def asked(person: Person, method: str, address: str, **options: Any) -> httpx.Response:
    began = time.monotonic()
    answer = await person.client.request(method, address, **options)
    assert time.monotonic() - began < PATIENCE, (method, address)
    return answer


async def everything_says_so(away: Away) -> None:
    app, _, person, warm, cold = away
    for method, address, options in (
        ("GET", cold["url"], {}),
        ("GET", cold["view_url"], {}),
        ("GET", f"{APP}/AbCdEfGhIjK.png", {}),
        ("GET", "/api/uploads", {}),
        ("DELETE", f"/api/uploads/{cold['id']}", {}),
        ("PATCH", f"/api/uploads/{cold['id']}", {"json": {"is_public": False}}),
        ("POST", "/api/auth/login", {"json": {"login": person.name, "password": person.password}}),
        ("PUT", "/api/uploads/a.png", {"content": png()}),
        ("POST", "/api/uploads", {"files": {"file": ("a.png", png())}}),
        ("GET", cold["delete_url"], {}),
        ("GET", warm["url"], {}),
    ):
        answer = await asked(person, method, address, **options)
        assert answer.status_code in ({200, 503} if address == warm["url"] else {503}), (method, address, answer.text)
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.headers["content-type"] == "application/problem+json"
    page = await asked(person, "GET", cold["url"], headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "retry-after" in page.headers
    assert (await asked(person, "GET", "/healthz")).status_code == 200
    assert (await asked(person, "GET", "/readyz")).json()["database"] == "unavailable"
    assert stored_files(app.storage.root / "incoming") == []


async def everything_is_back(away: Away) -> None:
    async def is_back() -> bool:
        return (await away.person.client.get("/api/uploads")).status_code == 200

    await eventually(is_back, seconds=30)
    assert (await away.person.client.get(away.cold["url"])).status_code == 200
    listed = (await away.person.client.get("/api/uploads")).json()["items"]
    assert {away.warm["id"], away.cold["id"]} <= {item["id"] for item in listed}
    assert (await away.person.upload(png())).status_code == 201
    await eventually(lambda: away.app.announcements.is_live, seconds=30)


async def test_a_database_that_is_down(away: Away) -> None:
    before = stored_files(away.app.storage.root)
    await away.postgres.stop()
    await everything_says_so(away)
    assert set(before) <= set(stored_files(away.app.storage.root))
    await away.postgres.start()
    await everything_is_back(away)
