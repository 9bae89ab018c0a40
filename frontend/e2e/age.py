"""Makes an account's uploads older, a day more for each: `python age.py USERNAME`, on the data folder of the settings."""

import asyncio
import sys

from sqlalchemy import text

from bulletdrop.core.connect import open_database
from bulletdrop.core.settings import Settings

AGE = text("""
    UPDATE uploads SET created_at = created_at - make_interval(days => older.days::int)
    FROM (SELECT id, row_number() OVER (ORDER BY id DESC) - 1 AS days FROM uploads
          WHERE user_id = (SELECT id FROM users WHERE username = :username)) AS older
    WHERE uploads.id = older.id
""")


async def age(username: str) -> None:
    """Ages them, beside the server that is running."""
    async with open_database(Settings()) as database, database.transaction() as session:
        await session.execute(AGE, {"username": username})


asyncio.run(age(sys.argv[1]))
