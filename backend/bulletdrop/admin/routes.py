"""The administrators' part of the API: anybody's account, anybody's upload."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from bulletdrop.accounts.current import Administrator, administrator
from bulletdrop.accounts.deletion import delete_account
from bulletdrop.accounts.models import User
from bulletdrop.accounts.parts import TheseAccounts
from bulletdrop.accounts.profile import or_none
from bulletdrop.accounts.routes import no_store
from bulletdrop.accounts.tiers import all_tiers, tier_named
from bulletdrop.admin import users
from bulletdrop.admin.schemas import BIGGEST, NO_LIMIT, AdminUpload, AdminUser, UserChange
from bulletdrop.core.answers import json_answer
from bulletdrop.core.app import App, ThisApp
from bulletdrop.core.database import Db
from bulletdrop.core.errors import FieldError, Invalid, NotFound, documented
from bulletdrop.core.pagination import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, encode_cursor
from bulletdrop.core.schemas import Text
from bulletdrop.files import lists, queries, records
from bulletdrop.files.links import Signer
from bulletdrop.files.models import Upload
from bulletdrop.files.parts import ThisSigner
from bulletdrop.files.queries import Filters, Row, Sort
from bulletdrop.files.schemas import upload_answer

router = APIRouter(
    prefix="/api/admin",
    tags=["admin"],
    dependencies=[Depends(administrator), Depends(no_store)],
    responses=documented(401, 403),
)
Id = Annotated[int, Path(ge=1, le=BIGGEST)]
Words = Annotated[Text | None, Query(max_length=500)]


@router.get("/users", responses=documented(422))
async def list_users(db: Db, q: Words = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[AdminUser]:
    """Everybody, or those whose name or e-mail address holds `q`; newest first."""
    before = decode_cursor(cursor, int)[0] if cursor else None
    rows = await users.list_users(db, q=q, limit=limit + 1, before=before)
    names = {tier.id: tier.name for tier in await all_tiers(db)}
    items = [_user_answer(row, names) for row in rows[:limit]]
    return Page(items=items, next_cursor=encode_cursor(items[-1].id) if len(rows) > limit else None)


@router.get("/users/{user_id}", responses=documented(404, 422))
async def read_user(db: Db, user_id: Id) -> AdminUser:
    """One user."""
    return await _answer(db, await users.read_user(db, user_id=user_id))


@router.patch("/users/{user_id}", responses=documented(400, 404, 409, 413, 415, 422))
async def change_user(db: Db, admin: Administrator, user_id: Id, body: UserChange) -> AdminUser:
    """Sets a user's quota, disables or enables, makes or unmakes an administrator; what is not named stays."""
    changes = body.model_dump(exclude_unset=True)
    empty = [name for name in ("is_active", "is_admin") if changes.get(name, "") is None]
    if empty:
        raise Invalid(*(FieldError(name, "This cannot be empty.") for name in empty))
    if changes.get("storage_limit", 0) is None:
        changes["storage_limit"] = NO_LIMIT
    if not changes:
        return await read_user(db, user_id)
    if "tier" in changes:
        name = changes.pop("tier")
        changes["tier_id"] = None if name is None else (await tier_named(db, name=name)).id
    return await _answer(db, await users.override(db, user_id=user_id, by=admin.user_id, **changes))


@router.delete("/users/{user_id}", status_code=204, responses=documented(404, 409, 422))
async def delete_user(db: Db, accounts: TheseAccounts, user_id: Id) -> None:
    """Deletes a user with all files, sessions and tokens. There is no way back."""
    await delete_account(db, accounts.delete_content, user_id=user_id)


async def filters_of(
    q: Words = None,
    user_id: Annotated[int | None, Query(ge=1, le=BIGGEST)] = None,
    trash: Annotated[bool, Query(description="What is in the trash, instead of what is not")] = False,  # noqa: FBT002
) -> Filters:
    """What the query narrows the list to."""
    return Filters(user_id=user_id, q=q, is_trash=trash)


Filtered = Annotated[Filters, Depends(filters_of)]


@router.get("/uploads", response_model=Page[AdminUpload], responses=documented(422))
async def list_uploads(
    db: Db,
    app: ThisApp,
    signer: ThisSigner,
    filters: Filtered,
    sort: Sort = "newest",
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Everybody's uploads, or one user's."""
    rows, following = await lists.page(db, filters, sort=sort, limit=limit, cursor=cursor)
    return json_answer({"items": await _with_owners(db, app, rows, signer), "next_cursor": following})


@router.get("/uploads/{upload_id}", response_model=AdminUpload, responses=documented(404, 422))
async def read_upload(db: Db, app: ThisApp, signer: ThisSigner, upload_id: Id) -> Response:
    """One upload of anybody, also from the trash."""
    row = await queries.one(db, upload_id=upload_id, user_id=None, in_trash=True)
    return json_answer((await _with_owners(db, app, [row], signer))[0])


@router.delete("/uploads/{upload_id}", status_code=204, responses=documented(404, 422))
async def delete_upload(db: Db, admin: Administrator, upload_id: Id) -> None:
    """Deletes an upload for good: its owner cannot bring back what an administrator took down."""
    deleted = await records.delete_for_good(db, Upload.id == upload_id)
    if not deleted.count:
        raise NotFound("There is no such upload.")
    users.log.info("upload.taken_down", upload_id=upload_id, by=admin.user_id)


async def _with_owners(db: Db, app: App, rows: Sequence[Row], signer: Signer) -> list[dict[str, Any]]:
    names = await users.names_of(db, {row["user_id"] for row in rows})
    days = app.settings.trash_days
    return [
        {
            **upload_answer(row, signer=signer, trash_days=days),
            "user": {"id": row["user_id"], "username": names.get(row["user_id"], "")},
        }
        for row in rows
    ]


async def _answer(db: Db, user: User) -> AdminUser:
    return _user_answer(user, {tier.id: tier.name for tier in await all_tiers(db)})


def _user_answer(user: User, tiers: dict[int, str]) -> AdminUser:
    limits = {"storage_limit": or_none(user.storage_limit), "storage_used": user.storage_used - user.trash_used}
    fields = {name: getattr(user, name) for name in AdminUser.model_fields if name not in {*limits, "tier"}}
    return AdminUser(**fields, **limits, tier=tiers.get(user.tier_id or 0))
