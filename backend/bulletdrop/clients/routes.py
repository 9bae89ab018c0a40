"""Ready configuration files for programs that upload, each with a fresh token that may upload and nothing else."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from bulletdrop.accounts.api_tokens import make_api_token
from bulletdrop.accounts.current import InSession
from bulletdrop.accounts.tries import count_by_account
from bulletdrop.clients.catalogue import CLIENTS, Site
from bulletdrop.core.app import ThisApp
from bulletdrop.core.database import Db
from bulletdrop.core.errors import NotFound, documented
from bulletdrop.core.schemas import Answer, Text

router = APIRouter(prefix="/api/clients", tags=["clients"], responses=documented(401, 403))
TEXT = {"schema": {"type": "string"}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"application/json": {"schema": {}}, "text/x-shellscript": TEXT}},
    **documented(404, 422, 429),
}


class ClientAnswer(Answer):
    """A program that can be set up by a file."""

    client: str
    name: str
    filename: str
    platforms: list[str]


@router.get("")
async def list_clients(app: ThisApp, _: InSession) -> list[ClientAnswer]:
    """The programs that there are files for."""
    site = Site.of(app.settings)
    return [
        ClientAnswer(client=key, name=client.name, filename=client.filename(site), platforms=list(client.platforms))
        for key, client in CLIENTS.items()
    ]


@router.get("/{client}", response_class=Response, responses=ANSWERS)
async def make_client_file(
    app: ThisApp, db: Db, user: InSession, client: Annotated[Text, Path(max_length=50)]
) -> Response:
    """The file for one program. Each call makes a token of its own; the file is the only place that it is told."""
    known = CLIENTS.get(client)
    if known is None:
        raise NotFound(f"There is no file for this program. There are: {', '.join(CLIENTS)}.")
    await count_by_account(app.rate_limits, "tokens", user.user_id)
    _, token = await make_api_token(db, user_id=user.user_id, name=known.name, scopes=["upload"])
    site = Site.of(app.settings)
    headers = {
        "Content-Disposition": f'attachment; filename="{known.filename(site)}"',
        "Cache-Control": "no-store",
    }
    return Response(known.render(site, token), media_type=known.media_type, headers=headers)
