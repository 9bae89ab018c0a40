"""Everything that a client can be told went wrong, and how it is told.

    Problem
    ├── BadRequest 400            ├── Gone 410
    ├── NotSignedIn 401           ├── TooLarge 413
    ├── Forbidden 403             ├── UnsupportedType 415
    ├── NotFound 404              ├── Invalid 422 (errors: field, message)
    ├── MethodNotAllowed 405      ├── TooManyRequests 429 (Retry-After)
    ├── TimedOut 408              ├── Unavailable 503 (Retry-After)
    ├── Conflict 409              └── OutOfSpace 507
    └── Misdirected 421

Every one is answered as application/problem+json (RFC 9457) by one handler. What nobody foresaw is a 500 with an
`error_id` that the log has too, and nothing else.
"""

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from socket import gaierror
from typing import Any

import orjson
import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

log = structlog.get_logger("bulletdrop.errors")
PROBLEM_JSON = "application/problem+json"
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
CONNECTION_LOST = "08"  # class of SQLSTATE: connection exception
SHUTTING_DOWN = "57P"  # operator intervention: admin_shutdown, crash_shutdown, cannot_connect_now
OUT_OF_RESOURCES = "53"
# Refused or cut off, silent for too long, its socket or its host name not there.
UNREACHABLE = (PoolTimeout, InterfaceError, ConnectionError, TimeoutError, FileNotFoundError, gaierror)
# What went wrong with a change by no fault of its own: told as 503, to be tried again in a moment.
TRANSIENT = {
    "40001": "Two changes met each other. Nothing was changed; try again.",  # serialization_failure
    "40P01": "Two changes met each other. Nothing was changed; try again.",  # deadlock_detected
    "57014": "This took the host too long. Nothing was changed; try again.",  # query_canceled, by statement_timeout
}


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field of the request."""

    field: str
    message: str


class Problem(Exception):
    """An error that the client is told of, with its status."""

    status = 500

    def __init__(self, detail: str, *, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The problem object of RFC 9457 §3."""
        return problem_body(self.status, self.detail, **self.extra)


class BadRequest(Problem):
    """The request cannot be read."""

    status = 400


class NotSignedIn(Problem):
    """Nobody, or a token that is not good (any more)."""

    status = 401

    def __init__(self, detail: str = "Sign in first.") -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Problem):
    """Signed in, but not allowed."""

    status = 403


class NotFound(Problem):
    """Not there; also another user's private thing."""

    status = 404

    def __init__(self, detail: str = "There is nothing at this address.") -> None:
        super().__init__(detail)


class MethodNotAllowed(Problem):
    """There is something here, but not for this verb."""

    status = 405


class TimedOut(Problem):
    """The request did not come in time."""

    status = 408


class Conflict(Problem):
    """A name is taken. `field` says which."""

    status = 409

    def __init__(self, detail: str, *, field: str | None = None, **extra: Any) -> None:
        if field:
            extra["errors"] = [{"field": field, "message": detail}]
        super().__init__(detail, **extra)


class Gone(Problem):
    """It was here, and its time is up."""

    status = 410


class TooLarge(Problem):
    """More bytes than are taken."""

    status = 413


class UnsupportedType(Problem):
    """A kind of content that is not taken."""

    status = 415


class Misdirected(Problem):
    """A host name that this server does not serve (RFC 9110 §15.5.20)."""

    status = 421


class Invalid(Problem):
    """One field or more cannot be taken."""

    status = 422

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(
            " ".join(error.message for error in errors),
            errors=[{"field": e.field, "message": e.message} for e in errors],
        )
        self.errors = errors


class TooManyRequests(Problem):
    """A rate limit is reached. `retry_after` in seconds."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        wait = f"{retry_after} seconds" if retry_after < 120 else f"{-(-retry_after // 60)} minutes"  # noqa: PLR2004 - up to two minutes are told in seconds
        super().__init__(f"Too many tries. Wait {wait}.", headers={"Retry-After": str(retry_after)})


class Unavailable(Problem):
    """A part that is needed does not answer now. `retry_after` in seconds."""

    status = 503

    def __init__(self, detail: str, *, retry_after: int = 5) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class OutOfSpace(Problem):
    """The quota, or the disk, is full."""

    status = 507


def title_of(status: int) -> str:
    """The standard phrase of a status."""
    return {507: "Insufficient Storage"}.get(status) or HTTPStatus(status).phrase


def problem_body(status: int, detail: str, **extra: Any) -> dict[str, Any]:
    """A problem object."""
    return {"type": "about:blank", "title": title_of(status), "status": status, "detail": detail, **extra}


def problem_response(problem: Problem) -> Response:
    """The answer to a problem; no cache keeps it."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    return Response(orjson.dumps(problem.body()), problem.status, headers, PROBLEM_JSON)


async def handle_problem(_: Request, error: Exception) -> Response:
    """Renders a Problem."""
    if not isinstance(error, Problem):
        raise error
    return problem_response(error)


async def handle_http_exception(request: Request, error: Exception) -> Response:
    """Renders what Starlette's router and FastAPI raise themselves: 404, 405, bodies that cannot be parsed."""
    if not isinstance(error, HTTPException):
        raise error
    detail = "There is nothing at this address." if error.status_code == HTTPStatus.NOT_FOUND else str(error.detail)
    problem = Problem(detail, headers=dict(error.headers or {}))
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        problem.headers["allow"] = ", ".join(_verbs_of(request))
    problem.status = error.status_code
    return problem_response(problem)


def _verbs_of(request: Request) -> list[str]:
    """All verbs of this path (RFC 9110 §15.5.6); Starlette names those of the first route alone."""
    routes: list[BaseRoute] = request.app.routes

    def is_taken(verb: str) -> bool:
        return any(route.matches({**request.scope, "method": verb})[0] is Match.FULL for route in routes)

    return [verb for verb in VERBS if is_taken(verb)]


async def handle_validation(_: Request, error: Exception) -> Response:
    """Renders what Pydantic found: 400 for what is no JSON, else 422 with a line for each field."""
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem_response(BadRequest("The body is no valid JSON."))
    errors = [FieldError(_field(item["loc"]), _message(item)) for item in found]
    return problem_response(Invalid(*errors))


def _field(location: tuple[Any, ...]) -> str:
    """`body.password` → `password`; the part of the request only where nothing else names it."""
    parts = [str(part) for part in location]
    named = parts[1:] if parts[:1] in (["body"], ["query"], ["path"], ["header"], ["cookie"]) else parts
    return ".".join(named) or (parts[0] if parts else "body")


def _message(item: Any) -> str:
    kind, given, limits = item["type"], item.get("input"), item.get("ctx", {})
    if kind == "extra_forbidden":
        return "This field is not known here."
    if isinstance(given, str) and kind in {"too_short", "string_too_short"}:
        return f"Use at least {limits['min_length']} character{'s' if limits['min_length'] > 1 else ''}."
    if isinstance(given, str) and kind in {"too_long", "string_too_long"}:
        return f"Use at most {limits['max_length']} characters."
    message = str(item["msg"]).removeprefix("Value error, ")
    return message if message.endswith(".") else f"{message}."


async def handle_database_error(request: Request, error: Exception) -> Response:
    """503 while the database cannot be reached, or where trying again helps; else an unforeseen error."""
    state = _state(error)
    if state in TRANSIENT:
        log.warning("database.transient", route=_route(request), sqlstate=state)
        return problem_response(Unavailable(TRANSIENT[state], retry_after=1))
    if database_is_down(error):
        log.error("database.unavailable", route=_route(request), error=type(error).__name__)
        return problem_response(
            Unavailable("The host can't reach its database. Nothing is lost; try again in a moment.")
        )
    return await handle_unforeseen(request, error)


def database_is_down(error: BaseException) -> bool:
    """Whether this error means that the database does not answer now, rather than that a statement was wrong."""
    if isinstance(error, UNREACHABLE):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = _state(error)
    return (
        error.connection_invalidated
        or state in TRANSIENT
        or state.startswith((CONNECTION_LOST, SHUTTING_DOWN, OUT_OF_RESOURCES))
        or (isinstance(error, OperationalError) and not state)
    )


def _route(request: Request) -> str:
    """The route's own path, without what stood in its braces: deletion tokens are no matter for a log."""
    return getattr(request.scope.get("route"), "path", "")


def _state(error: BaseException) -> str:
    """The SQLSTATE of the server's error; empty where there is none."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


async def handle_unforeseen(request: Request, error: Exception) -> Response:
    """500 with a number, for whoever runs the host; the log has the rest."""
    error_id = f"e-{secrets.token_hex(4)}"
    log.error("request.failed", error_id=error_id, method=request.method, route=_route(request), exc_info=error)
    return problem_response(
        Problem(f"Something broke on the host. Number {error_id}, for whoever runs it.", error_id=error_id)
    )


class ErrorField(BaseModel):
    """One field that cannot be taken."""

    field: str
    message: str


class ProblemSchema(BaseModel):
    """An error, as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ErrorField] | None = None
    error_id: str | None = None


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route, for OpenAPI."""
    reference = {"$ref": "#/components/schemas/ProblemSchema"}
    return {
        status: {"description": title_of(status), "content": {PROBLEM_JSON: {"schema": reference}}}
        for status in sorted(statuses)
    }
