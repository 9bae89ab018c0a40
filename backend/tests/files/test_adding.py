"""Uploads that are recorded together: each comes out as if it had been alone."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bulletdrop.core.crypto import random_name
from bulletdrop.core.errors import Conflict, OutOfSpace, Unavailable
from bulletdrop.files.adding import Added, NewBytes, Recorder
from bulletdrop.files.models import Upload
from bulletdrop.files.records import delete_for_good
from bulletdrop.main import BulletDrop
from tests.support import Person, eventually, migrated_database, running

RECORDED = "SELECT count(*), count(DISTINCT xmin::text), coalesce(sum(file_size), 0) FROM uploads WHERE user_id = :user"
ROUNDS = 30
USED = "SELECT storage_used FROM users WHERE id = :user"


@pytest.fixture
async def app(postgres: str, tmp_path: Path) -> AsyncIterator[BulletDrop]:
    """With a database of its own: the records made here have no bytes."""
    async with migrated_database(postgres) as address, running(address, tmp_path / "app") as own:
        yield own


async def asked(app: BulletDrop, query: str, **values: Any) -> tuple[Any, ...]:
    async with app.database.transaction() as session:
        return tuple((await session.execute(text(query), values)).one())


async def columns(person: Person, **changes: Any) -> dict[str, Any]:
    (domain_id,) = await asked(person.app, "SELECT id FROM domains")
    slug = random_name(12)
    nothing = (
        "custom_name",
        "width",
        "height",
        "duration",
        "metadata_fault",
        "password_hash",
        "max_views",
        "expires_at",
    )
    return {
        **dict.fromkeys(nothing),
        "user_id": person.id,
        "domain_id": domain_id,
        "slug": slug,
        "filename": f"{slug}.txt",
        "original_filename": "x.txt",
        "mime_type": "text/plain",
        "upload_url": slug,
        "delete_hash": os.urandom(32),
        "metadata_removed": [],
        "is_public": True,
        **changes,
    }


def new_bytes(size: int = 10, sha256: bytes | None = None) -> NewBytes:
    return NewBytes(sha256 or os.urandom(32), size, f"tests/{random_name(16)}")


async def add_all(recorder: Recorder, *wanted: dict[str, Any], size: int = 10) -> list[Added | BaseException]:
    return await asyncio.gather(*(recorder.add(new_bytes(size), **each) for each in wanted), return_exceptions=True)


async def test_those_of_one_owner_that_come_at_a_time_are_one_transaction(app: BulletDrop, person: Person) -> None:
    recorder = Recorder(app.database)
    added = await add_all(recorder, *[await columns(person) for _ in range(20)])
    assert len({each.upload_id for each in added if isinstance(each, Added) and each.is_fresh}) == 20
    # They all came before the first of them was on its way.
    assert await asked(app, RECORDED, user=person.id) == (20, 1, 200)
    assert await asked(app, USED, user=person.id) == (200,)


async def test_a_name_that_is_taken_is_told_to_whoever_asked_for_it_alone(app: BulletDrop, person: Person) -> None:
    recorder, name = Recorder(app.database), random_name(10)
    wanted = [await columns(person) for _ in range(9)]
    for each in wanted[2::3]:
        each["custom_name"] = name
    added = await add_all(recorder, *wanted)
    assert [type(each) for each in added] == [*[Added] * 5, Conflict, *[Added] * 2, Conflict]
    assert (await asked(app, RECORDED, user=person.id))[0] == 7


async def test_a_row_that_the_database_refuses_takes_no_other_along(app: BulletDrop, person: Person) -> None:
    wanted = [await columns(person) for _ in range(5)]
    wanted[3]["slug"] = wanted[1]["slug"]
    added = await add_all(Recorder(app.database), *wanted)
    refused = [number for number, each in enumerate(added) if not isinstance(each, Added)]
    assert len(refused) == 1
    assert set(refused) <= {1, 3}
    assert (await asked(app, RECORDED, user=person.id))[0] == 4


async def test_the_quota_holds_among_them(app: BulletDrop, person: Person) -> None:
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE users SET storage_limit = 45 WHERE id = :user"), {"user": person.id})
    added = await add_all(Recorder(app.database), *[await columns(person) for _ in range(9)])
    assert sorted(type(each).__name__ for each in added) == ["Added"] * 4 + [OutOfSpace.__name__] * 5
    assert await asked(app, USED, user=person.id) == (40,)


async def test_the_same_bytes_among_them_are_one_blob(app: BulletDrop, person: Person) -> None:
    recorder, digest = Recorder(app.database), os.urandom(32)
    wanted = [await columns(person) for _ in range(6)]
    added = await asyncio.gather(*(recorder.add(new_bytes(10, digest), **each) for each in wanted))
    assert [each.is_fresh for each in added].count(True) == 1
    (count,) = await asked(app, "SELECT count(DISTINCT blob_id) FROM uploads WHERE user_id = :user", user=person.id)
    assert count == 1


async def test_whose_turn_does_not_come_is_told_so_and_not_recorded(app: BulletDrop, person: Person) -> None:
    recorder = Recorder(app.database)
    async with app.database.transaction() as session:
        await session.execute(text("SELECT FROM users WHERE id = :user FOR UPDATE"), {"user": person.id})
        first = asyncio.create_task(recorder.add(new_bytes(), **await columns(person)))
        await eventually(lambda: recorder._at_work)
        await asyncio.sleep(0.1)  # until it is at the database
        late = [asyncio.create_task(recorder.add(new_bytes(), **await columns(person))) for _ in range(3)]
        late[0].cancel()
        for each in late[1:]:
            with pytest.raises(Unavailable, match="Nothing was kept"):
                await each
    await first
    assert (await asked(app, RECORDED, user=person.id))[0] == 1
    assert not recorder._at_work
    assert not recorder._waiting


async def test_nobody_waits_in_a_circle(app: BulletDrop, person: Person, other: Person) -> None:
    """The same contents by two people, of one together and of the other one by one, while all of each are deleted."""
    recorder, digests = Recorder(app.database), [os.urandom(32) for _ in range(20)]
    is_over = False

    async def uploading(uploader: Person, at_once: int) -> None:
        mine = await columns(uploader)
        for number in range(ROUNDS * len(digests) // at_once):
            wanted = [
                (digest, f"{mine['slug']}{number}x{place}")
                for place, digest in enumerate(random.sample(digests, at_once))
            ]
            rows = [
                (new_bytes(10, digest), {**mine, "slug": slug, "delete_hash": os.urandom(32)})
                for digest, slug in wanted
            ]
            await asyncio.gather(*(recorder.add(new, **row) for new, row in rows))

    async def deleting(owner: Person) -> None:
        while not is_over:
            async with app.database.transaction() as session:
                await delete_for_good(session, Upload.user_id == owner.id)
            await asyncio.sleep(0)

    deletions = [asyncio.create_task(deleting(each)) for each in (person, other)]
    await asyncio.gather(uploading(person, 1), uploading(other, len(digests)))
    is_over = True
    await asyncio.gather(*deletions)
    for each in (person, other):
        (_, _, size), (used,) = await asked(app, RECORDED, user=each.id), await asked(app, USED, user=each.id)
        assert size == used
