"""Who asks, for routes: `user: Annotated[Principal, Depends(require("read"))]`, `InSession`, `Administrator`.

upload   POST and PUT of uploads
read     GET of what is the user's own
manage   every other change of what is the user's own
session  what no API token may ever do: tokens, sessions, the password, deleting the account, clients
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bulletdrop.accounts.parts import TheseAccounts
from bulletdrop.accounts.principals import Principal
from bulletdrop.accounts.tokens import Scope
from bulletdrop.core.errors import Forbidden, NotSignedIn

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="An access token of 15 minutes, or an API token (`bd_…`) with the scope that the call needs.",
)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


async def principal(accounts: TheseAccounts, credentials: Bearer) -> Principal:
    """Whoever the bearer token speaks for; raises NotSignedIn."""
    if credentials is None:
        raise NotSignedIn
    return await accounts.principals.identify(credentials.credentials)


async def principal_if_any(accounts: TheseAccounts, credentials: Bearer) -> Principal | None:
    """Whoever the bearer token speaks for, or None."""
    try:
        return await principal(accounts, credentials)
    except NotSignedIn:
        return None


Signed = Annotated[Principal, Depends(principal)]
MaybeSigned = Annotated[Principal | None, Depends(principal_if_any)]


def require(scope: Scope) -> Callable[[Principal], Awaitable[Principal]]:
    """A dependency that lets pass whoever may do this; a session may do all."""

    async def allowed(user: Signed) -> Principal:
        if scope not in user.scopes:
            raise Forbidden(f"This token lacks the scope “{scope}”.")
        return user

    return allowed


async def in_session(user: Signed) -> Principal:
    """Whoever has signed in by password; an API token is refused, whatever its scopes."""
    if user.session_id is None:
        raise Forbidden("API tokens can't do this. Sign in to do it.")
    return user


InSession = Annotated[Principal, Depends(in_session)]


async def administrator(user: Signed) -> Principal:
    """An administrator in a session: API tokens are for files and never reach other people's accounts."""
    if not user.is_admin:
        raise Forbidden("This is for administrators.")
    return await in_session(user)


Administrator = Annotated[Principal, Depends(administrator)]
