"""A partition for every month, and an end for old rows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bulletdrop.analytics.tasks import keep_partitions, months_from
from bulletdrop.main import BulletDrop
from tests.support import Person

PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'upload_analytics'::regclass"


def test_months() -> None:
    found = months_from(datetime(2026, 11, 30, 23, 59, tzinfo=UTC), 4)
    assert [f"{month:%Y-%m-%d}" for month in found] == ["2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01"]


@pytest.mark.parametrize("turns", [1, 2])
async def test_this_month_and_the_next_two_have_partitions(app: BulletDrop, turns: int) -> None:
    for _ in range(turns):
        await keep_partitions(app.database, view_days=365)
    async with app.database.transaction() as session:
        there = set((await session.scalars(text(PARTITIONS))).all())
    assert {f"upload_analytics_{month:%Y_%m}" for month in months_from(datetime.now(UTC), 3)} <= there


async def with_views(app: BulletDrop, made: dict[str, str], *ages: int) -> None:
    async with app.database.transaction() as session:
        for days in ages:
            await session.execute(
                text(
                    "INSERT INTO upload_analytics (upload_id, accessed_at, ip_address) VALUES (:id, :at, '203.0.113.0')"
                ),
                {"id": made["id"], "at": datetime.now(UTC) - timedelta(days=days)},
            )


async def ages_left(app: BulletDrop, made: dict[str, str]) -> list[int]:
    async with app.database.transaction() as session:
        found = await session.scalars(
            text(
                "SELECT round(extract(epoch FROM now() - accessed_at) / 86400)::int FROM upload_analytics WHERE upload_id = :id ORDER BY 1"
            ),
            {"id": made["id"]},
        )
        return list(found.all())


async def test_old_views_end_and_counts_stay(app: BulletDrop, person: Person) -> None:
    made = await person.uploaded()
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE uploads SET view_count = 4 WHERE id = :id"), {"id": made["id"]})
    await with_views(app, made, 0, 29, 31, 400)
    await keep_partitions(app.database, view_days=0)
    assert await ages_left(app, made) == [0, 29, 31, 400]
    await keep_partitions(app.database, view_days=365)
    assert await ages_left(app, made) == [0, 29, 31]
    await keep_partitions(app.database, view_days=30)
    assert await ages_left(app, made) == [0, 29]
    assert (await person.client.get(f"/api/uploads/{made['id']}")).json()["view_count"] == 4


async def test_a_view_of_this_month_lies_in_its_partition(app: BulletDrop, person: Person) -> None:
    await keep_partitions(app.database, view_days=365)
    made = await person.uploaded()
    await person.client.get(made["url"])
    await app.views.flush()
    async with app.database.transaction() as session:
        part = await session.scalar(
            text("SELECT tableoid::regclass::text FROM upload_analytics WHERE upload_id = :id"), {"id": made["id"]}
        )
    assert part == f"upload_analytics_{datetime.now(UTC):%Y_%m}"


async def test_views_in_the_default_partition_do_not_stop_the_months(app: BulletDrop, person: Person) -> None:
    """As after months in which nobody made partitions: the rows are there first."""
    made = await person.uploaded()
    month = months_from(datetime.now(UTC), 1)[0]
    async with app.database.transaction() as session:
        await session.execute(text(f"DROP TABLE IF EXISTS upload_analytics_{month:%Y_%m}"))
    await with_views(app, made, 0)
    await keep_partitions(app.database, view_days=365)
    async with app.database.transaction() as session:
        there = set((await session.scalars(text(PARTITIONS))).all())
    assert f"upload_analytics_{month:%Y_%m}" in there
    assert await ages_left(app, made) == [0]
