"""Deleted, trashed, expired: seen at once at every address, in every form of asking (security A10)."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.support import APP, MakeApp, Person, eventually, register, stored_files


async def statuses(client: httpx.AsyncClient, made: dict[str, str], name: str) -> set[int]:
    """The status of every address, whole and in part, with and without conditions."""
    found = set()
    for address in (
        made["url"],
        made["view_url"],
        f"{made['url']}?view",
        f"{made['url']}?download",
        f"{APP}/u/{name}/{made['filename']}",
    ):
        for headers in (
            {},
            {"Range": "bytes=0-1"},
            {"If-None-Match": f'"{made["file_hash"]}"'},
            {"If-None-Match": "*"},
            {"If-Match": '"x"'},
            {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        ):
            for method in ("GET", "HEAD"):
                answer = await client.request(method, address, headers=headers)
                found.add(answer.status_code)
                if answer.status_code in {404, 410}:
                    assert answer.headers["cache-control"] == "no-store"
                    assert "etag" not in answer.headers
    return found


async def warmed(client: httpx.AsyncClient, made: dict[str, str], name: str) -> None:
    """Every address asked for, so that everything that keeps records keeps this one."""
    assert await statuses(client, made, name) <= {200, 206, 304, 412}


async def test_in_the_trash_every_address_is_gone(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    await warmed(client, made, person.name)
    assert (await person.client.delete(f"/api/uploads/{made['id']}")).status_code == 204
    assert await statuses(client, made, person.name) == {410}
    assert (await client.get(f"{APP}/api/oembed", params={"url": made["url"]})).status_code == 404


async def test_restored_every_address_is_back(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    await person.client.delete(f"/api/uploads/{made['id']}")
    assert await statuses(client, made, person.name) == {410}
    assert (await person.client.post(f"/api/uploads/{made['id']}/restore")).status_code == 200
    await warmed(client, made, person.name)


async def test_deleted_for_good_every_address_is_as_if_it_never_was(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    await warmed(client, made, person.name)
    assert (await person.client.delete(f"/api/uploads/{made['id']}?permanent=true")).status_code == 204
    assert await statuses(client, made, person.name) == {404}


async def test_an_expiry_is_seen_within_two_seconds(person: Person, client: httpx.AsyncClient) -> None:
    ends = datetime.now(UTC) + timedelta(seconds=1.2)
    made = await person.uploaded(expires_at=ends.isoformat())
    assert (await client.get(made["url"])).status_code == 200
    assert int((await client.get(made["url"])).headers["cache-control"].partition("max-age=")[2]) <= 1
    await asyncio.sleep(max(0.0, ends.timestamp() - time.time()))
    assert await statuses(client, made, person.name) == {410}


async def test_an_expiry_moved_back_opens_it_again(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(expires_in="1")

    async def gone() -> bool:
        return (await client.get(made["url"])).status_code == 410

    await eventually(gone)
    answer = await person.client.patch(f"/api/uploads/{made['id']}", json={"expires_at": None})
    assert answer.status_code == 200
    assert (await client.get(made["url"])).status_code == 200


async def test_a_gone_page_tells_a_person(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(filename="secret plans.png")
    await person.client.delete(f"/api/uploads/{made['id']}")
    page = await client.get(made["url"], headers={"Accept": "text/html,*/*"})
    assert page.status_code == 410
    assert "This file is gone." in page.text
    assert "secret plans" not in page.text
    assert person.name not in page.text


@pytest.mark.parametrize("form", ["DELETE by-token", "POST page"])
async def test_the_deletion_link_deletes_for_good(person: Person, client: httpx.AsyncClient, form: str) -> None:
    made = await person.uploaded()
    await warmed(client, made, person.name)
    token = made["delete_url"].rpartition("/")[2]

    async def delete() -> int:
        if form == "POST page":
            return (await client.post(made["delete_url"])).status_code
        return (await client.delete(f"{APP}/api/uploads/by-token/{token}")).status_code

    assert await delete() in {200, 204}
    assert await statuses(client, made, person.name) == {404}
    assert await delete() == 404


async def test_a_name_changed_leaves_the_old_custom_name_at_once(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(custom_name=f"old-{person.name}")
    assert (await client.get(made["url"])).status_code == 200
    answer = await person.client.patch(f"/api/uploads/{made['id']}", json={"custom_name": f"new-{person.name}"})
    assert answer.json()["url"] == f"{APP}/new-{person.name}.png"
    assert (await client.get(made["url"])).status_code == 404
    assert (await client.get(answer.json()["url"])).status_code == 200
    back = await person.client.patch(f"/api/uploads/{made['id']}", json={"custom_name": None})
    assert (await client.get(answer.json()["url"])).status_code == 404
    assert (await client.get(back.json()["url"])).status_code == 200


async def test_an_expiry_moved_on_opens_it_again(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(expires_in="1")

    async def gone() -> bool:
        return (await client.get(made["url"])).status_code == 410

    await eventually(gone)
    ends = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert (await person.client.patch(f"/api/uploads/{made['id']}", json={"expires_at": ends})).status_code == 200
    await warmed(client, made, person.name)


async def test_expired_bytes_are_gone_within_the_purge_interval(make_app: MakeApp) -> None:
    app = await make_app(purge_interval=1)
    person = await register(app)
    made = await person.uploaded(expires_in="1")
    assert len(stored_files(app.settings.files_dir)) == 1
    await eventually(lambda: not stored_files(app.settings.files_dir), seconds=10)
    assert (await person.client.get(made["url"])).status_code == 410
    await person.client.aclose()
