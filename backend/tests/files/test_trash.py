"""The trash and the end: brought back unchanged, emptied, deleted for good; the numbers exact."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import hypothesis
import pytest
from hypothesis import strategies as st
from sqlalchemy import text

from bulletdrop.files.tasks import purge, remove_doomed
from bulletdrop.main import BulletDrop
from tests.support import Person, eventually, png, register, stored_bytes


async def totals(person: Person) -> tuple[int, int, int, int]:
    me = await person.me()
    return me["storage_used"], me["trash_used"], me["uploads_count"], me["trash_count"]


async def test_there_and_back_changes_nothing(person: Person) -> None:
    made = await person.uploaded(custom_name=f"back-{person.name}", is_public="true", expires_in="3600")
    before = (await person.client.get(f"/api/uploads/{made['id']}")).json()
    assert (await person.client.delete(f"/api/uploads/{made['id']}")).status_code == 204
    assert (await person.client.get(f"/api/uploads/{made['id']}")).status_code == 404
    answer = await person.client.post(f"/api/uploads/{made['id']}/restore")
    assert answer.status_code == 200
    assert answer.json() == before


async def test_the_trash_is_a_list_of_its_own(person: Person) -> None:
    kept, trashed = await person.uploaded(), await person.uploaded()
    await person.client.delete(f"/api/uploads/{trashed['id']}")
    live = (await person.client.get("/api/uploads")).json()["items"]
    bin_ = (await person.client.get("/api/uploads?trash=true")).json()["items"]
    assert [item["id"] for item in live] == [kept["id"]]
    assert [(item["id"], item["status"]) for item in bin_] == [(trashed["id"], "trashed")]
    assert bin_[0]["deleted_at"] is not None


async def test_the_trash_says_when_a_file_goes_for_good(person: Person, admin: Person) -> None:
    """After thirty days in it, or before that where its own time ends."""
    kept, ending = await person.uploaded(), await person.uploaded(expires_in="3600")
    for made in (kept, ending):
        assert made["purged_at"] is None
        await person.client.delete(f"/api/uploads/{made['id']}")
    for reader, address in (
        (person, "/api/uploads?trash=true"),
        (admin, f"/api/admin/uploads?trash=true&user_id={person.id}"),
    ):
        listed = {item["id"]: item for item in (await reader.client.get(address)).json()["items"]}
        trashed_at = datetime.fromisoformat(listed[kept["id"]]["deleted_at"])
        assert datetime.fromisoformat(listed[kept["id"]]["purged_at"]) == trashed_at + timedelta(days=30)
        assert listed[ending["id"]]["purged_at"] == listed[ending["id"]]["expires_at"]
    alone = (await admin.client.get(f"/api/admin/uploads/{kept['id']}")).json()
    assert datetime.fromisoformat(alone["purged_at"]) == trashed_at + timedelta(days=30)


async def test_a_second_delete_is_404(person: Person) -> None:
    made = await person.uploaded()
    assert (await person.client.delete(f"/api/uploads/{made['id']}")).status_code == 204
    assert (await person.client.delete(f"/api/uploads/{made['id']}")).status_code == 404
    assert (await person.client.patch(f"/api/uploads/{made['id']}", json={"is_public": False})).status_code == 404
    assert (await person.client.post(f"/api/uploads/{made['id']}/link")).status_code == 404
    assert (await person.client.delete(f"/api/uploads/{made['id']}?permanent=true")).status_code == 204
    assert (await person.client.delete(f"/api/uploads/{made['id']}?permanent=true")).status_code == 404
    assert (await person.client.post(f"/api/uploads/{made['id']}/restore")).status_code == 404


async def test_what_is_not_in_the_trash_cannot_be_restored(person: Person) -> None:
    made = await person.uploaded()
    assert (await person.client.post(f"/api/uploads/{made['id']}/restore")).status_code == 404


async def test_emptying_takes_the_own_trash_and_nothing_else(person: Person, other: Person) -> None:
    kept, gone, theirs = await person.uploaded(), await person.uploaded(), await other.uploaded()
    await person.client.delete(f"/api/uploads/{gone['id']}")
    await other.client.delete(f"/api/uploads/{theirs['id']}")
    answer = await person.client.delete("/api/uploads/trash")
    assert answer.status_code == 200
    assert gone["file_size"] in answer.json().values()
    assert (await person.client.get(f"/api/uploads/{kept['id']}")).status_code == 200
    assert (await other.client.post(f"/api/uploads/{theirs['id']}/restore")).status_code == 200
    assert await totals(person) == (kept["file_size"], 0, 1, 0)


async def test_a_name_in_the_trash_is_still_taken(person: Person, other: Person) -> None:
    name = f"kept-{person.name}"
    made = await person.uploaded(custom_name=name)
    await person.client.delete(f"/api/uploads/{made['id']}")
    assert (await other.upload(png(), custom_name=name)).status_code == 409
    await person.client.delete("/api/uploads/trash")
    assert (await other.upload(png(), custom_name=name)).status_code == 201


@pytest.fixture(scope="module")
async def juggler(app: BulletDrop) -> AsyncIterator[Person]:
    """Somebody whose files come and go."""
    made = await register(app)
    yield made
    await made.client.aclose()


CONTENTS = [b"a" * 10, b"b" * 200, b"", b"c" * 3000]
ACTIONS = [
    "upload",
    "upload",
    "upload",
    "trash",
    "restore",
    "delete",
    "delete link",
    "empty",
    "expire",
    "purge",
    "private",
]


@hypothesis.settings(
    max_examples=12, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 99)), min_size=5, max_size=25))
async def test_whatever_happens_the_numbers_are_the_sums(
    app: BulletDrop, juggler: Person, steps: list[tuple[str, int]]
) -> None:
    uploads: list[dict[str, str]] = []
    for action, number in steps:
        if action == "upload":
            uploads.append(await juggler.uploaded(CONTENTS[number % len(CONTENTS)], "a.txt"))
        elif action == "empty":
            await juggler.client.delete("/api/uploads/trash")
        elif action == "purge":
            await purge(app.database, trash_days=30)
        elif uploads:
            await act(app, juggler, action, uploads[number % len(uploads)])
        await numbers_are_the_sums(app, juggler)
    await remove_doomed(app.database, app.storage)
    await bytes_are_those_of_blobs(app)


async def act(app: BulletDrop, person: Person, action: str, made: dict[str, str]) -> None:
    address = f"/api/uploads/{made['id']}"
    if action == "trash":
        await person.client.delete(address)
    elif action == "restore":
        await person.client.post(f"{address}/restore")
    elif action == "delete":
        await person.client.delete(f"{address}?permanent=true")
    elif action == "delete link":
        await person.client.post(made["delete_url"])
    elif action == "private":
        await person.client.patch(address, json={"is_public": False})
    else:
        async with app.database.transaction() as session:
            await session.execute(
                text("UPDATE uploads SET expires_at = now() - interval '1 second' WHERE id = :id"), {"id": made["id"]}
            )


async def numbers_are_the_sums(app: BulletDrop, person: Person) -> None:
    query = "SELECT coalesce(sum(file_size), 0), coalesce(sum(file_size) FILTER (WHERE deleted_at IS NOT NULL), 0), count(*) FILTER (WHERE deleted_at IS NULL), count(*) FILTER (WHERE deleted_at IS NOT NULL) FROM uploads WHERE user_id = :id"
    async with app.database.transaction() as session:
        sums = (await session.execute(text(query), {"id": person.id})).one()
        charged = (
            await session.execute(text("SELECT storage_used, trash_used FROM users WHERE id = :id"), {"id": person.id})
        ).one()
    assert tuple(charged) == (sums[0], sums[1])
    used, in_trash, live, trashed = await totals(person)
    assert (in_trash, live, trashed) == (sums[1], sums[2], sums[3])
    assert used in {sums[0], sums[0] - sums[1]}


async def bytes_are_those_of_blobs(app: BulletDrop) -> None:
    """Every blob has its bytes, every file has its blob, and nothing is doomed any more."""

    async def are() -> bool:
        async with app.database.transaction() as session:
            doomed = await session.scalar(text("SELECT count(*) FROM doomed_keys"))
            keys = sorted((await session.scalars(text("SELECT storage_key FROM blobs"))).all())
        return doomed == 0 and stored_bytes(app.storage.root) == keys

    await eventually(are)


async def test_what_is_expired_is_purged_with_its_bytes_and_answers_410(app: BulletDrop, person: Person) -> None:
    made = await person.uploaded(custom_name=f"ends-{person.name}", expires_in="3600")
    async with app.database.transaction() as session:
        key = await session.scalar(
            text("SELECT storage_key FROM blobs JOIN uploads ON blob_id = blobs.id WHERE uploads.id = :id"),
            {"id": made["id"]},
        )
    assert (app.storage.root / key).is_file()
    await act(app, person, "expire", made)
    app.announcements.tell("uploads", str(made["id"]))
    await purge(app.database, trash_days=30)
    await remove_doomed(app.database, app.storage)
    await eventually(lambda: not (app.storage.root / key).exists())
    for address in (made["url"], made["view_url"], made["url"].upper().replace("HTTP://LOCALHOST", "http://localhost")):
        assert (await person.client.get(address)).status_code == 410
    assert (await person.client.get(f"/api/uploads/{made['id']}")).status_code == 404
    assert await totals(person) == (0, 0, 0, 0)
    again = await person.uploaded(custom_name=f"ends-{person.name}")
    assert (await person.client.get(again["url"])).status_code == 200


async def test_the_trash_keeps_thirty_days_and_not_longer(app: BulletDrop, person: Person) -> None:
    old, young = await person.uploaded(), await person.uploaded()
    for made, days in ((old, 31), (young, 29)):
        await person.client.delete(f"/api/uploads/{made['id']}")
        async with app.database.transaction() as session:
            await session.execute(
                text("UPDATE uploads SET deleted_at = now() - make_interval(days => :days) WHERE id = :id"),
                {"days": days, "id": made["id"]},
            )
    await purge(app.database, trash_days=30)
    assert (await person.client.post(f"/api/uploads/{old['id']}/restore")).status_code == 404
    assert (await person.client.post(f"/api/uploads/{young['id']}/restore")).status_code == 200


async def copy_of_all(app: BulletDrop, person: Person, times: int, columns: str, values: str) -> None:
    """So many more records of each upload, with these columns set to these values."""
    kept = "user_id, blob_id, domain_id, filename, original_filename, mime_type, file_hash, upload_url"
    fresh = "0, 'copy' || n || '-' || id, sha256((id || '-' || n)::text::bytea)"
    copies = f"INSERT INTO uploads ({kept}, file_size, slug, delete_hash, {columns}) SELECT {kept}, {fresh}, {values} FROM uploads, generate_series(1, :times) AS n WHERE user_id = :id"
    async with app.jobs_database.transaction() as session:
        await session.execute(text(copies), {"id": person.id, "times": times})


async def test_more_than_one_batch_is_purged_at_once(app: BulletDrop, person: Person) -> None:
    for _ in range(3):
        await person.uploaded()
    await copy_of_all(app, person, 150, "expires_at", "now() - interval '1 hour'")
    await purge(app.database, trash_days=30)
    assert (await totals(person))[2] == 3


async def test_however_many_go_at_once(app: BulletDrop) -> None:
    """A statement has 32,767 parameters and 1,664 columns at most."""
    person = await register(app)
    await person.uploaded()
    await copy_of_all(app, person, 33_000, "deleted_at", "now()")
    assert (await person.client.delete("/api/uploads/trash")).json()["count"] == 33_000
    assert (await totals(person))[2:] == (1, 0)
    await copy_of_all(app, person, 33_000, "deleted_at", "NULL")
    answer = await person.client.request("DELETE", "/api/users/me", json={"password": person.password})
    assert answer.status_code == 204, answer.text
    await person.client.aclose()
