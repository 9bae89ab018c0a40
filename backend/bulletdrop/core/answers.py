"""JSON answers that are written without a second look by Pydantic: their dictionaries are our own."""

from typing import Any

import orjson
from starlette.responses import Response


def json_answer(content: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """`content` as JSON, times as RFC 3339 with Z; private, so that nothing keeps it."""
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    return Response(body, status, {"Cache-Control": "private, no-store", **(headers or {})}, "application/json")
