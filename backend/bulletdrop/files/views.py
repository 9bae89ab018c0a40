"""The views of a file that may be opened only so often."""

from sqlalchemy import update

from bulletdrop.core.announce import announce
from bulletdrop.core.database import Database
from bulletdrop.files.models import Upload
from bulletdrop.files.records import TOPIC


async def take_view(database: Database, upload_id: int) -> bool:
    """Takes one view before the body is sent; False where none is left.

    One statement, so that of any number who ask at once, of any node, exactly as many get it as there are views. The one
    who takes the last announces it.
    """
    statement = (
        update(Upload)
        .where(Upload.id == upload_id, Upload.views_taken < Upload.max_views, Upload.deleted_at.is_(None))
        .values(views_taken=Upload.views_taken + 1)
        .returning(Upload.views_taken >= Upload.max_views)
    )
    async with database.transaction() as session:
        is_last = await session.scalar(statement)
        if is_last:
            await announce(session, TOPIC, upload_id)
    return is_last is not None
