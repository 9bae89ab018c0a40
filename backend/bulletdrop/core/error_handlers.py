"""What becomes of an exception that reaches the API's edge: one handler a family, each ending in a problem (core/errors.py)."""

import secrets
from http import HTTPStatus
from socket import gaierror
from typing import Any, Final

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

from bulletdrop.core.errors import BadRequest, FieldError, Invalid, Problem, Unavailable, problem_response

log = structlog.get_logger("bulletdrop.errors")
VERBS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
CONNECTION_LOST: Final = "08"  # class of SQLSTATE: connection exception
SHUTTING_DOWN: Final = "57P"  # operator intervention: admin_shutdown, crash_shutdown, cannot_connect_now
OUT_OF_RESOURCES: Final = "53"
# Refused or cut off, silent for too long, its socket or its host name not there.
UNREACHABLE: Final = (PoolTimeout, InterfaceError, ConnectionError, TimeoutError, FileNotFoundError, gaierror)
# What went wrong with a change by no fault of its own: told as 503, to be tried again in a moment.
TRANSIENT: Final = {
    "40001": "Two changes met each other. Nothing was changed; try again.",  # serialization_failure
    "40P01": "Two changes met each other. Nothing was changed; try again.",  # deadlock_detected
    "57014": "This took the host too long. Nothing was changed; try again.",  # query_canceled, by statement_timeout
}


def add_handlers(api: FastAPI) -> None:
    """Makes the API tell every error as a problem."""
    api.add_exception_handler(Problem, handle_problem)
    api.add_exception_handler(HTTPException, handle_http_exception)
    api.add_exception_handler(RequestValidationError, handle_validation)
    api.add_exception_handler(SQLAlchemyError, handle_database_error)
    api.add_exception_handler(OSError, handle_database_error)
    api.add_exception_handler(Exception, handle_unforeseen)


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
