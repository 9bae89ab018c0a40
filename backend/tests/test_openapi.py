"""The published reference is the truth: every route is asked with data of its schema and data against it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import text

from bulletdrop.main import BulletDrop, document
from tests.support import APP, Person, client_of, migrated_database, register, running

DOCUMENT = document()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
RESULTS: list[Any] = list(SCHEMA.get_all_operations())
OPERATIONS = {result.ok().label: result.ok() for result in RESULTS}
CHECKS: list[Any] = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12


def sent(case: Any, token: str) -> httpx.Request:
    """The request, as requests would write it."""
    written: Any = requests.Request(**case.as_transport_kwargs(base_url=APP)).prepare()
    headers = {name: value for name, value in written.headers.items() if name.lower() not in {"content-length", "host"}}
    headers["Authorization"] = f"Bearer {token}"
    return httpx.Request(written.method, written.url, headers=headers, content=written.body or b"")


def takes_something(label: str) -> bool:
    """Whether there can be data against the schema of this operation."""
    method, _, path = label.partition(" ")
    operation = DOCUMENT["paths"][path][method.lower()]
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    return bool(places & {"path", "query"}) or "requestBody" in operation


CASES = [(label, GenerationMode.POSITIVE) for label in OPERATIONS]
CASES += [(label, GenerationMode.NEGATIVE) for label in OPERATIONS if takes_something(label)]


@pytest.fixture(scope="module")
async def published(postgres: str, workspace: Path) -> AsyncIterator[BulletDrop]:
    """An application of its own: an administrator's calls may delete anybody."""
    async with migrated_database(postgres) as address, running(address, workspace / "published") as app:
        yield app


@pytest.fixture
async def caller(published: BulletDrop) -> AsyncIterator[Person]:
    """An administrator with a file."""
    made = await register(published)
    async with published.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_admin = true WHERE id = :id"), {"id": made.id})
    published.announcements.tell("accounts", str(made.id))
    await made.uploaded()
    yield made
    await made.client.aclose()


@pytest.mark.parametrize(("label", "mode"), CASES, ids=[f"{label} {mode.value}" for label, mode in CASES])
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
)
@hypothesis.given(data=st.data())
async def test_answers_are_as_documented(caller: Person, label: str, mode: GenerationMode, data: st.DataObject) -> None:
    case = data.draw(OPERATIONS[label].as_strategy(generation_mode=mode))
    async with client_of(caller.app) as client:
        answer = await client.send(sent(case, caller.access_token))
    case.validate_response(answer, checks=CHECKS)


def test_every_route_tells_its_errors_in_the_one_shape() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                if status >= "400" and path != "/readyz":
                    assert set(answer["content"]) == {"application/problem+json"}, (method, path, status)
            assert operation.get("summary"), (method, path)


async def test_the_document_is_published_and_its_page_needs_no_other_host(client: httpx.AsyncClient) -> None:
    published = await client.get("/api/openapi.json")
    assert published.json() == document()
    page = await client.get("/api/docs")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    for path in published.json()["paths"]:
        assert path.replace("{", "").partition("}")[0] in page.text.replace("{", "")


def test_what_the_contract_names_is_there() -> None:
    there = {(method.upper(), path) for path, operations in document()["paths"].items() for method in operations}
    for line in """
        POST /api/auth/register
        POST /api/auth/login
        POST /api/auth/refresh
        POST /api/auth/logout
        GET /api/auth/sessions
        DELETE /api/auth/sessions/{}
        GET /api/users/me
        PATCH /api/users/me
        DELETE /api/users/me
        POST /api/users/me/password
        GET /api/users/me/tokens
        POST /api/users/me/tokens
        DELETE /api/users/me/tokens/{}
        GET /api/users/{}
        POST /api/uploads
        PUT /api/uploads/{}
        GET /api/uploads
        GET /api/uploads/{}
        PATCH /api/uploads/{}
        DELETE /api/uploads/{}
        POST /api/uploads/{}/restore
        POST /api/uploads/{}/link
        DELETE /api/uploads/by-token/{}
        GET /api/domains
        GET /api/clients/{}
        GET /api/admin/users
        GET /api/admin/users/{}
        PATCH /api/admin/users/{}
        GET /api/admin/uploads
        DELETE /api/admin/uploads/{}
        GET /healthz
        GET /readyz
        GET /metrics
    """.split("\n"):
        method, _, path = line.strip().partition(" ")
        if method:
            pattern = path.split("{}")
            assert any(verb == method and matches(known, pattern) for verb, known in there), line


def matches(known: str, pattern: list[str]) -> bool:
    """Whether this path is the pattern, whatever its parameters are called."""
    head, _, rest = known.partition("{")
    if len(pattern) == 1:
        return known == pattern[0]
    return head == pattern[0] and bool(rest) and matches(rest.partition("}")[2], pattern[1:])
