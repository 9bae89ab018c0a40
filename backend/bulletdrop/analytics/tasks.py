"""What views need from time to time: a partition for every month, and an end for old rows."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, text

from bulletdrop.analytics.models import View
from bulletdrop.core.database import Database, now

TABLE = "upload_analytics"
LOCK = 0x76696577  # "view": one node at a time
MONTHS_AHEAD = 2


async def keep_partitions(database: Database, *, view_days: int) -> None:
    """Makes the partitions of this month and the next two, and ends what is older than `view_days` days (0: nothing)."""
    async with database.transaction() as session:
        await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        for start in months_from(now(), MONTHS_AHEAD + 1):
            end = next(iter(months_from(start + timedelta(days=32), 1)))
            name = f"{TABLE}_{start:%Y_%m}"
            await session.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {TABLE} FOR VALUES FROM ('{start.isoformat()}') TO ('{end.isoformat()}')"
                )
            )
        if view_days:
            await session.execute(delete(View).where(View.accessed_at < now() - timedelta(days=view_days)))


def months_from(moment: datetime, count: int) -> list[datetime]:
    """The first moments of so many months, beginning with that of `moment`, in UTC."""
    moment = moment.astimezone(UTC)
    first = moment.year * 12 + moment.month - 1
    return [datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC) for number in range(first, first + count)]
