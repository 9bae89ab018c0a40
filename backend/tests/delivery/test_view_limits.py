"""Files that may be opened only so often: never once more, however they are asked for (security A10)."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bulletdrop.files.tasks import purge, remove_doomed
from bulletdrop.main import BulletDrop
from tests.delivery.test_gone import statuses
from tests.support import APP, Person, client_of, eventually, migrated_database, png, register, running, unique

TEXT = b"burn after reading"
BOT = {"User-Agent": "Discordbot/2.0"}


async def limited(person: Person, views: int = 2, content: bytes = TEXT, **fields: str) -> dict[str, Any]:
    return await person.uploaded(content, f"{unique('once')}.txt", max_views=str(views), **fields)


async def views_left(person: Person, made: dict[str, Any]) -> int:
    left: int = (await person.client.get(f"/api/uploads/{made['id']}")).json()["views_left"]
    return left


@pytest.mark.parametrize("size", [100, 400_000])
async def test_of_fifty_at_once_five_get_it(person: Person, client: httpx.AsyncClient, size: int) -> None:
    made = await limited(person, 5, unique("body").encode() * (size // 8))
    answers = await asyncio.gather(*(client.get(made["url"]) for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [410] * 45
    assert await views_left(person, made) == 0


async def test_used_up_it_is_gone_at_every_address(person: Person, client: httpx.AsyncClient) -> None:
    made = await limited(person, 1)
    assert (await client.get(made["url"])).content == TEXT
    assert await statuses(client, made, person.name) == {410}
    assert (await client.get(f"{APP}/t/{made['view_url'].rpartition('/')[2]}.webp")).status_code == 410


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1"},
        {"Range": "bytes=3-"},
        {"Range": "bytes=900-"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-Match": '"x"'},
        BOT,
    ],
)
async def test_whatever_is_asked_is_the_whole_file_for_one_view(
    person: Person, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    made = await limited(person)
    answer = await client.get(made["url"], headers=headers)
    assert (answer.status_code, answer.content) == (200, TEXT)
    assert answer.headers["cache-control"] == "private, no-store"
    assert "accept-ranges" not in answer.headers
    assert await views_left(person, made) == 1


async def test_looking_at_the_page_or_the_headers_takes_no_view(person: Person, client: httpx.AsyncClient) -> None:
    made = await limited(person, 3)
    for method, address in (("HEAD", made["url"]), ("GET", made["view_url"]), ("GET", made["url"] + "?view")):
        answer = await client.request(method, address, headers=BOT)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"
        assert TEXT not in answer.content
    assert "Can be opened 3 more times." in answer.text
    assert "og:image" not in answer.text
    assert made["original_filename"] not in answer.text.partition("<style>")[0].partition("</title>")[2]
    assert len(answer.content) < 14_336
    assert await views_left(person, made) == 3
    await client.get(made["url"] + "?download")
    await client.get(made["url"])
    last = await client.get(made["view_url"])
    assert "Can be opened once. Then it is gone." in last.text
    assert (await client.get(f"{APP}/api/oembed", params={"url": made["url"]})).status_code == 404


async def test_only_the_owner_previews_for_nothing(person: Person, client: httpx.AsyncClient) -> None:
    made = await limited(person, 2)
    assert (await client.get(f"{made['signed_url']}&preview")).content == TEXT
    assert await views_left(person, made) == 2
    assert (await client.get(f"{made['url']}?preview")).content == TEXT
    assert await views_left(person, made) == 1
    assert (await client.get(made["signed_url"])).content == TEXT
    assert (await client.get(f"{made['signed_url']}&preview")).status_code == 410


async def test_with_a_password_the_body_alone_is_a_view(person: Person, client: httpx.AsyncClient) -> None:
    made = await limited(person, 1, password="lighthouse-17")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": APP}
    assert (await client.get(made["url"])).status_code == 401
    opened = await client.post(made["view_url"], content=b"password=lighthouse-17", headers=headers)
    query = opened.headers["location"]
    page = await client.get(made["view_url"] + query)
    assert "Can be opened once." in page.text
    assert f"{made['url']}{query}".replace("&", "&amp;") in page.text
    assert await views_left(person, made) == 1
    assert (await client.get(made["url"] + query)).content == TEXT
    assert (await client.get(made["url"] + query)).status_code == 410


async def test_bytes_that_cannot_be_read_cost_no_view(person: Person, client: httpx.AsyncClient) -> None:
    made = await limited(person, 1, unique("lost").encode())
    path = next(
        p
        for p in person.app.settings.files_dir.rglob("*")
        if p.is_file() and made["id"] and p.stat().st_size == made["file_size"] and p.read_bytes().startswith(b"lost")
    )
    kept = path.read_bytes()
    path.unlink()
    assert (await client.get(made["url"])).status_code == 503
    path.write_bytes(kept)
    assert (await client.get(made["url"])).status_code == 200


async def test_more_views_open_it_again(person: Person, client: httpx.AsyncClient) -> None:
    made = await limited(person, 1)
    await client.get(made["url"])
    assert (await client.get(made["url"])).status_code == 410
    path = f"/api/uploads/{made['id']}"
    assert (await person.client.patch(path, json={"max_views": 1})).status_code == 422
    assert (await person.client.patch(path, json={"max_views": 2})).json()["views_left"] == 1
    assert (await client.get(made["url"])).status_code == 200
    assert (await client.get(made["url"])).status_code == 410
    await person.client.patch(path, json={"max_views": None})
    assert (await client.get(made["url"])).headers["cache-control"].startswith("public")
    await person.client.patch(path, json={"max_views": 1})
    assert [(await client.get(made["url"])).status_code for _ in range(2)] == [200, 410]


async def place(app: BulletDrop, made: dict[str, Any]) -> Path:
    """Where the bytes are."""
    query = text("SELECT storage_key FROM blobs JOIN uploads ON blob_id = blobs.id WHERE uploads.id = :id")
    async with app.database.transaction() as session:
        return app.settings.files_dir / str(await session.scalar(query, {"id": made["id"]}))


async def test_used_up_it_is_purged_and_goes_on_answering_gone(
    app: BulletDrop, person: Person, client: httpx.AsyncClient
) -> None:
    made = await limited(person, 1, png())
    live = await limited(person, 1, png())
    bytes_of, others = await place(app, made), await place(app, live)
    await client.get(made["url"])
    await purge(app.jobs_database, trash_days=30)
    await remove_doomed(app.jobs_database, app.storage)
    assert await statuses(client, made, person.name) <= {404, 410}
    for address in (made["url"], made["view_url"]):
        assert (await client.get(address)).status_code == 410
    await eventually(lambda: not bytes_of.exists())  # the host's own work may be at it
    assert others.exists()
    assert (await client.get(live["url"])).status_code == 200
    async with app.database.transaction() as session:
        assert not await session.scalar(text("SELECT count(*) FROM uploads WHERE id = :id"), {"id": made["id"]})


async def test_two_nodes_give_out_no_more_than_one_would(postgres: str, tmp_path: Path) -> None:
    shared = {"storage_url": f"file://{tmp_path / 'files'}"}
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(migrated_database(postgres))
        nodes = [
            await stack.enter_async_context(running(address, tmp_path / name, **shared)) for name in ("one", "two")
        ]
        owner = await register(nodes[0])
        stack.push_async_callback(owner.client.aclose)
        clients = [await stack.enter_async_context(client_of(node)) for node in nodes]
        made = await limited(owner, 5)
        answers = await asyncio.gather(*(client.get(made["url"]) for client in clients for _ in range(25)))
        assert sorted(answer.status_code for answer in answers) == [200] * 5 + [410] * 45
        for client in clients:
            assert (await client.get(made["view_url"])).status_code == 410
