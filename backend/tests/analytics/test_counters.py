"""The counters of views where many files are looked at: noted first, carried over later, right whatever happens between."""

import asyncio

from sqlalchemy import text

from bulletdrop.analytics.counters import CARRIED_AT_ONCE, FEW, Tallies
from bulletdrop.core import migrate
from bulletdrop.core.database import Database
from bulletdrop.main import BulletDrop
from tests.support import Person, fresh_database

MANY = FEW + CARRIED_AT_ONCE + 200
COPIED = """
INSERT INTO uploads (user_id, blob_id, domain_id, slug, filename, original_filename, file_size, mime_type, file_hash, upload_url, delete_hash)
SELECT user_id, blob_id, domain_id, slug || n, slug || n, original_filename, file_size, mime_type, file_hash, upload_url, sha256((slug || n)::bytea)
FROM uploads, generate_series(1, :count) AS n WHERE id = :id RETURNING id
"""


async def many_of(app: BulletDrop, person: Person) -> list[int]:
    made = await person.uploaded()
    async with app.database.transaction() as session:
        return list((await session.scalars(text(COPIED), {"id": made["id"], "count": MANY})).all())


def look_at(app: BulletDrop, ids: list[int]) -> None:
    visitor = app.views.visitor("203.0.113.1", b"x", b"")
    assert visitor is not None
    for each in ids:
        app.views.add(each, visitor)


async def numbers(app: BulletDrop, ids: list[int], query: str) -> dict[int, int]:
    async with app.database.transaction() as session:
        found = await session.execute(text(query), {"ids": ids})
        return {int(upload_id): int(views) for upload_id, views in found}


async def counters(app: BulletDrop, ids: list[int]) -> dict[int, int]:
    return await numbers(app, ids, "SELECT id, view_count FROM uploads WHERE id = ANY(:ids)")


async def tallies(app: BulletDrop, ids: list[int]) -> dict[int, int]:
    return await numbers(app, ids, "SELECT upload_id, views FROM view_tallies WHERE upload_id = ANY(:ids)")


async def rows(app: BulletDrop, ids: list[int]) -> dict[int, int]:
    query = "SELECT upload_id, count(*) FROM upload_analytics WHERE upload_id = ANY(:ids) GROUP BY 1"
    return await numbers(app, ids, query)


async def carry_all(app: BulletDrop, ids: list[int]) -> None:
    carrying = Tallies(app.jobs_database, rest=0)
    while await tallies(app, ids):
        await carrying.carry()


async def test_views_of_few_files_are_counted_at_once(app: BulletDrop, person: Person) -> None:
    ids = (await many_of(app, person))[:FEW]
    look_at(app, ids)
    await app.views.flush()
    assert await tallies(app, ids) == {}
    assert await counters(app, ids) == dict.fromkeys(ids, 1)


async def test_views_of_many_files_reach_every_counter(app: BulletDrop, person: Person) -> None:
    ids = await many_of(app, person)
    for seen in (ids, ids[::2] + ids, ids[:3]):
        look_at(app, seen)
        await app.views.flush()
    expected = {each: 2 + (number % 2 == 0) + (number < 3) for number, each in enumerate(ids)}
    assert await rows(app, ids) == expected
    await carry_all(app, ids)
    assert await counters(app, ids) == expected


async def test_batches_and_several_carriers_at_once_count_right(app: BulletDrop, person: Person) -> None:
    ids = await many_of(app, person)
    carriers = [Tallies(app.jobs_database, rest=0) for _ in range(2)]
    is_over = False

    async def carrying(carrier: Tallies) -> None:
        while not is_over:
            await carrier.carry()

    async def looking() -> None:
        nonlocal is_over
        for _ in range(6):
            look_at(app, ids)
            await app.views.flush()
        is_over = True

    await asyncio.gather(looking(), *map(carrying, carriers))
    await carry_all(app, ids)
    assert await rows(app, ids) == await counters(app, ids) == dict.fromkeys(ids, 6)


async def test_a_batch_that_is_cut_off_anywhere_is_written_once(app: BulletDrop, person: Person) -> None:
    ids = await many_of(app, person)
    for after in (0, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08):
        look_at(app, ids)
        flushing = asyncio.create_task(app.views.flush())
        await asyncio.sleep(after)
        flushing.cancel()
        [ended] = await asyncio.gather(flushing, return_exceptions=True)
        assert ended is None or isinstance(ended, asyncio.CancelledError)
    await app.views.flush()
    await carry_all(app, ids)
    assert await rows(app, ids) == await counters(app, ids) == dict.fromkeys(ids, 8)


async def test_what_is_deleted_before_or_after_leaves_nothing(app: BulletDrop, person: Person) -> None:
    ids = await many_of(app, person)
    look_at(app, ids)
    await person.client.delete(f"/api/uploads/{ids[0]}?permanent=true")
    await app.views.flush()
    await person.client.delete(f"/api/uploads/{ids[1]}?permanent=true")
    await carry_all(app, ids)
    assert await rows(app, ids) == await counters(app, ids) == dict.fromkeys(ids[2:], 1)


async def test_a_batch_waits_for_whoever_changes_an_upload(app: BulletDrop, person: Person) -> None:
    """And adds to what that one leaves, whether there are few of them or many."""
    ids = await many_of(app, person)
    for seen in (ids[:3], ids):
        async with app.database.transaction() as session:
            await session.execute(text("SELECT FROM uploads WHERE id = :id FOR UPDATE"), {"id": ids[0]})
            await session.execute(
                text("UPDATE uploads SET view_count = view_count + 100 WHERE id = :id"), {"id": ids[0]}
            )
            look_at(app, seen)
            flushing = asyncio.create_task(app.views.flush())
            done, _ = await asyncio.wait({flushing}, timeout=0.2)
            assert not done
        await flushing
    await carry_all(app, ids)
    assert (await counters(app, ids))[ids[0]] == 202


async def test_back_and_forth_no_tally_is_lost(postgres: str) -> None:
    async with fresh_database(postgres) as address:
        database = Database(address, pool_size=1)
        await migrate.upgrade(database)
        fill = """
            WITH person AS (INSERT INTO users (username, email) VALUES ('a', 'a@example.com') RETURNING id),
            place AS (INSERT INTO domains (domain_name) VALUES ('example.com') RETURNING id),
            bytes AS (INSERT INTO blobs (sha256, size, storage_key) VALUES ('x', 1, 'x') RETURNING id),
            made AS (
                INSERT INTO uploads (user_id, blob_id, domain_id, slug, filename, original_filename, file_size, mime_type,
                                     file_hash, upload_url, delete_hash, view_count)
                SELECT person.id, bytes.id, place.id, 's', 'f', 'n', 1, 'image/png', 'h', 'u', 'd', 3 FROM person, place, bytes
                RETURNING id
            )
            INSERT INTO view_tallies SELECT id, 4 FROM made
        """
        async with database.transaction() as session:
            await session.execute(text(fill))
        await migrate.downgrade(database, "0004")
        async with database.transaction() as session:
            assert await session.scalar(text("SELECT view_count FROM uploads")) == 7
        await migrate.upgrade(database)
        await migrate.check(database)
        await database.close()
