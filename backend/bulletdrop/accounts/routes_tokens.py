"""API tokens. A token can never make one, so that none can widen itself."""

from typing import Annotated

from fastapi import APIRouter, Path

from bulletdrop.accounts.api_tokens import delete_api_token, list_api_tokens, make_api_token
from bulletdrop.accounts.current import InSession
from bulletdrop.accounts.schemas import NewToken, TokenAnswer, TokenBody
from bulletdrop.accounts.tries import count_by_account
from bulletdrop.core.app import ThisApp
from bulletdrop.core.database import Db, now
from bulletdrop.core.errors import FieldError, Invalid, documented
from bulletdrop.core.pagination import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, encode_cursor

router = APIRouter(prefix="/api/users/me/tokens", tags=["tokens"])


@router.get("", responses=documented(401, 403, 422))
async def list_tokens(
    db: Db, user: InSession, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[TokenAnswer]:
    """The user's API tokens, newest first."""
    before = decode_cursor(cursor, int)[0] if cursor else None
    rows = await list_api_tokens(db, user_id=user.user_id, limit=limit + 1, before=before)
    items = [TokenAnswer.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next_cursor=encode_cursor(items[-1].id) if len(rows) > limit else None)


@router.post("", status_code=201, responses=documented(400, 401, 403, 413, 415, 422, 429))
async def make_token(app: ThisApp, db: Db, user: InSession, body: TokenBody) -> NewToken:
    """A new API token, told this once."""
    if body.expires_at and body.expires_at <= now():
        raise Invalid(FieldError("expires_at", "This time is past."))
    await count_by_account(app.rate_limits, "tokens", user.user_id)
    row, secret = await make_api_token(
        db, user_id=user.user_id, name=body.name, scopes=body.scopes, expires_at=body.expires_at
    )
    return NewToken(**TokenAnswer.model_validate(row).model_dump(), token=secret)


@router.delete("/{token_id}", status_code=204, responses=documented(401, 403, 404, 422))
async def delete_token(db: Db, user: InSession, token_id: Annotated[int, Path(ge=1, le=(1 << 63) - 1)]) -> None:
    """Ends a token, at once and everywhere."""
    await delete_api_token(db, user_id=user.user_id, token_id=token_id)
