"""The published reference: every error of the one shape, and a page that shows it without another host's scripts."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bulletdrop.core.errors import PROBLEM_JSON, ProblemSchema, documented

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
VALIDATION_SCHEMAS = ("HTTPValidationError", "ValidationError")


def describe(api: FastAPI) -> None:
    """Makes `api.openapi()` say what is true of every route, and adds /api/docs."""

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _corrected(
                get_openapi(title=api.title, version=api.version, routes=api.routes, description=ABOUT)
            )
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]
    api.add_api_route("/api/docs", _docs, include_in_schema=False)


ABOUT = (
    "Errors are `application/problem+json` (RFC 9457). Times are RFC 3339 in UTC, sizes bytes. Lists are keyset-paged."
)


def _corrected(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in VALIDATION_SCHEMAS:
        schemas.pop(name, None)
    schemas["ProblemSchema"] = ProblemSchema.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schemas["ProblemSchema"].pop("$defs", {}))
    for operations in document["paths"].values():
        for operation in operations.values():
            _correct_answers(operation["responses"])
    return document


def _correct_answers(responses: dict[str, Any]) -> None:
    """FastAPI's own 422 is not ours; 500 and 503 may come from any route."""
    unprocessable = responses.get("422", {}).get("content", {})
    if (unprocessable and PROBLEM_JSON not in unprocessable) or len(unprocessable) > 1:
        responses["422"] = documented(422)[422]
    for status, answer in documented(500, 503).items():
        responses.setdefault(str(status), answer)


async def _docs(request: Request) -> HTMLResponse:
    """The reference as a page, made here from the document."""
    return HTMLResponse(_render(request.app.openapi()), headers={"Content-Security-Policy": POLICY})


def _render(document: dict[str, Any]) -> str:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            body = next(iter(operation.get("requestBody", {}).get("content", {}).items()), None)
            fields = _fields(document, body[1]["schema"]) if body else []
            call = {
                "method": method.upper(),
                "path": path,
                "operation": operation,
                "body_type": body and body[0],
                "fields": fields,
            }
            groups[next(iter(operation.get("tags", ["other"])))].append(call)
    return TEMPLATES.get_template("reference.html").render(info=document["info"], groups=groups)


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a body: name, type in words, description."""
    schema = _resolved(document, schema)
    needed = schema.get("required", [])
    return [
        {
            "name": name,
            "type": _type_words(document, field),
            "needed": name in needed,
            "description": field.get("description", ""),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for choice in schema.get("anyOf", ()):
        if "$ref" in choice:
            schema = choice
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _type_words(document: dict[str, Any], field: dict[str, Any]) -> str:
    kinds = [_type_words(document, choice) for choice in field.get("anyOf", ())]
    if kinds:
        return " or ".join(kinds)
    if "enum" in field:
        return " | ".join(map(str, field["enum"]))
    kind = _resolved(document, field).get("type", "any")
    return str(field.get("format") or (" or ".join(kind) if isinstance(kind, list) else kind))
