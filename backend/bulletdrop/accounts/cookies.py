"""The refresh cookie: never seen by a script, sent to /api/auth alone, by the app's own pages alone.

A `__Host-` name would ask for Path=/ and so would send the token with every request; `__Secure-` keeps the narrow path.
"""

from datetime import datetime

from fastapi import Request, Response

from bulletdrop.core.database import now
from bulletdrop.core.settings import Settings

PATH = "/api/auth"
NAME = "bulletdrop_refresh"


def cookie_name(settings: Settings) -> str:
    """The cookie's name: with the prefix that browsers hold to HTTPS where there is HTTPS."""
    return f"__Secure-{NAME}" if settings.scheme == "https" else NAME


def read_cookie(request: Request, settings: Settings) -> str | None:
    """The refresh token that came with the request."""
    return request.cookies.get(cookie_name(settings))


def set_cookie(response: Response, settings: Settings, *, token: str, expires_at: datetime) -> None:
    """Gives the browser its refresh token."""
    _write(response, settings, token, max_age=int((expires_at - now()).total_seconds()))


def clear_cookie(response: Response, settings: Settings) -> None:
    """Takes the refresh token away from the browser."""
    _write(response, settings, "", max_age=0)


def _write(response: Response, settings: Settings, value: str, *, max_age: int) -> None:
    response.set_cookie(
        cookie_name(settings),
        value,
        max_age=max_age,
        path=PATH,
        secure=settings.scheme == "https",
        httponly=True,
        samesite="strict",
    )
