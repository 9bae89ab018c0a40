"""What views need from time to time: a partition for every month, and an end for old rows."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.analytics.models import View, ViewBatch
from bulletdrop.core.database import Database, now

TABLE = "upload_analytics"
LOCK = 0x76696577  # "view": one node at a time
MONTHS_AHEAD = 2
OLD_BATCH = 365  # days after which no journal is found any more that holds one


async def keep_partitions(database: Database, *, view_days: int) -> None:
    """Makes the partitions of this month and the next two, and ends what is older than `view_days` days (0: nothing)."""
    async with database.transaction() as session:
        await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        for start in months_from(now(), MONTHS_AHEAD + 1):
            await make_partition(session, start)
        old = now() - timedelta(days=OLD_BATCH)
        await session.execute(delete(ViewBatch).where(ViewBatch.written_at < old))
        if view_days:
            await session.execute(delete(View).where(View.accessed_at < now() - timedelta(days=view_days)))


async def make_partition(session: AsyncSession, start: datetime) -> None:
    """The partition of the month that begins here. Views that the default one took in its stead move into it."""
    name = f"{TABLE}_{start:%Y_%m}"
    if await session.scalar(text("SELECT to_regclass(:name)"), {"name": name}):
        return
    end = months_from(start, 2)[1]
    span = {"start": start, "end": end}
    strays = f"FROM {TABLE}_default WHERE accessed_at >= :start AND accessed_at < :end"
    await session.execute(text(f"CREATE TEMPORARY TABLE strays (LIKE {TABLE}) ON COMMIT DROP"))
    await session.execute(text(f"INSERT INTO strays SELECT * {strays}"), span)
    await session.execute(text(f"DELETE {strays}"), span)
    limits = f"FROM ('{start.isoformat()}') TO ('{end.isoformat()}')"
    await session.execute(text(f"CREATE TABLE {name} PARTITION OF {TABLE} FOR VALUES {limits}"))
    await session.execute(text(f"INSERT INTO {TABLE} SELECT * FROM strays"))  # noqa: S608 - a name of ours
    await session.execute(text("DROP TABLE strays"))


def months_from(moment: datetime, count: int) -> list[datetime]:
    """The first moments of so many months, beginning with that of `moment`, in UTC."""
    moment = moment.astimezone(UTC)
    first = moment.year * 12 + moment.month - 1
    return [datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC) for number in range(first, first + count)]
