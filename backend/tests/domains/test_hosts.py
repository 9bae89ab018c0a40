"""Host names: those of this server and no others; no link is made from what a request says (security E1, A1)."""

import httpx
import pytest
from sqlalchemy import text

from bulletdrop.core.announce import announce
from bulletdrop.main import BulletDrop
from tests.support import APP, MakeApp, Person, client_of, png, register

FOREIGN = [
    "evil.example",
    "127.0.0.1",
    "localhost.evil.example",
    "evil.example:8000",
    "[::1]",
    "",
    "localhost@evil",
    "local host",
    "localhost/",
    "%6cocalhost",
    "xn--localhost-",
]


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize(
    "path", ["/", "/login", "/api/auth/options", "/api/uploads", "/a.png", "/delete/x", "/assets/x.js"]
)
async def test_unknown_hosts_are_misdirected(client: httpx.AsyncClient, host: str, path: str) -> None:
    answer = await client.get(path, headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "localhost.", "localhost:1"])
async def test_the_own_name_in_every_spelling(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/api/auth/options", headers={"Host": host})).status_code == 200


async def test_two_host_headers_are_none(app: BulletDrop) -> None:
    async with client_of(app) as client:
        request = client.build_request("GET", "/api/auth/options")
        request.headers = httpx.Headers([("host", "localhost"), ("host", "localhost")])
        assert (await client.send(request)).status_code == 421


async def test_health_is_asked_by_address(client: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz"):
        assert (await client.get(path, headers={"Host": "10.1.2.3"})).status_code == 200


async def test_no_link_is_made_from_a_header(person: Person) -> None:
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Port": "1",
        "Forwarded": "host=evil.example",
        "X-Original-Url": "http://evil.example/",
        "Host": "localhost:9999",
    }
    answer = await person.client.post("/api/uploads", files={"file": ("a.png", png())}, headers=headers)
    assert answer.status_code == 201
    assert "evil" not in answer.text
    body = answer.json()
    for field in ("url", "view_url", "download_url", "delete_url", "thumbnail_url"):
        assert body[field].startswith(f"{APP}/")
    page = await person.client.get(body["view_url"], headers=headers)
    assert "evil" not in page.text


@pytest.fixture
async def content_host(app: BulletDrop) -> str:
    """A second domain of the app."""
    async with app.database.transaction() as session:
        await session.execute(
            text("INSERT INTO domains (domain_name, max_file_size) VALUES ('i.example', NULL) ON CONFLICT DO NOTHING")
        )
        await announce(session, "domains", "i.example")
    return "i.example"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/login",
        "/api/auth/options",
        "/api/openapi.json",
        "/api/docs",
        "/api/uploads",
        "/delete/x",
        "/assets/index.js",
        "/index.html",
        "/metrics/",
        "/api",
    ],
)
async def test_a_content_domain_serves_neither_api_nor_web_app(
    client: httpx.AsyncClient, content_host: str, path: str
) -> None:
    answer = await client.get(path, headers={"Host": content_host})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await client.post(path, headers={"Host": content_host}, json={})).status_code == 405


async def test_files_are_found_on_their_own_domain_alone(
    app: BulletDrop, person: Person, client: httpx.AsyncClient, content_host: str
) -> None:
    made = await person.uploaded()
    async with app.database.transaction() as session:
        await session.execute(
            text("UPDATE uploads SET domain_id = (SELECT id FROM domains WHERE domain_name = :name) WHERE id = :id"),
            {"name": content_host, "id": made["id"]},
        )
        await announce(session, "uploads", made["id"])
    assert (await client.get(f"/{made['filename']}")).status_code == 404
    assert (await client.get(f"/{made['filename']}", headers={"Host": content_host})).status_code == 200
    assert (await client.get(f"/u/{person.name}/{made['filename']}", headers={"Host": content_host})).status_code == 200


async def test_the_list_of_domains(person: Person, client: httpx.AsyncClient, content_host: str) -> None:
    answer = await person.client.get("/api/domains")
    assert answer.status_code == 200
    assert [(item["domain_name"], item["is_default"], item["max_file_size"]) for item in answer.json()["items"]] == [
        ("localhost", True, None)
    ]
    assert content_host not in answer.text
    assert (await client.get("/api/domains")).status_code == 401


@pytest.mark.parametrize("domain", ["evil.example", "i.example", "", " ", "localhost\x00", "x" * 300])
async def test_uploads_go_to_no_other_domain(person: Person, content_host: str, domain: str) -> None:
    assert content_host
    answer = await person.upload(png(), domain=domain)
    assert answer.status_code == (201 if domain == "" else 422)
    if domain:
        assert answer.json()["errors"][0]["field"] == "domain"


@pytest.mark.parametrize(
    ("public_url", "start"),
    [
        ("https://Drop.Example", "https://drop.example/"),
        ("http://drop.example:8080/", "http://drop.example:8080/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
    ],
)
async def test_links_start_with_the_public_address(make_app: MakeApp, public_url: str, start: str) -> None:
    app = await make_app(public_url=public_url)
    person = await register(app)
    made = await person.uploaded()
    for field in ("url", "view_url", "download_url", "delete_url"):
        assert made[field].startswith(start)
    assert (await person.client.get(made["url"])).status_code == 200
    await person.client.aclose()


async def test_a_new_public_address_serves_the_old_links_too(make_app: MakeApp, postgres: str) -> None:
    app = await make_app(public_url="https://old.example")
    person = await register(app)
    made = await person.uploaded()
    assert postgres
    async with app.database.transaction() as session:
        from bulletdrop.domains.hosts import ensure_default  # noqa: PLC0415 - what a start with another address does

        await ensure_default(session, name="new.example")
    answer = await person.client.get(made["url"])
    assert answer.status_code == 200
    assert (await person.client.get("https://new.example/api/auth/options")).status_code == 200
    await person.client.aclose()
