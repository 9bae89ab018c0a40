"""Files that are given out so many times and then are gone (security A10)."""

import asyncio

import httpx
import pytest

from bulletdrop.files.tasks import purge, remove_doomed
from bulletdrop.main import BulletDrop
from tests.support import APP, Person, client_of, png, stored_files

HTML = {"Accept": "text/html,*/*"}


async def test_fifty_at_once_are_five_bodies(person: Person, client: httpx.AsyncClient) -> None:
    content = png()
    made = await person.uploaded(content, max_views="5")
    assert (made["max_views"], made["views_left"]) == (5, 5)
    answers = await asyncio.gather(*(client.get(made["url"]) for _ in range(50)))
    codes = [answer.status_code for answer in answers]
    assert (codes.count(200), codes.count(410)) == (5, 45)
    assert all(answer.content == content for answer in answers if answer.status_code == 200)
    seen = (await person.client.get(f"/api/uploads/{made['id']}")).json()
    assert (seen["status"], seen["views_left"]) == ("expired", 0)


async def test_used_up_it_is_gone_at_every_address(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(max_views="1")
    thumbnail = made["thumbnail_url"]
    assert (await client.get(made["url"])).status_code == 200
    for url in (
        made["url"],
        made["view_url"],
        f"{made['url']}?download",
        thumbnail,
        f"{APP}/u/{person.name}/{made['filename']}",
    ):
        assert (await client.get(url)).status_code == 410
        assert (await client.head(url)).status_code == 410
    assert (await client.get(made["url"], headers={"Range": "bytes=0-1"})).status_code == 410
    assert (await client.get(made["url"], headers={"If-None-Match": f'"{made["file_hash"]}"'})).status_code == 410


@pytest.mark.parametrize(
    "headers",
    [{"Range": "bytes=1-"}, {"Range": "bytes=5-6,8-9"}, {"If-None-Match": "*"}, {"User-Agent": "Discordbot/2.0"}],
    ids=["a range", "ranges", "a condition", "a bot"],
)
async def test_every_body_is_whole_and_counts(
    person: Person, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    content = png()
    made = await person.uploaded(content, max_views="1")
    answer = await client.get(made["url"], headers=headers)
    assert (answer.status_code, answer.content) == (200, content)
    assert "accept-ranges" not in answer.headers
    assert "no-store" in answer.headers["cache-control"]
    assert (await client.get(made["url"])).status_code == 410


async def test_a_large_one_too(person: Person, client: httpx.AsyncClient) -> None:
    content = png() + b"x" * 600_000
    made = await person.uploaded(content, "a.bin", max_views="2", keep_metadata="true")
    answers = await asyncio.gather(*(client.get(made["url"]) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 2 + [410] * 8


async def test_looking_at_its_head_or_page_costs_nothing(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(b"a secret line", "note.txt", max_views="1")
    assert (await client.head(made["url"])).status_code == 200
    page = await client.get(made["view_url"], headers=HTML)
    assert "Can be opened once." in page.text
    assert "a secret line" not in page.text
    assert "og:" not in page.text
    assert "no-store" in page.headers["cache-control"]
    three = await person.uploaded(max_views="3")
    page = await client.get(three["view_url"], headers=HTML)
    assert "Can be opened 3 more times." in page.text
    assert "<img" not in page.text
    assert (await client.get(f"/api/oembed?url={three['url']}")).status_code == 404
    assert (await client.get(made["url"])).content == b"a secret line"


async def test_its_owner_looks_without_counting_and_nobody_else_does(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(max_views="1")
    assert (await client.get(f"{made['signed_url']}&preview")).status_code == 200
    assert (await client.get(f"{made['url']}?preview")).status_code == 200
    assert (await client.get(f"{made['url']}?preview")).status_code == 410


async def test_the_number_can_be_raised_and_taken_away(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(max_views="2")
    assert (await client.get(made["url"])).status_code == 200
    path = f"/api/uploads/{made['id']}"
    less = await person.client.patch(path, json={"max_views": 1})
    assert less.status_code == 422
    assert less.json()["errors"][0]["field"] == "max_views"
    await client.get(made["url"])
    assert (await client.get(made["url"])).status_code == 410
    more = await person.client.patch(path, json={"max_views": 3})
    assert (more.json()["views_left"], more.json()["status"]) == (1, "ready")
    assert (await client.get(made["url"])).status_code == 200
    none = await person.client.patch(path, json={"max_views": None})
    assert none.json()["max_views"] is None
    for _ in range(3):
        assert (await client.get(made["url"])).status_code == 200


async def test_the_purge_takes_it_and_its_bytes_and_the_address_stays_gone(app: BulletDrop, person: Person) -> None:
    content = png()
    made = await person.uploaded(content, max_views="1")
    async with client_of(app) as client:
        await client.get(made["url"])
        before = stored_files(app.storage.root)
        await purge(app.jobs_database, trash_days=30)
        await remove_doomed(app.jobs_database, app.storage)
        assert len(stored_files(app.storage.root)) < len(before)
        assert (await person.client.get(f"/api/uploads/{made['id']}")).status_code == 404
        assert (await client.get(made["url"])).status_code == 410


async def test_with_a_password_the_form_costs_nothing_and_the_body_one(
    person: Person, client: httpx.AsyncClient
) -> None:
    made = await person.uploaded(max_views="1", password="Open it 5")
    assert (await client.get(made["url"])).status_code == 401
    key = {"X-File-Password": "Open it 5"}
    assert (await client.get(made["url"], headers=key)).status_code == 200
    assert (await client.get(made["url"], headers=key)).status_code == 410
