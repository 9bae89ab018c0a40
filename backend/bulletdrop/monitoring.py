"""Whether this process lives, whether its parts do, and figures for Prometheus."""

import asyncio
from collections.abc import Awaitable
from ipaddress import ip_address
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from bulletdrop.accounts.current import MaybeSigned
from bulletdrop.core.app import ClientAddress, ThisApp
from bulletdrop.core.errors import NotFound, documented
from bulletdrop.files.parts import ThisStorage
from bulletdrop.scanning.clamd import Scanner
from bulletdrop.scanning.connection import ScannerDown
from bulletdrop.storage.base import StorageError

router = APIRouter(tags=["monitoring"])
PATIENCE = 4.0  # seconds that a part may take to answer


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """The state of each part."""

    status: Literal["ok", "unavailable"]
    database: Literal["ok", "unavailable"]
    storage: Literal["ok", "unavailable"]
    scanner: Literal["off", "ok", "unavailable"]


@router.get("/healthz")
async def healthz() -> Alive:
    """Alive; asks nothing of the other parts."""
    return Alive()


@router.get("/readyz", responses={503: {"model": Ready, "description": "A part does not answer"}})
async def readyz(app: ThisApp, storage: ThisStorage, request: Request, response: Response) -> Ready:
    """Whether uploads and downloads work now; 503 where they don't."""
    scanner: Scanner | None = request.app.state.scanner
    database, disk, scans = await asyncio.gather(
        _state(app.database.ping()),
        _state(asyncio.to_thread(storage.check)),
        _state(scanner.ping()) if scanner else _off(),
    )
    # A scanner that is away keeps no file from being served, and what comes in goes by BULLETDROP_SCAN_FAILURE.
    is_ready = database == disk == "ok"
    response.status_code = 200 if is_ready else 503
    response.headers["Cache-Control"] = "no-store"
    return Ready(status="ok" if is_ready else "unavailable", database=database, storage=disk, scanner=scans)


async def _off() -> Literal["off"]:
    return "off"


async def _state(check: Awaitable[object]) -> Literal["ok", "unavailable"]:
    try:
        async with asyncio.timeout(PATIENCE):
            await check
    except (SQLAlchemyError, StorageError, ScannerDown, OSError, TimeoutError):
        return "unavailable"
    return "ok"


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, **documented(404)}, response_class=Response)
async def metrics(request: Request, viewer: MaybeSigned, client: ClientAddress) -> Response:
    """For Prometheus: on the machine itself, and for administrators."""
    if not (viewer and viewer.is_admin) and not _is_local(request, client):
        raise NotFound
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _is_local(request: Request, client: str | None) -> bool:
    """From this machine, and not by way of a proxy on it that nobody declared as trusted."""
    peer = request.client
    forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))
    if client is None or peer is None or (forwarded and client == peer.host):
        return False
    return ip_address(client).is_loopback
