"""The scanner's word on an upload, and what becomes of the file by it."""

from dataclasses import dataclass
from datetime import datetime

from bulletdrop.core import security_events
from bulletdrop.core.database import Database, now
from bulletdrop.core.errors import Infected, TooLarge, Unavailable
from bulletdrop.core.settings import Settings
from bulletdrop.files.names import clean_filename
from bulletdrop.scanning import verdicts
from bulletdrop.scanning.verdicts import Clean, Verdict


@dataclass(frozen=True)
class Scanned:
    """`at`: when nothing was found in the whole file; `is_held`: it is kept, but not served until that is so."""

    at: datetime | None = None
    is_held: bool = False


async def heed(
    verdict: Verdict, settings: Settings, database: Database, *, filename: str, user_id: int, address: str | None
) -> Scanned:
    """What a verdict means here. Raises Infected, TooLarge, Unavailable."""
    if isinstance(verdict, Clean):
        return Scanned(at=now())
    if isinstance(verdict, verdicts.Infected):
        raise await _refused(verdict, database, filename=filename, user_id=user_id, address=address)
    wanted = settings.scan_too_large if verdict.is_too_large else settings.scan_failure
    if wanted == "quarantine":
        return Scanned(is_held=True)
    if wanted == "allow":
        return Scanned()
    if verdict.is_too_large:
        limit = settings.clamd_max_size
        raise TooLarge(f"This file is over the {limit} bytes that the scanner looks through.", limit=limit)
    raise Unavailable("The scanner can't be reached, and nothing is taken unseen. Try again in a moment.")


async def _refused(
    found: verdicts.Infected, database: Database, *, filename: str, user_id: int, address: str | None
) -> Infected:
    name = clean_filename(filename)
    async with database.transaction() as session:
        await security_events.note(
            session, "file.infected", user_id=user_id, address=address, signature=found.signature, filename=name
        )
    return Infected(signature=found.signature, filename=name)
