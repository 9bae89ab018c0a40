"""What a browser would run never runs in the web app's origin (security A1, A3, A4)."""

import httpx
import pytest

from tests.media.samples import HTML, JAVASCRIPT, MHTML, PDF, SVG, XHTML, XML
from tests.support import APP, Person, png

ACTIVE = {
    "html": HTML,
    "html without a head": b"<b>x</b><script>alert(1)</script>",
    "html after blanks": b" \n" * 600 + HTML,
    "html after a mark": b"\xef\xbb\xbf" + HTML,
    "html in UTF-16": HTML.decode().encode("utf-16"),
    "html in UTF-7": b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "html after a comment": b"<!--" + b"x" * 70_000 + b"-->" + HTML,
    "xhtml": XHTML,
    "xml": XML,
    "javascript": JAVASCRIPT,
    "css": b"body { background: url(//evil.example) }\n",
    "mhtml": MHTML,
    "wasm": b"\x00asm\x01\x00\x00\x00",
    "flash": b"CWS\x0a" + bytes(60),
    "htc": b'<PUBLIC:COMPONENT><PUBLIC:ATTACH EVENT="onclick" ONEVENT="x()"/></PUBLIC:COMPONENT>',
    "polyglot of gif and script": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)",
    "pdf with a script": PDF,
    "svg": SVG,
    "svg without a namespace": b"<svg onload=alert(1)>",
    "xslt": b'<?xml version="1.0"?><?xml-stylesheet href="#a" type="text/xsl"?><a/>',
}
ENDINGS = ["html", "svg", "js", "xml", "png", "xhtml", "pdf", "txt", "css", "mhtml", "swf"]


def is_harmless(answer: httpx.Response) -> bool:
    """As plain text, as an attachment, or under a sandbox that lets no script run."""
    kind = answer.headers["content-type"].partition(";")[0]
    policy = answer.headers["content-security-policy"]
    sandboxed = policy.startswith("sandbox;") and "allow-scripts" not in policy and "script-src" not in policy
    inert = kind == "text/plain" or kind.startswith(("image/", "video/", "audio/")) or kind == "application/pdf"
    attached = answer.headers["content-disposition"].startswith("attachment")
    return sandboxed and answer.headers["x-content-type-options"] == "nosniff" and (inert or attached)


@pytest.mark.parametrize("content", ACTIVE.values(), ids=ACTIVE.keys())
async def test_active_content_is_inert_whatever_it_is_called(
    person: Person, client: httpx.AsyncClient, content: bytes
) -> None:
    for ending in ENDINGS:
        upload = await person.upload(content, f"file.{ending}")
        if upload.status_code == 415:  # not on the list of what is taken, as WebAssembly
            continue
        made = upload.json()
        for headers in ({}, {"Range": "bytes=0-9"}, {"Accept": "text/html"}):
            answer = await client.get(made["url"], headers=headers)
            assert answer.status_code in {200, 206}
            assert is_harmless(answer), (ending, made["mime_type"], dict(answer.headers))
            assert not answer.headers["content-type"].startswith(
                ("text/html", "text/xml", "application/x", "text/css", "text/javascript")
            )


@pytest.mark.parametrize(
    "claimed", ["text/html", "image/svg+xml", "application/javascript", "text/html\r\nx: y", "nonsense"]
)
async def test_what_the_client_says_of_the_type_decides_nothing(
    person: Person, client: httpx.AsyncClient, claimed: str
) -> None:
    content = png()
    answer = await person.client.put(
        "/api/uploads/a.png", content=content, headers={"Content-Type": claimed.partition("\r")[0]}
    )
    assert answer.status_code == 201
    assert answer.json()["mime_type"] == "image/png"
    got = await client.get(answer.json()["url"] + "?type=text/html&content-type=text/html&mime=text/html")
    assert got.headers["content-type"] == "image/png"


async def test_texts_have_a_charset(person: Person, client: httpx.AsyncClient) -> None:
    for content in (b"plain", HTML, JAVASCRIPT, b'{"a": 1}'):
        made = await person.uploaded(content, "a.txt")
        assert (await client.get(made["url"])).headers["content-type"] == "text/plain; charset=utf-8"


async def test_the_page_of_active_content_shows_it_as_text(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(HTML, "page.html")
    page = await client.get(made["view_url"])
    assert page.status_code == 200
    assert "<script>alert(document.domain)" not in page.text
    assert "&lt;script&gt;alert(document.domain)" in page.text
    assert "sandbox" not in page.headers["content-security-policy"]


async def test_no_upload_takes_a_place_of_the_app(person: Person, client: httpx.AsyncClient) -> None:
    for name in ("login", "assets", "api", "settings", "index", "robots", "sw", "delete", "u"):
        answer = await person.upload(png(), custom_name=name)
        assert answer.status_code == 422, name
    for path in ("/robots.txt", "/sw.js", "/ads.txt", "/favicon.ico", "/.well-known/security.txt"):
        assert (await client.get(APP + path)).status_code in {200, 404}
