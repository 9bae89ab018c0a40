"""The database away: 503 with Retry-After in seconds, nothing lost, and it recovers by itself (security F4)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bulletdrop.core.database import Database, Patience
from bulletdrop.core.postgres import EmbeddedPostgres
from bulletdrop.main import BulletDrop
from bulletdrop.maintenance.sweep import sweep_orphans
from tests.support import (
    APP,
    Person,
    eventually,
    frozen,
    migrated,
    png,
    register,
    running,
    stored_bytes,
    stored_files,
    unique,
)

PATIENCE = 7  # seconds: the promise is 5 on a machine with nothing else to do


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
    """All at once, so that the database's pool is used up too."""
    app, _, person, warm, cold = away
    requests: tuple[tuple[str, str, dict[str, Any]], ...] = (
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
    )
    answers = await asyncio.gather(
        *(asked(person, method, address, **options) for method, address, options in requests * 3)
    )
    for (method, address, _), answer in zip(requests * 3, answers, strict=True):
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
    await eventually(lambda: away.app.database.engine.pool.checkedout() == 0)  # type: ignore[attr-defined]


async def test_a_database_that_is_down(away: Away) -> None:
    before = stored_files(away.app.storage.root)
    await away.postgres.stop()
    await everything_says_so(away)
    assert set(before) <= set(stored_files(away.app.storage.root))
    await away.postgres.start()
    await everything_is_back(away)


async def test_a_database_that_hangs(away: Away) -> None:
    """Its sockets are there, and nothing comes out of them: no refusal, no good-bye."""
    before = stored_files(away.app.storage.root)
    with frozen(away.postgres):
        assert (await asked(away.person, "GET", "/healthz")).status_code == 200
        await everything_says_so(away)
        await eventually(lambda: not away.app.announcements.is_live, seconds=PATIENCE)
        warm = await asked(away.person, "GET", away.warm["url"])
        assert warm.status_code == 503  # what may have changed unheard is not served from memory
    assert set(before) <= set(stored_files(away.app.storage.root))
    await everything_is_back(away)


async def test_uploads_that_hang_together_are_refused_and_leave_no_orphans(away: Away) -> None:
    app = away.app
    with frozen(away.postgres):
        uploads = [asked(away.person, "PUT", "/api/uploads/a.png", content=png()) for _ in range(10)]
        answers = await asyncio.gather(*uploads)
    assert [answer.status_code for answer in answers] == [503] * 10
    await everything_is_back(away)
    # Nobody knew which of them were recorded; now it shows, and the bytes of the others go.
    await sweep_orphans(app.database, app.storage, older_than=0, settled=0)
    async with app.database.transaction() as session:
        recorded = set((await session.scalars(text("SELECT storage_key FROM blobs"))).all())
    assert set(stored_bytes(app.storage.root)) == recorded


async def test_uploads_of_one_owner_are_refused_soon_though_one_before_them_hangs(away: Away) -> None:
    before = set(stored_files(away.app.storage.root))
    with frozen(away.postgres):
        first, *others = (asked(away.person, "PUT", "/api/uploads/a.png", content=png()) for _ in range(10))
        sent = asyncio.create_task(first)
        await eventually(lambda: away.app.api.state.pipeline.recorder._at_work)
        answers = await asyncio.gather(sent, *others)
    assert [answer.status_code for answer in answers] == [503] * 10
    # Only of the one that was sent nobody knows whether it was recorded. (Those that are sent together share that fate.)
    assert len(set(stored_files(away.app.storage.root)) - before) <= 1
    await everything_is_back(away)


async def test_it_ends_though_its_database_hangs(away: Away, tmp_path: Path) -> None:
    async with AsyncExitStack() as ending:
        await ending.enter_async_context(running(away.postgres.url, tmp_path / "ending"))
        with frozen(away.postgres):
            began = time.monotonic()
            await ending.aclose()
            assert time.monotonic() - began < PATIENCE


async def test_a_slow_statement_is_ended_by_the_server_and_its_connection_kept(postgres: str) -> None:
    hasty = Database(postgres, patience=Patience(turn=1, connection=1, statement=0.5), pool_size=1, max_overflow=0)
    calm = Database(postgres, patience=Patience(turn=1, connection=1, statement=None), pool_size=1)
    try:
        async with hasty.transaction() as session:
            before = await session.scalar(text("SELECT pg_backend_pid()"))
        with pytest.raises(DBAPIError, match="statement timeout"):
            async with hasty.transaction() as session:
                await session.execute(text("SELECT pg_sleep(1)"))
        async with hasty.transaction() as session:
            assert await session.scalar(text("SELECT pg_backend_pid()")) == before
        async with calm.transaction() as session:
            await session.execute(text("SELECT pg_sleep(1)"))
    finally:
        await hasty.close()
        await calm.close()


async def test_a_change_that_waits_too_long_for_another_is_503(app: BulletDrop, person: Person) -> None:
    made = await person.uploaded()
    async with app.jobs_database.transaction() as session:
        await session.execute(text("SELECT FROM uploads WHERE id = :id FOR UPDATE"), {"id": made["id"]})
        answer = await asked(person, "PATCH", f"/api/uploads/{made['id']}", json={"is_public": False})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["detail"] == "This took the host too long. Nothing was changed; try again."
    assert (await person.client.get(f"/api/uploads/{made['id']}")).json()["is_public"] is True
