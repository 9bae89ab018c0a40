"""The counters of uploads: right whatever happens to uploads, also all at once; what lists, months and sums are read from."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bulletdrop.core import migrate
from bulletdrop.core.database import Database
from bulletdrop.files.shelves import KINDS, PRIVATE, TRASHED
from bulletdrop.files.tasks import purge
from bulletdrop.main import BulletDrop
from bulletdrop.media.types import ARCHIVES, DOCUMENT_FAMILIES, DOCUMENTS, ENDINGS, TEXTUAL
from tests.support import Person, fresh_database, register

RECOUNT = """
SELECT user_id, shelf, (created_at AT TIME ZONE 'UTC')::date, count(*), sum(file_size)::bigint FROM uploads GROUP BY 1, 2, 3
"""
KEPT = "SELECT user_id, shelf, day, count, bytes FROM upload_counts WHERE count <> 0 OR bytes <> 0"


async def rows(database: Database, query: str, **values: Any) -> set[tuple[Any, ...]]:
    async with database.transaction() as session:
        return {tuple(row) for row in await session.execute(text(query), values)}


async def counters_are_right(app: BulletDrop) -> None:
    assert await rows(app.database, KEPT) == await rows(app.database, RECOUNT)


@pytest.fixture
async def people(app: BulletDrop) -> AsyncIterator[list[Person]]:
    made = [await register(app) for _ in range(2)]
    yield made
    for one in made:
        await one.client.aclose()


async def test_counters_stay_right_while_everything_happens_at_once(app: BulletDrop, people: list[Person]) -> None:
    chance = random.Random(11)

    async def live(person: Person) -> None:
        made = await person.uploaded(
            chance.randbytes(chance.randrange(1, 3000)), is_public=chance.choice(["true", "false"])
        )
        address = f"/api/uploads/{made['id']}"
        for act in chance.choices(["private", "public", "trash", "restore", "delete", "rename", "empty", "purge"], k=4):
            if act in {"private", "public"}:
                await person.client.patch(address, json={"is_public": act == "public"})
            elif act == "rename":
                await person.client.patch(address, json={"original_filename": "other.txt"})
            elif act == "restore":
                await person.client.post(f"{address}/restore")
            elif act == "empty":
                await person.client.delete("/api/uploads/trash")
            elif act == "purge":
                await purge(app.jobs_database, trash_days=30)
            else:
                await person.client.delete(address, params={"permanent": act == "delete"})

    await asyncio.gather(*(live(person) for person in people * 12))
    await counters_are_right(app)


async def test_a_flip_of_many_uploads_in_both_directions_waits_for_nobody_in_a_circle(
    app: BulletDrop, person: Person
) -> None:
    made = [await person.uploaded(is_public=str(number % 2 == 0).lower()) for number in range(12)]
    answers = await asyncio.gather(
        *(
            person.client.patch(f"/api/uploads/{one['id']}", json={"is_public": not one["is_public"]})
            for one in [*made, *made[::-1]]
        )
    )
    assert {answer.status_code for answer in answers} == {200}
    await counters_are_right(app)


async def test_statements_over_many_users_are_counted(app: BulletDrop, people: list[Person]) -> None:
    for person in people:
        for _ in range(3):
            await person.uploaded()
    ids = [person.id for person in people]
    for change in (
        "created_at = created_at - interval '40 days'",
        "file_size = file_size + 7",
        "mime_type = 'video/mp4'",
        "is_public = NOT is_public, deleted_at = now()",
        "view_count = view_count + 1",
    ):
        async with app.database.transaction() as session:
            await session.execute(text(f"UPDATE uploads SET {change} WHERE user_id = ANY(:ids)"), {"ids": ids})
        await counters_are_right(app)
    async with app.database.transaction() as session:
        await session.execute(
            text("UPDATE uploads SET user_id = :to WHERE user_id = :of"), {"of": ids[0], "to": ids[1]}
        )
    await counters_are_right(app)


async def test_what_is_expired_or_long_in_the_trash_is_uncounted(app: BulletDrop, person: Person) -> None:
    for column in ("expires_at", "deleted_at"):
        made = await person.uploaded()
        change = text(f"UPDATE uploads SET {column} = now() - interval '40 days' WHERE id = :id")
        async with app.database.transaction() as session:
            await session.execute(change, {"id": made["id"]})
    kept = await person.uploaded()
    await purge(app.database, trash_days=30)
    await counters_are_right(app)
    summary = (await person.client.get("/api/uploads/summary")).json()
    assert summary == {"count": 1, "bytes": kept["file_size"]}


async def test_an_account_goes_with_its_counters(app: BulletDrop, people: list[Person]) -> None:
    leaving, staying = people
    for person in people:
        await person.uploaded()
    answer = await leaving.client.request("DELETE", "/api/users/me", json={"password": leaving.password})
    assert answer.status_code == 204, answer.text
    assert not await rows(app.database, "SELECT 1 FROM upload_counts WHERE user_id = :id", id=leaving.id)
    assert (await staying.client.get("/api/uploads/summary")).json()["count"] == 1
    await counters_are_right(app)


async def test_a_refused_upload_is_not_counted(app: BulletDrop, person: Person) -> None:
    await person.uploaded(custom_name=f"once-{person.name}")
    content = {"file": ("a.txt", b"again")}
    answer = await person.client.post("/api/uploads", files=content, data={"custom_name": f"once-{person.name}"})
    assert answer.status_code == 409
    await counters_are_right(app)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia"])
@pytest.mark.parametrize("is_narrow", [False, True])
async def test_sums_of_days_are_the_sums_of_rows(
    app: BulletDrop, person: Person, zone: str, *, is_narrow: bool
) -> None:
    """Files at, before and after midnights of the zone and of UTC, spans that cut days: each as a plain count has it."""
    moments = [
        datetime(2026, month, day, hour, minute, tzinfo=UTC)
        for month, day in ((3, 29), (3, 31), (4, 1), (10, 25), (11, 1))
        for hour, minute in ((0, 0), (7, 59), (8, 0), (18, 14), (18, 15), (22, 0), (23, 59))
    ]
    first = await person.uploaded()
    copies = """
        INSERT INTO uploads (user_id, blob_id, domain_id, slug, filename, original_filename, file_size, mime_type, file_hash,
                             upload_url, delete_hash, created_at)
        SELECT user_id, blob_id, domain_id, slug || n, filename, original_filename, n, mime_type, file_hash, upload_url,
               sha256((slug || n)::bytea), moment
        FROM uploads, unnest(CAST(:moments AS timestamptz[])) WITH ORDINALITY AS made (moment, n) WHERE id = :id
    """
    async with app.database.transaction() as session:
        await session.execute(text(copies), {"id": first["id"], "moments": moments})
        await session.execute(text("DELETE FROM uploads WHERE id = :id"), {"id": first["id"]})
    span = {"from": "2026-03-31T07:59:00Z", "to": "2026-11-01T18:15:00Z"} if is_narrow else {}
    since, until = (datetime.fromisoformat(span[name]) if span else None for name in ("from", "to"))
    within = [
        (moment, size)
        for size, moment in enumerate(moments, 1)
        if (since is None or moment >= since) and (until is None or moment < until)
    ]
    summary = (await person.client.get("/api/uploads/summary", params=span)).json()
    assert summary == {"count": len(within), "bytes": sum(size for _, size in within)}
    local = "SELECT to_char(timezone(:zone, moment), 'YYYY-MM'), count(*) FROM unnest(CAST(:moments AS timestamptz[])) AS moment GROUP BY 1"
    expected = await rows(app.database, local, zone=zone, moments=[moment for moment, _ in within])
    months = (await person.client.get("/api/uploads/months", params={"tz": zone, **span})).json()["items"]
    assert {(item["month"], item["count"]) for item in months} == expected
    assert [item["month"] for item in months] == sorted((item["month"] for item in months), reverse=True)


async def test_the_database_puts_types_on_the_shelves_that_they_belong_to(app: BulletDrop) -> None:
    types = {*ENDINGS, *ARCHIVES, *DOCUMENTS, *TEXTUAL, *(f"{family}any" for family in DOCUMENT_FAMILIES)}
    query = "SELECT type, upload_shelf(type, true, NULL) FROM unnest(CAST(:types AS varchar[])) AS type"
    for type_, shelf in await rows(app.database, query, types=[*types, "font/woff2", "text/x-anything", ""]):
        assert KINDS[shelf] == kind_of(type_), type_
    query = "SELECT upload_shelf('image/png', false, now()), upload_shelf('image/png', true, NULL)"
    assert await rows(app.database, query) == {(PRIVATE + TRASHED, 0)}


def kind_of(type_: str) -> str:
    """The kind, by the lists of media/types.py."""
    family = type_.partition("/")[0]
    if family in {"image", "video", "audio"}:
        return family
    if type_ in DOCUMENTS or type_.startswith(DOCUMENT_FAMILIES):
        return "document"
    if family == "text" or type_ in TEXTUAL:
        return "text"
    return "archive" if type_ in ARCHIVES else "other"


async def test_a_view_class_grows_with_the_views_and_seldom_changes(app: BulletDrop) -> None:
    query = "SELECT views, view_class(views) FROM generate_series(0, 5000) AS views UNION SELECT 2::bigint ^ power + delta, view_class((2::numeric ^ power + delta)::bigint) FROM generate_series(5, 62) AS power, generate_series(-1, 1) AS delta"
    found = sorted((int(views), view_class) for views, view_class in await rows(app.database, query))
    classes = [view_class for _, view_class in found]
    assert classes == sorted(classes)
    assert classes[:16] == list(range(16))
    assert classes[16] > 16 - 1
    assert len({view_class for views, view_class in found if views <= 5000}) < 16 + 8 * 9


async def test_a_view_touches_no_index_where_its_class_stays(app: BulletDrop, person: Person) -> None:
    made = await person.uploaded()
    hot = text("SELECT pg_stat_get_xact_tuples_hot_updated('uploads'::regclass)")
    async with app.database.transaction() as session:
        change = text("UPDATE uploads SET view_count = :views WHERE id = :id")
        await session.execute(change, {"id": made["id"], "views": 1000})
        before = await session.scalar(hot)
        for views in range(1001, 1011):
            await session.execute(change, {"id": made["id"], "views": views})
        # Where a page is full the row moves on to the next one, once.
        assert await session.scalar(hot) >= before + 9


async def test_back_and_forth_the_counters_are_made_anew(postgres: str) -> None:
    async with fresh_database(postgres) as address:
        database = Database(address, pool_size=1)
        await migrate.upgrade(database)
        made = datetime.now(UTC) - timedelta(days=3)
        fill = """
            WITH person AS (INSERT INTO users (username, email) VALUES ('a', 'a@example.com') RETURNING id),
            place AS (INSERT INTO domains (domain_name) VALUES ('example.com') RETURNING id),
            bytes AS (INSERT INTO blobs (sha256, size, storage_key) VALUES ('x', 1, 'x') RETURNING id)
            INSERT INTO uploads (user_id, blob_id, domain_id, slug, filename, original_filename, file_size, mime_type,
                                 file_hash, upload_url, delete_hash, is_public, deleted_at, view_count, created_at)
            SELECT person.id, bytes.id, place.id, 's' || n, 'f', 'Name ' || n, n, 'image/png', 'h', 'u', sha256(n::text::bytea),
                   n % 3 > 0, CASE WHEN n % 5 = 0 THEN now() END, n, CAST(:made AS timestamptz) + n * interval '1 hour'
            FROM person, place, bytes, generate_series(1, 100) AS n
        """
        async with database.transaction() as session:
            await session.execute(text(fill), {"made": made})
        counted = await rows(database, KEPT)
        assert counted == await rows(database, RECOUNT)
        await migrate.downgrade(database, "0002")
        await migrate.upgrade(database)
        assert await rows(database, KEPT) == counted
        await migrate.check(database)
        await database.close()
