"""Two nodes on one database: what one changes the other forgets within a second (LISTEN/NOTIFY)."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from sqlalchemy import text

from bulletdrop.main import BulletDrop
from tests.support import Person, client_of, eventually, migrated_database, png, register, running


class Nodes(NamedTuple):
    """Two applications that share a database and a folder."""

    one: BulletDrop
    two: BulletDrop
    person: Person
    elsewhere: httpx.AsyncClient


@pytest.fixture(scope="module")
async def nodes(postgres: str, workspace: Path) -> AsyncIterator[Nodes]:
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(migrated_database(postgres))
        shared = {"storage_url": f"file://{workspace / 'shared-files'}"}
        one = await stack.enter_async_context(running(address, workspace / "one", **shared))
        two = await stack.enter_async_context(running(address, workspace / "two", **shared))
        person = await register(one)
        stack.push_async_callback(person.client.aclose)
        elsewhere = await stack.enter_async_context(client_of(two))
        yield Nodes(one, two, person, elsewhere)


async def becomes(client: httpx.AsyncClient, url: str, status: int) -> None:
    async def has_become() -> bool:
        return (await client.get(url)).status_code == status

    await eventually(has_become, seconds=1)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("DELETE", "/api/uploads/{id}", None, 410),
        ("DELETE", "/api/uploads/{id}?permanent=true", None, 404),
        ("DELETE", "/api/uploads/by-token/{token}", None, 404),
        ("PATCH", "/api/uploads/{id}", {"is_public": False}, 404),
        ("PATCH", "/api/uploads/{id}", {"custom_name": "elsewhere"}, 200),
    ],
)
async def test_a_change_here_is_seen_there(nodes: Nodes, method: str, path: str, body: object, status: int) -> None:
    made = await nodes.person.uploaded()
    assert (await nodes.elsewhere.get(made["url"])).status_code == 200
    assert nodes.two.resolver.known(1, made["filename"]) is not None
    answer = await nodes.person.client.request(
        method, path.format(id=made["id"], token=made["delete_url"].rpartition("/")[2]), json=body
    )
    assert answer.is_success
    await becomes(nodes.elsewhere, made["url"], status)


async def test_restored_here_it_is_back_there(nodes: Nodes) -> None:
    made = await nodes.person.uploaded()
    await nodes.person.client.delete(f"/api/uploads/{made['id']}")
    await becomes(nodes.elsewhere, made["url"], 410)
    await nodes.person.client.post(f"/api/uploads/{made['id']}/restore")
    await becomes(nodes.elsewhere, made["url"], 200)


async def test_what_changed_while_nobody_listened_is_not_remembered(nodes: Nodes) -> None:
    made = await nodes.person.uploaded(png(), "a.png")
    assert (await nodes.elsewhere.get(made["url"])).status_code == 200
    async with nodes.one.database.transaction() as session:
        # Cuts the listening connections of both nodes, and changes the record behind their backs.
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'bulletdrop' AND backend_type = 'client backend'"
            )
        )
        await session.execute(text("UPDATE uploads SET is_public = false WHERE id = :id"), {"id": made["id"]})
    await becomes(nodes.elsewhere, made["url"], 404)
    await eventually(lambda: nodes.one.announcements.is_live and nodes.two.announcements.is_live)
    other = await nodes.person.uploaded()
    assert (await nodes.elsewhere.get(other["url"])).status_code == 200
    assert (await nodes.person.client.delete(f"/api/uploads/{other['id']}")).status_code == 204
    await becomes(nodes.elsewhere, other["url"], 410)
