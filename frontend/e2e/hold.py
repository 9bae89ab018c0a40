"""Holds an account's files back as if the scanner were down, or lets them go: `python hold.py USERNAME true|false`, on the
data folder of the settings.
"""

import asyncio
import sys

from sqlalchemy import text

from bulletdrop.core.connect import open_database
from bulletdrop.core.settings import Settings

HOLD = text("""
    UPDATE blobs SET is_held = :held
    FROM uploads JOIN users ON users.id = uploads.user_id
    WHERE uploads.blob_id = blobs.id AND users.username = :username
""")


async def hold(username: str, held: str) -> None:
    """Changes them, beside the server that is running."""
    async with open_database(Settings()) as database, database.transaction() as session:
        await session.execute(HOLD, {"username": username, "held": held == "true"})


asyncio.run(hold(*sys.argv[1:]))
