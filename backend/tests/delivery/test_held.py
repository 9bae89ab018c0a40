"""Files whose bytes wait for the scanner: nobody sees anything of them until it has looked."""

import httpx
from sqlalchemy import text

from bulletdrop.core.announce import announce
from bulletdrop.files.records import TOPIC
from bulletdrop.main import BulletDrop
from tests.support import APP, Person, unique


async def hold(app: BulletDrop, upload_id: int, *, is_held: bool) -> None:
    """Holds the bytes of an upload or lets them go, as the scanner's job does."""
    async with app.database.transaction() as session:
        statement = "UPDATE blobs SET is_held = :held WHERE id = (SELECT blob_id FROM uploads WHERE id = :id)"
        await session.execute(text(statement), {"held": is_held, "id": upload_id})
        await announce(session, TOPIC, upload_id)


async def test_held_nobody_sees_it_and_released_all_do(
    app: BulletDrop, person: Person, client: httpx.AsyncClient
) -> None:
    content = unique("held").encode()
    made = await person.uploaded(content, f"{unique('held')}.txt")
    assert (await client.get(made["url"])).status_code == 200
    await hold(app, made["id"], is_held=True)
    assert (await person.client.get(f"/api/uploads/{made['id']}")).json()["status"] == "held"
    owners = (await person.client.post(f"/api/uploads/{made['id']}/link")).json()["url"]
    addresses = [
        made["url"],
        made["view_url"],
        f"{made['url']}?download",
        f"{owners}&preview",
        f"{APP}/u/{person.name}/{made['filename']}",
        f"{APP}/t/{made['view_url'].rpartition('/')[2]}.webp",
    ]
    for address in addresses:
        for headers in ({}, {"Accept": "text/html"}, {"Range": "bytes=0-1"}, {"If-None-Match": "*"}):
            for method in ("GET", "HEAD"):
                answer = await client.request(method, address, headers=headers)
                assert answer.status_code == 423
                assert int(answer.headers["retry-after"]) > 0
                assert answer.headers["cache-control"] == "no-store"
                assert content not in answer.content
                assert "og:" not in answer.text
    page = await client.get(made["url"], headers={"Accept": "text/html"})
    assert "Held back: the scanner has not looked at it yet." in page.text
    assert "It opens by itself." in page.text
    assert (await client.get(f"{APP}/api/oembed", params={"url": made["url"]})).status_code == 404
    await hold(app, made["id"], is_held=False)
    assert (await client.get(made["url"])).content == content
    assert (await client.get(made["view_url"])).status_code == 200
