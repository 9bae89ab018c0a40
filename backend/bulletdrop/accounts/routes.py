"""All of the accounts' part of the API."""

from fastapi import APIRouter, Depends, Request, Response

from bulletdrop.accounts import routes_auth, routes_tokens, routes_users
from bulletdrop.core.errors import UnsupportedType


async def no_store(response: Response) -> None:
    """Nothing that is told here may be kept by a cache."""
    response.headers["Cache-Control"] = "no-store"


async def json_only(request: Request) -> None:
    """Refuses the types that a form of any site can send; core/guard.py lets them pass for uploads' sake."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "GET" and kind not in {"", "application/json"}:
        raise UnsupportedType("Send the body as application/json.")


router = APIRouter(dependencies=[Depends(json_only), Depends(no_store)])
router.include_router(routes_auth.router)
router.include_router(routes_tokens.router)  # before /api/users/{username}
router.include_router(routes_users.router)
