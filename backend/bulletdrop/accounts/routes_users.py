"""One's own profile, and what others see of it."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Path, Response

from bulletdrop.accounts.cookies import clear_cookie
from bulletdrop.accounts.current import InSession, require
from bulletdrop.accounts.defaults import unset_faults
from bulletdrop.accounts.deletion import delete_account
from bulletdrop.accounts.parts import Accounts, TheseAccounts
from bulletdrop.accounts.people import change_user, check_password, merged_defaults, set_password
from bulletdrop.accounts.principals import Principal
from bulletdrop.accounts.profile import own_profile, public_profile
from bulletdrop.accounts.schemas import DeleteBody, PasswordBody, ProfileChange, PublicProfile, UserAnswer
from bulletdrop.accounts.sign_in import Proof, prove_own
from bulletdrop.accounts.tries import count_by_account, forgive_account
from bulletdrop.core.app import App, ThisApp
from bulletdrop.core.database import Db
from bulletdrop.core.errors import FieldError, Forbidden, Invalid, documented
from bulletdrop.core.schemas import Text

log = structlog.get_logger("bulletdrop.security")
router = APIRouter(prefix="/api/users", tags=["users"])
Reader = Annotated[Principal, Depends(require("read"))]
Manager = Annotated[Principal, Depends(require("manage"))]
CURRENT = "current_password"


@router.get("/me", responses=documented(401, 403))
async def read_me(db: Db, accounts: TheseAccounts, user: Reader) -> UserAnswer:
    """One's own profile."""
    return await own_profile(db, accounts, user_id=user.user_id)


@router.patch("/me", responses=documented(400, 401, 403, 409, 413, 415, 422, 429))
async def change_me(app: ThisApp, db: Db, accounts: TheseAccounts, user: Manager, body: ProfileChange) -> UserAnswer:
    """Changes one's profile; what the body does not name stays. A new e-mail address needs the password."""
    changes = body.model_dump(exclude_unset=True)
    given = changes.pop(CURRENT, None)
    empty = [
        FieldError(name, "This cannot be empty.") for name in ("username", "email") if changes.get(name, "") is None
    ]
    defaults = body.upload_defaults.model_dump(exclude_unset=True) if body.upload_defaults else {}
    empty += [FieldError(f"upload_defaults.{name}", "This cannot be empty.") for name in unset_faults(defaults)]
    if empty:
        raise Invalid(*empty)
    changes.pop("upload_defaults", None)
    if defaults:
        changes["upload_defaults"] = merged_defaults(defaults)
    if "email" in changes and await _is_other_email(accounts, user, changes["email"]):
        await _confirm(app, accounts, user, password=given, field=CURRENT)
    if changes:
        await change_user(db, user_id=user.user_id, **changes)
    return await own_profile(db, accounts, user_id=user.user_id)


@router.delete("/me", status_code=204, responses=documented(400, 401, 403, 409, 413, 415, 422, 429))
async def delete_me(
    app: ThisApp, db: Db, accounts: TheseAccounts, user: InSession, body: DeleteBody, response: Response
) -> None:
    """Deletes one's account with all files, sessions and tokens. There is no way back."""
    await _confirm(app, accounts, user, password=body.password, field="password")
    await delete_account(db, accounts.delete_content, user_id=user.user_id)
    clear_cookie(response, accounts.settings)


@router.post("/me/password", status_code=204, responses=documented(400, 401, 403, 413, 415, 422, 429))
async def change_password(app: ThisApp, db: Db, accounts: TheseAccounts, user: InSession, body: PasswordBody) -> None:
    """Changes one's password and ends all other sessions."""
    proof = await _confirm(app, accounts, user, password=body.current_password, field=CURRENT)
    async with accounts.database.transaction() as session:
        profile = await own_profile(session, accounts, user_id=user.user_id)
    names = {"username": profile.username, "email": profile.email}
    await check_password(accounts.passwords, password=body.new_password, field="new_password", **names)
    hashed = await accounts.passwords.hash(body.new_password)
    changed = await set_password(
        db, user_id=user.user_id, hashed=hashed, keep=user.session_id, replacing=proof.hashed_password
    )
    if not changed:  # somebody else was quicker
        raise Invalid(FieldError(CURRENT, "This is not your password any more."))
    log.info("password.changed", user_id=user.user_id)


@router.get("/{username}", responses=documented(404, 422))
async def read_user(db: Db, username: Annotated[Text, Path(max_length=255)]) -> PublicProfile:
    """What everybody may know of a user."""
    return await public_profile(db, username=username)


async def _is_other_email(accounts: Accounts, user: Principal, email: str) -> bool:
    async with accounts.database.transaction() as session:
        return (await own_profile(session, accounts, user_id=user.user_id)).email != email


async def _confirm(app: App, accounts: Accounts, user: Principal, *, password: str | None, field: str) -> Proof:
    """That it is the user in person, by the password; no connection is held meanwhile."""
    if user.session_id is None:
        raise Forbidden("API tokens can't do this. Sign in to do it.")
    if password is None:
        raise Invalid(FieldError(field, "Give your password to change this."))
    await count_by_account(app.rate_limits, "password", user.user_id)
    proof = await prove_own(accounts.database, accounts.passwords, user_id=user.user_id, password=password, field=field)
    await forgive_account(app.rate_limits, "password", user.user_id)
    return proof
