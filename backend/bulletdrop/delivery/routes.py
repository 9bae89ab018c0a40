"""What surrounds a file: the page of its deletion link, and oEmbed."""

from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import select

from bulletdrop.core.answers import json_answer
from bulletdrop.core.app import ThisApp
from bulletdrop.core.crypto import digest
from bulletdrop.core.database import Db, now
from bulletdrop.core.errors import NotFound, documented
from bulletdrop.core.schemas import Text
from bulletdrop.delivery.pages import Pages, shown_name, size_words
from bulletdrop.delivery.resolve import Record, Resolver
from bulletdrop.domains.hosts import Hosts
from bulletdrop.files.links import page_url
from bulletdrop.files.models import Upload
from bulletdrop.files.records import delete_for_good

pages_router = APIRouter(include_in_schema=False)
router = APIRouter(tags=["embeds"])
DeleteToken = Annotated[Text, Path(max_length=200)]


@pages_router.api_route("/delete/{delete_token}", methods=["GET", "HEAD"])
async def ask_to_delete(request: Request, db: Db, delete_token: DeleteToken) -> Response:
    """Asks. Changes nothing: link previews and prefetching browsers open this too."""
    columns = (Upload.original_filename, Upload.file_size, Upload.upload_url)
    row = (await db.execute(select(*columns).where(Upload.delete_hash == digest(delete_token)))).one_or_none()
    if row is None:
        return _leads_nowhere(request)
    return _page(
        request,
        "delete.html",
        name=shown_name(row.original_filename),
        size=size_words(row.file_size),
        url=row.upload_url,
    )


@pages_router.post("/delete/{delete_token}")
async def delete(request: Request, db: Db, delete_token: DeleteToken) -> Response:
    """Deletes for good."""
    deleted = await delete_for_good(db, Upload.delete_hash == digest(delete_token))
    if not deleted.count:
        return _leads_nowhere(request)
    return _page(
        request, "problem.html", statement="The file is gone.", detail="Its link is off, and nothing of it was kept."
    )


def _leads_nowhere(request: Request) -> Response:
    statement, detail = (
        "This deletion link leads nowhere.",
        "The file was deleted already, or the address was mistyped.",
    )
    return _page(request, "problem.html", 404, statement=statement, detail=detail)


def _page(request: Request, template: str, status: int = 200, **values: str) -> Response:
    pages: Pages = request.app.state.pages
    body = pages.render(template, **values)
    answer = Response(body, status)
    answer.raw_headers = pages.headers(body, referrer=b"same-origin")
    return answer


class OEmbed(BaseModel):
    """What oEmbed 1.0 (§2.3.4) says of a file."""

    version: Literal["1.0"] = "1.0"
    type: Literal["photo", "link"]
    title: str
    author_name: str
    provider_name: str
    provider_url: str
    cache_age: int = 300
    url: str | None = None
    width: int | None = None
    height: int | None = None


@router.get("/api/oembed", response_model=OEmbed, response_model_exclude_none=True, responses=documented(404, 422))
async def oembed(
    request: Request,
    app: ThisApp,
    url: Annotated[Text, Query(max_length=2048)],
    _format: Annotated[Literal["json"], Query(alias="format")] = "json",
) -> Response:
    """OEmbed for the address, or the page, of a file that is open to all."""
    record = await _public_record(request, url)
    is_photo = record.mime_type.startswith("image/") and record.width is not None
    answer = OEmbed(
        type="photo" if is_photo else "link",
        title=shown_name(record.original_filename),
        author_name=record.username,
        provider_name=app.settings.default_domain,
        provider_url=app.settings.app_url,
        url=record.url if is_photo else None,
        width=record.width if is_photo else None,
        height=record.height if is_photo else None,
    )
    return json_answer(answer.model_dump(exclude_none=True), headers={"Cache-Control": "public, max-age=300"})


async def _public_record(request: Request, url: str) -> Record:
    resolver: Resolver = request.app.state.resolver
    hosts: Hosts = request.app.state.hosts
    try:
        parts = urlsplit(url)
        host = await hosts.find((parts.hostname or "").lower())
    except ValueError:
        raise NotFound from None
    found = await resolver.find(host.id, unquote(parts.path[1:])) if host else None
    if (
        not isinstance(found, Record)
        or not found.is_shared
        or found.is_trashed
        or (found.expires_at and found.expires_at <= now().timestamp())
    ):
        raise NotFound
    if url.partition("?")[0] not in {found.url, page_url(found.url)}:
        raise NotFound
    return found
