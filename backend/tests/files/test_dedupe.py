"""The same bytes of two people: one blob, two links, and no harm from one to the other (security D4)."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bulletdrop.files.tasks import purge, remove_doomed
from bulletdrop.main import BulletDrop
from tests.support import Person, eventually, png, sha256, stored_bytes

BLOBS = "SELECT storage_key FROM blobs WHERE sha256 = decode(:hash, 'hex')"
ROUNDS = 25


async def keys_of(app: BulletDrop, content: bytes) -> list[str]:
    async with app.database.transaction() as session:
        return list((await session.scalars(text(BLOBS), {"hash": sha256(content)})).all())


async def test_two_links_one_blob_and_no_hint_of_each_other(app: BulletDrop, person: Person, other: Person) -> None:
    content = png()
    mine, theirs = await person.uploaded(content, "mine.png"), await other.uploaded(content, "theirs.png")
    assert len(await keys_of(app, content)) == 1
    assert mine["url"] != theirs["url"]
    assert theirs["original_filename"] == "theirs.png"
    assert theirs.keys() == mine.keys()
    assert (theirs["view_count"], theirs["custom_name"]) == (0, None)
    for owner in (person, other):
        assert (await owner.me())["storage_used"] == len(content)


@pytest.mark.parametrize("first", ["mine", "theirs"])
async def test_either_deletes_without_harm_to_the_other(
    app: BulletDrop, person: Person, other: Person, first: str
) -> None:
    content = png()
    made = {"mine": await person.uploaded(content), "theirs": await other.uploaded(content)}
    owners = {"mine": person, "theirs": other}
    second = "theirs" if first == "mine" else "mine"
    await owners[first].client.delete(f"/api/uploads/{made[first]['id']}?permanent=true")
    await remove_doomed(app.database, app.storage)
    assert (await person.client.get(made[first]["url"])).status_code == 404
    got = await person.client.get(made[second]["url"], headers={"Cache-Control": "no-cache"})
    assert got.content == content
    [key] = await keys_of(app, content)
    assert (app.storage.root / key).read_bytes() == content
    await owners[second].client.delete(f"/api/uploads/{made[second]['id']}?permanent=true")
    await remove_doomed(app.database, app.storage)
    assert await keys_of(app, content) == []
    await eventually(lambda: not (app.storage.root / key).exists())


async def test_bytes_are_stored_by_the_day_under_a_name_that_tells_nothing(app: BulletDrop, person: Person) -> None:
    content = png()
    made = await person.uploaded(content, "secret plan.png")
    [key] = await keys_of(app, content)
    day, _, name = key.rpartition("/")
    assert day == f"{datetime.now(UTC):%Y/%m/%d}"
    assert name.isalnum()
    assert name not in made["filename"]
    assert sha256(content)[:8] not in key


async def sound(app: BulletDrop) -> None:
    """Every upload's blob has its bytes; once the doomed are removed every file is a blob's."""

    async def nothing_is_doomed() -> bool:
        await remove_doomed(app.database, app.storage)
        async with app.database.transaction() as session:
            return not await session.scalar(text("SELECT count(*) FROM doomed_keys"))

    await eventually(nothing_is_doomed)
    async with app.database.transaction() as session:
        rows = (await session.execute(text("SELECT DISTINCT storage_key, size FROM blobs"))).all()
        unused = await session.scalar(
            text("SELECT count(*) FROM blobs WHERE NOT EXISTS (SELECT FROM uploads WHERE blob_id = blobs.id)")
        )
    assert unused == 0
    for row in rows:
        assert (app.storage.root / row.storage_key).stat().st_size == row.size
    assert stored_bytes(app.storage.root) == sorted(row.storage_key for row in rows)


async def test_uploading_and_deleting_the_same_bytes_at_once(app: BulletDrop, person: Person, other: Person) -> None:
    content = b"everybody has this one"
    for _ in range(ROUNDS):
        made = await person.uploaded(content, "a.txt")
        deletion, upload, again, _ = await asyncio.gather(
            person.client.delete(f"/api/uploads/{made['id']}?permanent=true"),
            other.upload(content, "b.txt"),
            person.upload(content, "c.txt"),
            remove_doomed(app.database, app.storage),
        )
        assert (deletion.status_code, upload.status_code, again.status_code) == (204, 201, 201)
        for answer in (upload, again):
            assert (await person.client.get(answer.json()["url"])).content == content
        deletions = await asyncio.gather(
            other.client.delete(f"/api/uploads/{upload.json()['id']}?permanent=true"),
            person.client.delete(f"/api/uploads/{again.json()['id']}?permanent=true"),
        )
        assert [answer.status_code for answer in deletions] == [204, 204]
    await sound(app)
    assert (await person.me())["storage_used"] == (await other.me())["storage_used"] == 0


@pytest.mark.parametrize("same", [True, False], ids=["the same bytes", "other bytes"])
async def test_a_name_taken_again_while_it_is_deleted(app: BulletDrop, person: Person, *, same: bool) -> None:
    """Blob, owner and name are locked by both: in one order, else some would wait for each other and fail."""
    name = f"again-{person.name}-{same}"
    made = await person.uploaded(b"named", "a.txt", custom_name=name)
    for turn in range(ROUNDS):
        contents = [b"named" if same else b"%d %d" % (turn, number) for number in range(4)]
        uploads = [person.upload(content, "a.txt", custom_name=name) for content in contents]
        deletion = person.client.delete(f"/api/uploads/{made['id']}?permanent=true")
        flushing = asyncio.create_task(app.views.flush())
        *answers, deleted = await asyncio.gather(*uploads, deletion)
        await flushing
        assert deleted.status_code == 204
        assert {answer.status_code for answer in answers} <= {201, 409}
        winners = [answer.json() for answer in answers if answer.status_code == 201]
        assert len(winners) <= 1
        made = winners[0] if winners else await person.uploaded(b"named", "a.txt", custom_name=name)
        assert (await person.client.get(made["url"])).status_code == 200
    await sound(app)
    assert (await person.me())["storage_used"] == made["file_size"]


async def test_everything_at_once(app: BulletDrop, person: Person, other: Person) -> None:
    contents = [b"one", b"two", b"three"]

    async def busy(owner: Person, turn: int) -> set[int]:
        seen = set()
        for number in range(8):
            answer = await owner.upload(contents[(turn + number) % 3], "a.txt", expires_in="1" if number == 5 else "")
            seen.add(answer.status_code)
            upload_id = answer.json()["id"]
            await owner.client.get(answer.json()["url"])
            if number % 2:
                seen.add((await owner.client.delete(f"/api/uploads/{upload_id}")).status_code)
            if number % 4 == 1:
                seen.add((await owner.client.post(f"/api/uploads/{upload_id}/restore")).status_code)
            if number % 3 == 0:
                seen.add((await owner.client.delete(f"/api/uploads/{upload_id}?permanent=true")).status_code)
        seen.add((await owner.client.delete("/api/uploads/trash")).status_code)
        return seen

    async def background() -> set[int]:
        for _ in range(10):
            await purge(app.database, trash_days=0)
            await remove_doomed(app.database, app.storage)
            await app.views.flush()
        return set()

    turns = [busy(owner, turn) for turn in range(4) for owner in (person, other)]
    statuses = set().union(*await asyncio.gather(*turns, background()))
    assert statuses <= {200, 201, 204, 404}
    await sound(app)
    for owner in (person, other):
        listed = (await owner.client.get("/api/uploads?limit=200")).json()["items"]
        assert (await owner.me())["storage_used"] == sum(item["file_size"] for item in listed)
