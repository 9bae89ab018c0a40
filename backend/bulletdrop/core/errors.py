"""Everything that a client can be told went wrong, and how it is told.

    Problem
    ├── BadRequest 400            ├── Gone 410
    ├── NotSignedIn 401           ├── TooLarge 413
    ├── Forbidden 403             ├── UnsupportedType 415
    ├── NotFound 404              ├── Invalid 422 (errors: field, message)
    ├── MethodNotAllowed 405      ├── TooManyRequests 429 (Retry-After)
    ├── TimedOut 408              ├── Unavailable 503 (Retry-After)
    ├── Conflict 409              └── OutOfSpace 507
    ├── Misdirected 421
    ├── Infected 423 (signature)
    └── Held 423 (Retry-After)

Every one is answered as application/problem+json (RFC 9457) by one handler. What nobody foresaw is a 500 with an
`error_id` that the log has too, and nothing else.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from pydantic import BaseModel
from starlette.responses import Response

PROBLEM_JSON = "application/problem+json"


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


class Infected(Problem):
    """A file in which the scanner found something. 423 as there is no better; nothing but files is answered so."""

    status = 423

    def __init__(self, *, signature: str, filename: str) -> None:
        super().__init__(
            f"Refused: the scanner found {signature} in {filename}. Nothing was stored.", signature=signature
        )
        self.signature = signature


class Held(Problem):
    """A file that the scanner has not looked at yet."""

    status = 423

    def __init__(self) -> None:
        super().__init__(
            "Held back: the scanner has not looked at it yet. It opens by itself.",
            headers={"Retry-After": "10", "Refresh": "10"},  # browsers know the latter
        )


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
