"""Administrators set the host: types that are taken, tiers; and read what happened."""

from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Depends, Path, Query
from sqlalchemy import select
from starlette.requests import HTTPConnection

from bulletdrop.accounts import tiers
from bulletdrop.accounts.current import Administrator, administrator
from bulletdrop.accounts.routes import no_store
from bulletdrop.admin.schemas import (
    BIGGEST,
    EventAnswer,
    HostAnswer,
    HostChange,
    TierAnswer,
    TierBody,
    TierChange,
)
from bulletdrop.core.app import ThisApp
from bulletdrop.core.database import Db
from bulletdrop.core.errors import FieldError, Invalid, documented
from bulletdrop.core.host_settings import all_kept, allowed_types_in, keep
from bulletdrop.core.pagination import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, encode_cursor
from bulletdrop.core.schemas import Text
from bulletdrop.core.security_events import SecurityEvent
from bulletdrop.scanning.clamd import Scanner
from bulletdrop.scanning.connection import ScannerDown

log = structlog.get_logger("bulletdrop.security")
router = APIRouter(
    prefix="/api/admin",
    tags=["admin"],
    dependencies=[Depends(administrator), Depends(no_store)],
    responses=documented(401, 403),
)
Id = Annotated[int, Path(ge=1, le=BIGGEST)]


async def this_scanner(connection: HTTPConnection) -> Scanner | None:
    """The scanner; None where none is set."""
    scanner: Scanner | None = connection.app.state.scanner
    return scanner


ThisScanner = Annotated[Scanner | None, Depends(this_scanner)]


@router.get("/settings")
async def read_settings(db: Db, app: ThisApp, scanner: ThisScanner) -> HostAnswer:
    """How the host is set, and whether its scanner answers."""
    kept = await all_kept(db)
    state: Literal["off", "ok", "unavailable"] = "off"
    version = None
    if scanner is not None:
        try:
            state, version = "ok", await scanner.version()
        except ScannerDown:
            state = "unavailable"
    return HostAnswer(
        allowed_types=kept.get("allowed_types"),
        effective_allowed_types=list(allowed_types_in(kept, app.settings)),
        scanner=state,
        scanner_version=version,
    )


@router.patch("/settings", responses=documented(400, 413, 415, 422))
async def change_settings(
    db: Db, app: ThisApp, scanner: ThisScanner, admin: Administrator, body: HostChange
) -> HostAnswer:
    """Changes how the host is set; on every node at once."""
    changes = body.model_dump(exclude_unset=True)
    if changes:
        await keep(db, **changes)
        log.info("host.changed", by=admin.user_id, changes=changes)
    return await read_settings(db, app, scanner)


@router.get("/tiers")
async def list_tiers(db: Db) -> list[TierAnswer]:
    """Every tier, by name."""
    return [TierAnswer.model_validate(tier) for tier in await tiers.all_tiers(db)]


@router.post("/tiers", status_code=201, responses=documented(400, 409, 413, 415, 422))
async def make_tier(db: Db, body: TierBody) -> TierAnswer:
    """A new tier."""
    return TierAnswer.model_validate(await tiers.make_tier(db, **body.model_dump()))


@router.get("/tiers/{tier_id}", responses=documented(404, 422))
async def read_tier(db: Db, tier_id: Id) -> TierAnswer:
    """One tier."""
    return TierAnswer.model_validate(await tiers.read_tier(db, tier_id=tier_id))


@router.patch("/tiers/{tier_id}", responses=documented(400, 404, 409, 413, 415, 422))
async def change_tier(db: Db, tier_id: Id, body: TierChange) -> TierAnswer:
    """Changes a tier; it holds for its members at once."""
    changes = body.model_dump(exclude_unset=True)
    if changes.get("name", "") is None:
        raise Invalid(FieldError("name", "This cannot be empty."))
    if not changes:
        return await read_tier(db, tier_id)
    return TierAnswer.model_validate(await tiers.change_tier(db, tier_id=tier_id, **changes))


@router.delete("/tiers/{tier_id}", status_code=204, responses=documented(404, 422))
async def delete_tier(db: Db, tier_id: Id) -> None:
    """Deletes a tier; its members have none afterwards."""
    await tiers.delete_tier(db, tier_id=tier_id)


@router.get("/audit", responses=documented(422))
async def list_events(
    db: Db,
    kind: Annotated[Text | None, Query(max_length=50, description="Such as file.infected")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[EventAnswer]:
    """Security events, newest first."""
    query = select(SecurityEvent).order_by(SecurityEvent.id.desc()).limit(limit + 1)
    if kind:
        query = query.where(SecurityEvent.kind == kind)
    if cursor:
        query = query.where(SecurityEvent.id < decode_cursor(cursor, int)[0])
    rows = list(await db.scalars(query))
    items = [EventAnswer.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next_cursor=encode_cursor(items[-1].id) if len(rows) > limit else None)
