"""Errors of the one shape: every route of the document, asked with hostile ids, bodies and tokens (security D1, D3)."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bulletdrop.main import BulletDrop, document
from tests.support import APP, Person, png, register

METHODS = {"get", "post", "put", "patch", "delete"}
ROUTES = sorted(
    (method, path) for path, operations in document()["paths"].items() for method in operations if method in METHODS
)
IDS = ["0", "-1", "9" * 18, "9" * 40, "x", "%00", "%ED%A0%80", "1.5", "..%2f1", "💥", "a" * 3000, "null", "' OR 1=1"]
BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a number": b"1e999",
    "null": b"null",
    "deep": b"[" * 50_000 + b"]" * 50_000,
    "NaN": b'{"x": NaN}',
    "surrogate": b'{"username": "\\ud800", "password": "\\udfff", "login": "\\ud800", "name": "\\ud800"}',
    "NUL": b'{"username": "a\\u0000b", "password": "a\\u0000bcdefgh", "login": "\\u0000", "name": "\\u0000", "email": "a\\u0000@b.cd"}',
    "no UTF-8": b'{"username": "\xff\xfe"}',
    "wrong kinds": b'{"username": [], "password": {}, "login": 1, "name": true, "scopes": "x", "expires_at": [], "is_public": "x"}',
    "big number": b'{"storage_limit": 1e400, "expires_in": 99999999999999999999999, "id": 1}',
    "duplicate": b'{"login": "a", "login": "b", "password": "x"}',
    "long": b'{"username": "' + b"x" * 900_000 + b'", "password": "' + b"y" * 100_000 + b'"}',
}
TOKENS = [
    "",
    "x",
    "Bearer",
    "Bearer ",
    "Bearer x",
    "Bearer bd_",
    "Bearer bd_" + "x" * 5000,
    "Bearer a.b.c",
    "Bearer \xff",
    "Basic Ym9zczpib3Nz",
    "bearer\t\t",
    "Bearer eyJhbGciOiJub25lIn0.e30.",
]


def is_of_the_one_shape(answer: httpx.Response) -> None:
    """problem+json with its fields, without a trace, SQL or path."""
    assert answer.status_code < 500, answer.text
    if answer.status_code < 400:
        return
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == answer.status_code
    assert (answer.status_code == 422) == ("errors" in body) or answer.status_code == 409
    for error in body.get("errors", ()):
        assert {"field", "message"} == error.keys()
        assert error["field"]
        assert error["message"]
    for leak in ("Traceback", "SELECT", "INSERT", "sqlalchemy", "asyncpg", "/bulletdrop/", 'File "', "pydantic"):
        assert leak not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def filled(path: str, value: str) -> str:
    head, brace, rest = path.partition("{")
    return head + value + filled(rest.partition("}")[2], value) if brace else head


@pytest.fixture(scope="module")
async def somebody(app: BulletDrop) -> AsyncIterator[Person]:
    """Whoever asks; may lose the account on the way."""
    made = await register(app)
    yield made
    await made.client.aclose()


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_hostile_ids_and_bodies(app: BulletDrop, somebody: Person, method: str, path: str) -> None:
    for value in IDS if "{" in path else ["x"]:
        answer = await somebody.client.request(method, filled(path, value))
        is_of_the_one_shape(answer)
    if method not in {"get", "delete"} or path == "/api/users/me":
        for body in BODIES.values():
            answer = await somebody.client.request(
                method, filled(path, "7"), content=body, headers={"Content-Type": "application/json"}
            )
            is_of_the_one_shape(answer)
    for query in (
        "limit=-1",
        "cursor=%00",
        "q=%00",
        "limit=" + "9" * 400,
        "x=%ff&x=%ED%A0%80",
        "&" * 2000,
        "from=%F0%9F%92%A5",
    ):
        is_of_the_one_shape(await somebody.client.request(method, f"{filled(path, '7')}?{query}"))
    assert app.settings.app_url == APP


@pytest.mark.parametrize(
    ("method", "path"), [(method, path) for method, path in ROUTES if method != "get" or "{" not in path]
)
async def test_hostile_tokens(client: httpx.AsyncClient, method: str, path: str) -> None:
    for token in TOKENS:
        answer = await client.request(method, filled(path, "7"), headers={b"Authorization": token.encode("latin-1")})
        is_of_the_one_shape(answer)


PROTECTED = [
    (method, path)
    for method, path in ROUTES
    if path.startswith(
        ("/api/uploads", "/api/users/me", "/api/admin", "/api/domains", "/api/clients/", "/api/auth/sessions")
    )
    and "by-token" not in path
]


@pytest.mark.parametrize(("method", "path"), PROTECTED)
async def test_nobody_gets_nothing(client: httpx.AsyncClient, method: str, path: str) -> None:
    for query in ("", "?token=x&access_token=x&api_key=x"):
        answer = await client.request(
            method, filled(path, "7") + query, json={} if method in {"patch", "post"} else None
        )
        assert answer.status_code == 401, (method, path)
        assert answer.headers["www-authenticate"] == "Bearer"
        is_of_the_one_shape(answer)


async def test_a_token_in_the_query_or_a_cookie_is_none(client: httpx.AsyncClient, somebody: Person) -> None:
    token = somebody.access_token
    for name in ("token", "access_token", "api_key", "authorization", "bearer"):
        assert (await client.get(f"/api/users/me?{name}={token}")).status_code in {401, 422}
        assert (await client.get("/api/users/me", headers={"Cookie": f"{name}={token}"})).status_code == 401


@pytest.mark.parametrize(
    "method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "get"]
)
@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/uploads/",
        "/api/uploads/1/2/3",
        "/api/%2e%2e/users",
        "/api/users/me/",
        "//api/users/me",
        "/api/users//",
        "/healthz/x",
        "/delete",
        "/delete/",
    ],
)
async def test_addresses_of_nothing(client: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, APP + path)
    assert answer.status_code in {401, 404, 405}
    if method != "HEAD":
        is_of_the_one_shape(answer)


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"Content-Type": "text/plain"}, b'{"login": "a", "password": "b"}', 415),
        ({"Content-Type": "application/xml"}, b"<a/>", 415),
        ({"Content-Type": "text/plain;application/json"}, b"{}", 415),
        ({}, b'{"login": "a", "password": "b"}', 415),
        ({"Content-Type": "application/json"}, b" " * ((1 << 20) + 1), 413),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"a=" + b"b" * (1 << 20), 413),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"x" * ((1 << 20) + 1), 413),
    ],
)
async def test_bodies_of_another_kind_or_size(
    client: httpx.AsyncClient, headers: dict[str, str], content: bytes, status: int
) -> None:
    answer = await client.post("/api/auth/login", content=content, headers=headers)
    assert answer.status_code == status
    is_of_the_one_shape(answer)


async def endless(size: int) -> AsyncIterator[bytes]:
    for _ in range(size >> 16):
        yield b" " * (1 << 16)


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_a_body_of_unknown_length_is_bounded_too(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.post("/api/auth/login", content=endless(3 << 20), headers={"Content-Type": kind})
    assert answer.status_code == 413
    is_of_the_one_shape(answer)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost",
        "http://localhost:80",
        "https://localhost:8000",
        "http://localhost:8000.evil.example",
        "http://LOCALHOST:8000/",
        "",
    ],
)
async def test_changes_from_foreign_pages_are_refused(client: httpx.AsyncClient, person: Person, origin: str) -> None:
    answer = await person.client.patch("/api/users/me", json={"bio": "x"}, headers={"Origin": origin})
    assert answer.status_code == 403
    is_of_the_one_shape(answer)
    assert "access-control-allow-origin" not in answer.headers
    preflight = await client.options(
        "/api/users/me", headers={"Origin": origin, "Access-Control-Request-Method": "PATCH"}
    )
    assert preflight.status_code == 403
    assert "access-control-allow-origin" not in preflight.headers
    answer = await person.client.post("/api/uploads", files={"file": ("a.png", png())}, headers={"Origin": origin})
    assert answer.status_code == 403


async def test_a_configured_origin_may_call(make_app: Any) -> None:
    app = await make_app(cors_origins=("https://ext.example",))
    person = await register(app)
    headers = {"Origin": "https://ext.example"}
    preflight = await person.client.options(
        "/api/uploads", headers={**headers, "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "https://ext.example"
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    answer = await person.client.get("/api/users/me", headers=headers)
    assert answer.headers["access-control-allow-origin"] == "https://ext.example"
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]
    for foreign in ("https://evil.example", "https://ext.example.evil", "http://ext.example"):
        answer = await person.client.get("/api/users/me", headers={"Origin": foreign})
        assert "access-control-allow-origin" not in answer.headers
    await person.client.aclose()


async def test_what_nobody_foresaw_is_a_500_with_a_number_and_nothing_else(make_app: Any) -> None:
    app = await make_app()
    person = await register(app)
    async with app.database.transaction() as session:
        await session.execute(text("ALTER TABLE uploads RENAME COLUMN width TO broken"))
    for address in ("/api/uploads", f"{APP}/a.png"):
        with capture_logs() as logs:
            answer = await person.client.get(address)
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["error_id"] in body["detail"]
        assert body["error_id"] in [entry.get("error_id") for entry in logs]
        for leak in ("width", "SELECT", "Traceback", "column"):
            assert leak not in answer.text
    await person.client.aclose()


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/uploads", {"GET", "POST"}),
        ("POST", "/api/uploads/7", {"GET", "PUT", "PATCH", "DELETE"}),
        ("POST", "/api/users/me", {"GET", "PATCH", "DELETE"}),
        ("PUT", "/api/users/me/tokens", {"GET", "POST"}),
        ("GET", "/api/auth/login", {"POST"}),
        ("POST", "/healthz", {"GET"}),
    ],
)
async def test_405_names_every_verb_of_the_path(person: Person, method: str, path: str, allowed: set[str]) -> None:
    answer = await person.client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.headers["allow"].split(", ")) == allowed


def test_the_routes_are_known() -> None:
    assert len(ROUTES) > 30
