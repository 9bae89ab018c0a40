"""The ways in: a form, or a raw body."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.requests import ClientDisconnect

from bulletdrop.accounts.current import require
from bulletdrop.accounts.principals import Principal
from bulletdrop.core.answers import json_answer
from bulletdrop.core.app import ClientAddress
from bulletdrop.core.errors import BadRequest, OutOfSpace, Unavailable, documented
from bulletdrop.files.records import check_room
from bulletdrop.files.schemas import NewUpload, UploadAnswer, upload_answer
from bulletdrop.storage.base import StorageError, StorageFull
from bulletdrop.uploads.direct import DirectRoute, Filename
from bulletdrop.uploads.form import OVERHEAD, Form, boundary_of
from bulletdrop.uploads.options import UploadOptions, read_options
from bulletdrop.uploads.pipeline import Made, Parts, Uploader, host_for, limit_of, take_in
from bulletdrop.uploads.receive import Receiving, patiently, too_large

router = APIRouter(prefix="/api/uploads", tags=["uploads"], route_class=DirectRoute)
RATE = "600 per minute"
LOOKED_UP_FIRST = 8 << 20  # bytes: whether there is room for fewer is told by the attempt to record them
MayUpload = Annotated[Principal, Depends(require("upload"))]
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": UploadAnswer,
        "description": "With `reuse`: the same bytes were there already; this is their upload",
    },
    **documented(400, 401, 403, 408, 409, 413, 415, 422, 423, 429, 503, 507),
}
OPTIONS = {
    name: {"type": ["string", "null"], "description": field.description}
    for name, field in UploadOptions.model_fields.items()
}
FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}, **OPTIONS},
                "additionalProperties": False,
            }
        }
    },
}
RAW = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


async def this_pipeline(request: Request) -> Parts:
    """What the pipeline of this process works with."""
    parts: Parts = request.app.state.pipeline
    return parts


Pipeline = Annotated[Parts, Depends(this_pipeline)]


@router.post("", status_code=201, response_model=NewUpload, responses=ANSWERS, openapi_extra={"requestBody": FORM})
async def upload_form(request: Request, parts: Pipeline, user: MayUpload, client: ClientAddress) -> Response:
    """Uploads a file as multipart/form-data: one part `file`, options before or after it."""
    await parts.rate_limits.hit("upload", str(user.user_id), RATE)
    boundary = boundary_of(request.headers.get("content-type", ""))
    limit = limit_of(parts, await host_for(parts, None), user)
    await refuse_announced(request, parts, user, limit=limit, overhead=OVERHEAD)
    async with receiving(parts, limit=limit) as received:
        form = Form(boundary, received)
        async with aclosing(patiently(request.stream(), patience=parts.patience)) as stream:
            await form.read(stream)
        by, options = Uploader(user, client), read_options(form.fields)
        made = await take_in(parts, received, by=by, filename=form.filename or "file", options=options)
    return answer(parts, made)


@router.put(
    "/{filename}", status_code=201, response_model=NewUpload, responses=ANSWERS, openapi_extra={"requestBody": RAW}
)
async def upload_raw(
    request: Request,
    parts: Pipeline,
    user: MayUpload,
    client: ClientAddress,
    filename: Annotated[Filename, Path()],
    options: Annotated[UploadOptions, Query()],
) -> Response:
    """Uploads the raw body (`curl -T`); options are query parameters."""
    await parts.rate_limits.hit("upload", str(user.user_id), RATE)
    limit = limit_of(parts, await host_for(parts, options.domain), user)
    await refuse_announced(request, parts, user, limit=limit)
    async with receiving(parts, limit=limit) as received:
        async with aclosing(patiently(request.stream(), patience=parts.patience)) as stream:
            async for data in stream:
                await received.take(data)
        made = await take_in(parts, received, by=Uploader(user, client), filename=filename, options=options)
    return answer(parts, made)


async def refuse_announced(request: Request, parts: Parts, user: Principal, *, limit: int, overhead: int = 0) -> None:
    """Refuses at once what announces more bytes than are taken, or than there is room for."""
    announced = request.headers.get("content-length", "")
    if not announced.isascii() or not announced.isdigit():
        return
    size = max(0, int(announced) - overhead)
    if 0 <= limit < size:
        raise too_large(limit)
    if size >= LOOKED_UP_FIRST:
        async with parts.database.transaction() as session:
            await check_room(session, user_id=user.user_id, size=size)


@asynccontextmanager
async def receiving(parts: Parts, *, limit: int) -> AsyncIterator[Receiving]:
    """A file on its way in. What breaks off, falls silent or finds no room is told as what it is."""
    try:
        async with AsyncExitStack() as stack:
            scan = await stack.enter_async_context(parts.scanner.begin()) if parts.scanner else None
            yield await stack.enter_async_context(Receiving(parts.storage, limit=limit, scan=scan))
    except ClientDisconnect:
        raise BadRequest("The upload broke off. Nothing was kept.") from None
    except StorageFull:
        raise OutOfSpace("The host is out of space. Nothing was kept; whoever runs it can see this.") from None
    except StorageError:
        raise Unavailable("The host can't reach its storage. Nothing was kept; try again in a moment.") from None


def answer(parts: Parts, made: Made) -> Response:
    """201, with the deletion link that is told this once; 200 for an upload that was there before."""
    content = upload_answer(made.row, signer=parts.signer)
    if made.delete_token is None:
        return json_answer(content, headers={"Location": content["url"]})
    content["delete_url"] = f"{parts.settings.app_url}/delete/{made.delete_token}"
    return json_answer(content, status=201, headers={"Location": content["url"]})
