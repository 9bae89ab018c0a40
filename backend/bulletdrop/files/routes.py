"""The owner's uploads: listed, looked at, changed, trashed, brought back, deleted."""

import asyncio
from contextlib import ExitStack
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from bulletdrop.accounts.current import require
from bulletdrop.accounts.principals import Principal
from bulletdrop.core.answers import json_answer
from bulletdrop.core.app import App, ThisApp
from bulletdrop.core.crypto import digest
from bulletdrop.core.database import Db, now
from bulletdrop.core.errors import FieldError, Held, Invalid, NotFound, UnsupportedType, documented
from bulletdrop.core.pagination import DEFAULT_LIMIT, Cursor, Limit, Page
from bulletdrop.core.schemas import Text, Time
from bulletdrop.files import counts, lists, queries, records
from bulletdrop.files.links import public_name, upload_url
from bulletdrop.files.models import Upload
from bulletdrop.files.names import clean_filename, custom_name_fault, extension_of, filename_fault
from bulletdrop.files.parts import FilePasswords, TheseWorkers, ThisSigner, ThisStorage
from bulletdrop.files.queries import Filters, Row, Sort
from bulletdrop.files.schemas import (
    Contents,
    Link,
    LinkBody,
    Month,
    Months,
    Summary,
    UploadAnswer,
    UploadChange,
    upload_answer,
)
from bulletdrop.files.shelves import Kind
from bulletdrop.media.workers import WorkFailed, WorkRefused

router = APIRouter(prefix="/api/uploads", tags=["uploads"])
Reader = Annotated[Principal, Depends(require("read"))]
Manager = Annotated[Principal, Depends(require("manage"))]
UploadId = Annotated[int, Path(ge=-(1 << 63), le=queries.BIGGEST_ID)]


async def filters_of(
    user: Reader,
    q: Annotated[Text | None, Query(max_length=500, description="Words that the name holds")] = None,
    type: Annotated[Kind | None, Query(description="The kind of file")] = None,  # noqa: A002 - the contract's name
    from_: Annotated[Time | None, Query(alias="from", description="Made at or after")] = None,
    to: Annotated[Time | None, Query(description="Made before")] = None,
    is_public: Annotated[bool | None, Query()] = None,
    trash: Annotated[bool, Query(description="What is in the trash, instead of what is not")] = False,  # noqa: FBT002
) -> Filters:
    """What the query narrows the owner's list to."""
    return Filters(user_id=user.user_id, q=q, kind=type, since=from_, until=to, is_public=is_public, is_trash=trash)


Filtered = Annotated[Filters, Depends(filters_of)]


@router.get("", response_model=Page[UploadAnswer], responses=documented(400, 401, 403, 422))
async def list_uploads(
    db: Db,
    app: ThisApp,
    signer: ThisSigner,
    filters: Filtered,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    sort: Sort = "newest",
) -> Response:
    """The user's uploads, a page at a time."""
    rows, following = await lists.page(db, filters, sort=sort, limit=limit, cursor=cursor)
    days = app.settings.trash_days
    items = [upload_answer(row, signer=signer, trash_days=days) for row in rows]
    return json_answer({"items": items, "next_cursor": following})


@router.get("/summary", response_model=Summary, responses=documented(401, 403, 422))
async def summarise_uploads(db: Db, filters: Filtered) -> Summary:
    """How many uploads match, and their bytes together."""
    count, size = await counts.summary(db, filters)
    return Summary(count=count, bytes=size)


@router.get("/months", response_model=Months, responses=documented(401, 403, 422))
async def list_months(
    db: Db,
    filters: Filtered,
    tz: Annotated[Text, Query(max_length=64, description="Whose calendar: an IANA time zone")] = "UTC",
) -> Months:
    """In which months the matching uploads were made."""
    counted = await counts.months(db, filters, zone=tz)
    return Months(items=[Month(month=month, count=count) for month, count in counted])


@router.delete("/trash", responses=documented(401, 403))
async def empty_trash(db: Db, user: Manager) -> Summary:
    """Deletes for good all that is in the trash."""
    deleted = await records.delete_for_good(db, Upload.user_id == user.user_id, Upload.deleted_at.is_not(None))
    return Summary(count=deleted.count, bytes=deleted.bytes)


@router.delete("/by-token/{delete_token}", status_code=204, responses=documented(404, 422))
async def delete_by_token(db: Db, delete_token: Annotated[Text, Path(max_length=200)]) -> None:
    """Deletes for good by the deletion link's token; no signing in."""
    deleted = await records.delete_for_good(db, Upload.delete_hash == digest(delete_token))
    if not deleted.count:
        raise NotFound


@router.get("/{upload_id}", response_model=UploadAnswer, responses=documented(401, 403, 404, 422))
async def read_upload(db: Db, signer: ThisSigner, user: Reader, upload_id: UploadId) -> Response:
    """One upload."""
    return json_answer(upload_answer(await queries.one(db, upload_id=upload_id, user_id=user.user_id), signer=signer))


@router.patch("/{upload_id}", response_model=UploadAnswer, responses=documented(400, 401, 403, 404, 409, 413, 415, 422))
async def change_upload(
    db: Db,
    app: ThisApp,
    signer: ThisSigner,
    passwords: FilePasswords,
    user: Manager,
    upload_id: UploadId,
    body: UploadChange,
) -> Response:
    """Changes an upload; what the body does not name stays."""
    password_hash = await passwords.hash(body.password) if body.password else None
    row = await queries.one(db, upload_id=upload_id, user_id=user.user_id)
    changes = _changes(body, row, app)
    if "password" in changes:
        changes["password_hash"] = password_hash
        del changes["password"]
    if changes:
        await records.change(db, upload_id=upload_id, **changes)
        row = await queries.one(db, upload_id=upload_id, user_id=user.user_id)
    return json_answer(upload_answer(row, signer=signer))


@router.delete("/{upload_id}", status_code=204, responses=documented(401, 403, 404, 422))
async def delete_upload(
    db: Db,
    app: ThisApp,
    user: Manager,
    upload_id: UploadId,
    permanent: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query parameter
) -> None:
    """Into the trash, or with `?permanent=true` for good (also what is in the trash already)."""
    if permanent or app.settings.trash_days == 0:
        deleted = await records.delete_for_good(db, Upload.id == upload_id, Upload.user_id == user.user_id)
        if not deleted.count:
            raise NotFound("There is no such upload.")
    else:
        await records.trash(db, upload_id=upload_id, user_id=user.user_id)


@router.post("/{upload_id}/restore", response_model=UploadAnswer, responses=documented(401, 403, 404, 422))
async def restore_upload(db: Db, signer: ThisSigner, user: Manager, upload_id: UploadId) -> Response:
    """Brings an upload back from the trash, unchanged."""
    await records.restore(db, upload_id=upload_id, user_id=user.user_id)
    return json_answer(upload_answer(await queries.one(db, upload_id=upload_id, user_id=user.user_id), signer=signer))


@router.get("/{upload_id}/contents", response_model=Contents, responses=documented(401, 403, 404, 415, 422, 423, 503))
async def read_contents(
    app: ThisApp, storage: ThisStorage, workers: TheseWorkers, user: Reader, upload_id: UploadId
) -> Response:
    """What is in an archive. 415 for what is none, or can't be read."""
    async with app.database.transaction() as session:
        row = await queries.one(session, upload_id=upload_id, user_id=user.user_id)
    if row["is_held"]:
        raise Held
    with ExitStack() as stack:
        path = await asyncio.to_thread(lambda: stack.enter_context(storage.lend(row["storage_key"])))
        try:
            found = await workers.run("listing", path=path, mime_type=row["mime_type"])
        except WorkRefused as error:
            raise UnsupportedType(str(error)) from None
        except WorkFailed:
            raise UnsupportedType("It takes too long, or too much memory, to look into this file.") from None
    return json_answer(found)


@router.post("/{upload_id}/link", response_model=Link, responses=documented(400, 401, 403, 404, 413, 415, 422))
async def link_upload(
    db: Db, signer: ThisSigner, user: Manager, upload_id: UploadId, body: LinkBody | None = None
) -> Link:
    """A signed link that opens a private file for a while."""
    row = await queries.one(db, upload_id=upload_id, user_id=user.user_id)
    url, ends = signer.sign(row["upload_url"], upload_id, seconds=(body or LinkBody()).expires_in)
    return Link(url=url, expires_at=ends)


def _changes(body: UploadChange, row: Row, app: App) -> dict[str, Any]:
    """The columns that a PATCH changes. Raises Invalid."""
    wanted = body.model_dump(exclude_unset=True)
    faults = [
        FieldError(name, "This cannot be empty.")
        for name in ("is_public", "original_filename", "domain")
        if wanted.get(name, "") is None
    ]
    if (ends := wanted.get("expires_at")) and ends <= now():
        faults.append(FieldError("expires_at", "This time is past."))
    if (most := wanted.get("max_views")) and most <= row["views_taken"]:
        faults.append(
            FieldError("max_views", f"It was given out {row['views_taken']} times already: allow more than that.")
        )
    called = wanted.get("original_filename")
    if called is not None and (fault := filename_fault(called, ending=extension_of(row["filename"]))):
        faults.append(FieldError("original_filename", fault))
    if (name := wanted.get("custom_name")) and (fault := custom_name_fault(name)):
        faults.append(FieldError("custom_name", fault))
    domain = wanted.pop("domain", row["domain_name"])
    if domain and domain.lower() != row["domain_name"]:
        faults.append(FieldError("domain", f"{domain} is no domain that you can use here."))
    if faults:
        raise Invalid(*faults)
    if wanted.get("max_views", 0) is None:
        wanted["views_taken"] = 0
    if "original_filename" in wanted:
        wanted["original_filename"] = clean_filename(wanted["original_filename"])
    if "custom_name" in wanted:
        wanted |= _new_address(row, wanted["custom_name"] or None, app)
    return wanted


def _new_address(row: Row, custom_name: str | None, app: App) -> dict[str, Any]:
    filename = public_name(slug=row["slug"], custom_name=custom_name, extension=extension_of(row["filename"]))
    url = upload_url(app.settings, domain=row["domain_name"], name=filename)
    return {"custom_name": custom_name, "filename": filename, "upload_url": url}
