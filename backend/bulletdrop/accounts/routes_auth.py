"""Registering, signing in and out, keeping and ending sessions."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from bulletdrop.accounts import sessions
from bulletdrop.accounts.cookies import clear_cookie, read_cookie, set_cookie
from bulletdrop.accounts.current import InSession, MaybeSigned
from bulletdrop.accounts.names import Username
from bulletdrop.accounts.parts import Accounts, TheseAccounts
from bulletdrop.accounts.people import check_password, is_free, make_user
from bulletdrop.accounts.profile import or_none, own_profile
from bulletdrop.accounts.schemas import (
    AuthOptions,
    Available,
    Limits,
    LoginBody,
    PasswordRules,
    RegisterBody,
    SessionAnswer,
    SetupBody,
    SignedIn,
    StrengthAnswer,
    StrengthBody,
)
from bulletdrop.accounts.sessions import Device, Opened
from bulletdrop.accounts.setup import make_first_administrator, needs_setup
from bulletdrop.accounts.sign_in import admit, prove
from bulletdrop.accounts.strength import estimate
from bulletdrop.accounts.tokens import ACCESS_LIFETIME
from bulletdrop.accounts.tries import count_by_account, count_by_address, forgive_account
from bulletdrop.core.app import ClientAddress, ThisApp
from bulletdrop.core.database import Db
from bulletdrop.core.errors import Forbidden, NotFound, NotSignedIn, documented
from bulletdrop.core.pagination import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, encode_cursor

router = APIRouter(prefix="/api/auth", tags=["auth"])
Id = Annotated[int, Path(ge=1, le=(1 << 63) - 1)]


async def this_device(request: Request, address: ClientAddress) -> Device:
    """What the request tells of the device."""
    return Device(request.headers.get("user-agent", ""), address)


ThisDevice = Annotated[Device, Depends(this_device)]


async def _signed_in(session: Db, accounts: Accounts, response: Response, opened: Opened) -> SignedIn:
    """The answer that hands out both tokens: one in the body, for memory, one as a cookie."""
    set_cookie(response, accounts.settings, token=opened.refresh_token, expires_at=opened.expires_at)
    return SignedIn(
        user=await own_profile(session, accounts, user_id=opened.user_id),
        access_token=accounts.access_tokens.make(user_id=opened.user_id, session_id=opened.session_id),
        expires_in=int(ACCESS_LIFETIME.total_seconds()),
    )


@router.get("/options")
async def read_options(db: Db, accounts: TheseAccounts) -> AuthOptions:
    """What the pages before signing in need to know."""
    settings = accounts.settings
    return AuthOptions(
        registration=settings.registration,
        needs_setup=await needs_setup(db),
        password=PasswordRules(),
        limits=Limits(max_file_size=or_none(settings.max_file_size), storage_limit=or_none(settings.storage_limit)),
        trash_days=settings.trash_days,
    )


@router.post("/register", status_code=201, responses=documented(400, 403, 409, 413, 415, 422, 429))
async def register(
    app: ThisApp, db: Db, accounts: TheseAccounts, device: ThisDevice, body: RegisterBody, response: Response
) -> SignedIn:
    """Makes an account and signs in."""
    await count_by_address(app.rate_limits, "registration", device.address)
    if accounts.settings.registration == "closed":
        raise Forbidden("This host takes no new accounts.")
    if accounts.settings.registration == "invite":
        raise Forbidden("This host takes new accounts by invitation only, and this invitation is not known.")
    columns = await _new_columns(accounts, body)
    user = await make_user(db, **columns)
    opened = await sessions.open_session(db, user_id=user.id, device=device)
    return await _signed_in(db, accounts, response, opened)


@router.post("/setup", status_code=201, responses=documented(400, 404, 409, 413, 415, 422, 429))
async def set_up(
    app: ThisApp, db: Db, accounts: TheseAccounts, device: ThisDevice, body: SetupBody, response: Response
) -> SignedIn:
    """Makes the first administrator, with the token of the link that the first start printed."""
    await count_by_address(app.rate_limits, "setup", device.address)
    if not await needs_setup(db):
        raise NotFound("This host is set up already.")
    columns = await _new_columns(accounts, body)
    user = await make_first_administrator(db, token=body.token, **columns)
    opened = await sessions.open_session(db, user_id=user.id, device=device)
    return await _signed_in(db, accounts, response, opened)


async def _new_columns(accounts: Accounts, body: RegisterBody | SetupBody) -> dict[str, str | int]:
    """The columns of a new user, the password checked and hashed."""
    names = {"username": body.username, "email": body.email}
    await check_password(accounts.passwords, password=body.password, field="password", **names)
    hashed = await accounts.passwords.hash(body.password)
    return {**names, "hashed_password": hashed, "storage_limit": accounts.settings.storage_limit}


@router.post("/login", responses=documented(400, 401, 403, 413, 415, 422, 429))
async def sign_in(
    app: ThisApp, db: Db, accounts: TheseAccounts, device: ThisDevice, body: LoginBody, response: Response
) -> SignedIn:
    """Signs in by e-mail address or username."""
    login = body.login.strip()
    await count_by_address(app.rate_limits, "sign-in", device.address)
    await count_by_account(app.rate_limits, "sign-in", login)
    proof = await prove(
        accounts.database, accounts.passwords, login=login, password=body.password, address=device.address
    )
    user = await admit(db, proof)
    opened = await sessions.open_session(db, user_id=user.id, device=device)
    await forgive_account(app.rate_limits, "sign-in", login)
    return await _signed_in(db, accounts, response, opened)


@router.post("/refresh", responses=documented(401, 403, 413, 415))
async def refresh(
    request: Request, db: Db, accounts: TheseAccounts, device: ThisDevice, response: Response
) -> SignedIn:
    """A new access token for the refresh cookie, which changes each time; a reused one ends its whole session."""
    arrived = time.monotonic()
    token = read_cookie(request, accounts.settings)
    if token is None:
        raise NotSignedIn
    opened = await sessions.refresh(accounts.database, token=token, arrived=arrived, device=device)
    if not isinstance(opened, Opened):
        raise _not_refreshed(accounts, opened)
    return await _signed_in(db, accounts, response, opened)


def _not_refreshed(accounts: Accounts, reason: sessions.Refused) -> NotSignedIn:
    if reason == "raced":  # the cookie is left alone: the winner's answer brings the new one
        return NotSignedIn("This session was refreshed at the same moment. Use the tokens of that answer.")
    problem, holder = NotSignedIn("This session has ended. Sign in again."), Response()
    clear_cookie(holder, accounts.settings)
    problem.headers["Set-Cookie"] = holder.headers["set-cookie"]
    return problem


@router.post("/logout", status_code=204, responses=documented(401, 403, 413, 415))
async def sign_out(request: Request, db: Db, accounts: TheseAccounts, user: MaybeSigned, response: Response) -> None:
    """Ends this session, by its access token, its refresh cookie or both; its tokens stop at once, on every node."""
    if user and user.session_id is None:
        raise Forbidden("An API token has no session. Delete the token instead.")
    ended = False
    if user and user.session_id is not None:
        ended = await sessions.end_session(db, user_id=user.user_id, session_id=user.session_id)
    if token := read_cookie(request, accounts.settings):
        ended = await sessions.end_by_token(db, token=token) or ended
    if not ended:
        raise NotSignedIn
    clear_cookie(response, accounts.settings)


@router.get("/sessions", responses=documented(401, 403, 422))
async def list_sessions(
    db: Db, user: InSession, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[SessionAnswer]:
    """The user's sessions, newest first."""
    before = decode_cursor(cursor, int)[0] if cursor else None
    rows = await sessions.list_sessions(db, user_id=user.user_id, limit=limit + 1, before=before)
    items = [
        SessionAnswer(
            id=row.id,
            user_agent=row.user_agent,
            ip_address=str(row.ip_address) if row.ip_address else None,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            is_current=row.id == user.session_id,
        )
        for row in rows[:limit]
    ]
    return Page(items=items, next_cursor=encode_cursor(items[-1].id) if len(rows) > limit else None)


@router.delete("/sessions/{session_id}", status_code=204, responses=documented(401, 403, 404, 422))
async def end_session(db: Db, user: InSession, session_id: Id) -> None:
    """Ends one of the user's sessions, at once and everywhere."""
    if not await sessions.end_session(db, user_id=user.user_id, session_id=session_id):
        raise NotFound("There is no such session.")


@router.get("/available", responses=documented(422, 429))
async def read_availability(
    app: ThisApp, db: Db, address: ClientAddress, username: Annotated[Username, Query()]
) -> Available:
    """Whether a username is free at this moment."""
    await count_by_address(app.rate_limits, "availability", address)
    return Available(available=await is_free(db, username=username))


@router.post("/password-strength", responses=documented(400, 403, 413, 415, 422, 429))
async def estimate_password(
    app: ThisApp, accounts: TheseAccounts, address: ClientAddress, body: StrengthBody
) -> StrengthAnswer:
    """How hard a password would be to guess; nothing of it is kept."""
    await count_by_address(app.rate_limits, "strength", address)
    found = await accounts.passwords.estimate(lambda: estimate(body.password, username=body.username, email=body.email))
    return StrengthAnswer(
        score=found.score,
        label=found.label,
        warning=found.warning,
        suggestions=list(found.suggestions),
        guess_time=found.guess_time,
    )
