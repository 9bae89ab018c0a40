"""The web app's files: their policy, their encodings, and the addresses that are its own."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bulletdrop.files.names import custom_name_fault
from bulletdrop.webapp import PAGES, WebApp

ROUTES = Path(__file__).parent.parent.parent / "frontend/src/app"
PAGE = b"<!doctype html><script type=module src=/assets/app-1a2b.js></script>"
SCRIPT = b"console.log('hello');" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "index.html.br").write_bytes(b"brotli page")
    (tmp_path / "assets/app-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets/app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "assets/app-1a2b.js.br").write_bytes(b"brotli script")
    (tmp_path / "assets/face.woff2").write_bytes(b"wOF2")
    (tmp_path / "favicon.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    return tmp_path


@pytest.fixture
async def web(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=WebApp(is_https=True, folder=folder))
    async with httpx.AsyncClient(transport=transport, base_url="https://drop.example") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/login", "/settings/profile", "/files/7", "/nothing"])
async def test_the_page_answers_every_address_of_its_router(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path, headers={"Accept-Encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_policy_lets_nothing_in_that_is_not_the_apps(web: httpx.AsyncClient) -> None:
    answer = await web.get("/")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "max-age=" in answer.headers["strict-transport-security"]
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


async def test_only_the_worker_that_reads_pdfs_runs_webassembly(folder: Path) -> None:
    (folder / "assets/pdf.worker-1a2b.js").write_bytes(SCRIPT)
    transport = httpx.ASGITransport(app=WebApp(is_https=True, folder=folder))
    async with httpx.AsyncClient(transport=transport, base_url="https://drop.example") as web:
        policies = {
            path: (await web.get(path, headers={"Accept-Encoding": "identity"})).headers["content-security-policy"]
            for path in ("/", "/assets/app-1a2b.js", "/assets/pdf.worker-1a2b.js")
        }
    page, script, worker = policies.values()
    assert page == script
    assert worker == page.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") != page


async def test_over_http_no_strict_transport(folder: Path) -> None:
    transport = httpx.ASGITransport(app=WebApp(is_https=False, folder=folder))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert "strict-transport-security" not in (await client.get("/")).headers


async def test_hashed_files_are_kept_for_ever_and_missing_ones_not_at_all(web: httpx.AsyncClient) -> None:
    answer = await web.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert answer.content == SCRIPT
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    missing = await web.get("/assets/app-0000.js")
    assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-store")
    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0, gzip;q=0", None),
        ("GZIP;q=0.5", "gzip"),
        ("brotli", None),
        ("*;q=0", None),
        ("\xff", None),
    ],
)
async def test_encodings(folder: Path, accepts: str, encoding: str | None) -> None:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/assets/app-1a2b.js",
        "headers": [(b"accept-encoding", accepts.encode("latin-1"))],
    }
    await WebApp(is_https=False, folder=folder)(scope, None, send)  # type: ignore[arg-type]
    headers = dict(sent[0]["headers"])  # type: ignore[call-overload]
    assert headers.get(b"content-encoding") == (encoding.encode() if encoding else None)
    assert headers[b"vary"] == b"Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../index.html",
        "/assets/%2e%2e/%2e%2e/secret",
        "/assets//etc/passwd",
        "/assets/app-1a2b.js.gz",
        "/assets/",
    ],
)
async def test_only_what_the_build_made_is_given_out(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert answer.status_code == 404 or answer.content == PAGE or answer.headers.get("content-encoding") == "br"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_pages_are_only_read(web: httpx.AsyncClient, method: str) -> None:
    answer = await web.request(method, "/login")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["allow"] == "GET, HEAD"


def test_its_pages_and_no_others_are_its_own(folder: Path) -> None:
    web = WebApp(is_https=False, folder=folder)
    for path in ("/", "/login", "/settings/security", "/assets/x", "/favicon.svg", "/index.html"):
        assert web.knows(path)
    for path in ("/a.png", "/loginx", "/u/me/a.png", "/Library", "/robots.txt", "/favicon.ico"):
        assert not web.knows(path)


@pytest.mark.parametrize("page", sorted(PAGES - {""}))
def test_no_file_takes_the_place_of_a_page(page: str) -> None:
    assert custom_name_fault(page)


def test_the_pages_are_those_of_the_front_ends_router() -> None:
    paths = re.findall(r'\bpage\("/([^"]*)"', (ROUTES / "pages.ts").read_text())
    assert {path.partition("/")[0] for path in paths} == PAGES
