"""The view page and what link previews read: every value escaped, nothing of the owner but what is shown (security A6)."""

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from bulletdrop.core.settings import load_settings
from bulletdrop.delivery.bodies import Bodies
from bulletdrop.delivery.pages import Pages, shown_name, size_words
from bulletdrop.storage.local import LocalStorage
from bulletdrop.webapp import WebApp
from tests.media.samples import SAMPLES, film, sound
from tests.support import APP, Person, png

HOSTILE = {
    "script": "<script>alert(1)</script>.png",
    "attribute": '" onerror="alert(1)" x=".png',
    "single quote": "' onmouseover='alert(1).png",
    "tag end": "</title><img src=x onerror=alert(1)>.png",
    "comment": "--><svg onload=alert(1)>.png",
    "template": "{{ 7 * 7 }}{% raw %}.png",
    "entity": "&lt;script&gt;&#x3c;.png",
    "javascript": "javascript:alert(1).png",
    "backtick": "`${alert(1)}`.png",
}
OWN_TAGS = {
    "html",
    "head",
    "meta",
    "link",
    "title",
    "style",
    "body",
    "header",
    "svg",
    "path",
    "circle",
    "p",
    "main",
    "div",
    "h1",
    "bdi",
    "span",
    "button",
    "a",
    "img",
    "video",
    "audio",
    "pre",
    "footer",
    "time",
    "script",
}
OWN_ATTRIBUTES = set(
    "lang charset name content rel href property type title class viewbox aria-hidden aria-live aria-label d cx cy r id data-url hidden src alt "
    "width height controls playsinline preload tabindex role datetime as crossorigin".split()
)


class Page(HTMLParser):
    """What a browser finds: tags, attributes, the text of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[tuple[str, str, str]] = []
        self.meta: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        found = {name: value or "" for name, value in attrs}
        self.attributes |= found.keys()
        self.values += [(tag, name, value) for name, value in found.items()]
        if tag == "meta":
            self.meta[found.get("property") or found.get("name", "")] = found.get("content", "")


async def page_of(client: httpx.AsyncClient, address: str) -> tuple[Page, httpx.Response]:
    answer = await client.get(address)
    assert answer.status_code == 200
    return Page(answer.text), answer


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(
    "content",
    [None, b"<script>alert(2)</script></pre>", b"\x93\x01\xf7\x8e" * 200, sound()],
    ids=["picture", "text", "other", "sound"],
)
async def test_no_name_and_no_text_leaves_its_place(
    person: Person, client: httpx.AsyncClient, name: str, content: bytes | None
) -> None:
    made = await person.uploaded(content, name)
    page, answer = await page_of(client, made["view_url"])
    assert page.tags <= OWN_TAGS
    assert page.attributes <= OWN_ATTRIBUTES
    assert page.meta["og:title"] == made["original_filename"]
    assert answer.text.count("<script>") == 1
    assert not [
        value
        for _, attribute, value in page.values
        if attribute in {"href", "src"} and value.lower().startswith("javascript:")
    ]


async def test_the_page_allows_its_own_script_and_style_alone(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    _, answer = await page_of(client, made["view_url"])
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/=]{44}'", policy["script-src"])
    assert re.fullmatch(r"'sha256-[\w+/=]{44}'", policy["style-src"])
    assert policy["font-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert not re.search(r"<[^>]+ (style|on\w+)=", answer.text)


async def test_a_page_that_is_opened_again_is_asked_for_again(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    assert (await client.get(made["view_url"])).headers["cache-control"] == "no-cache"


async def test_open_graph_of_a_picture(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(png(61, 43), "shot.png")
    page, _ = await page_of(client, made["view_url"])
    assert page.meta["og:title"] == "shot.png"
    assert page.meta["og:url"] == made["view_url"]
    assert page.meta["og:image"] == made["url"]
    assert (page.meta["og:image:width"], page.meta["og:image:height"]) == ("61", "43")
    assert page.meta["twitter:card"] == "summary_large_image"


async def test_open_graph_of_film_and_sound(person: Person, client: httpx.AsyncClient) -> None:
    video, _ = await page_of(client, (await person.uploaded(film(), "a.mp4"))["view_url"])
    audio, _ = await page_of(client, (await person.uploaded(sound(), "a.wav"))["view_url"])
    assert video.meta["og:video:type"] == "video/mp4"
    assert audio.meta["og:audio:type"] == "audio/wav"
    assert "video" in video.tags
    assert "audio" in audio.tags


async def test_the_page_tells_nothing_of_the_owner_but_the_name(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    _, answer = await page_of(client, made["view_url"])
    for secret in (person.email, made["delete_url"].rpartition("/")[2], made["file_hash"], "user_id", "127.0.0.1"):
        assert secret not in answer.text
    assert person.name in answer.text


@pytest.mark.parametrize("name", SAMPLES)
async def test_every_kind_of_file_has_a_page(person: Person, client: httpx.AsyncClient, name: str) -> None:
    made = await person.uploaded(SAMPLES[name][0], name)
    page, answer = await page_of(client, made["view_url"])
    assert name in unescape(answer.text)
    assert ("a", "href", made["download_url"]) in page.values
    head = await client.head(made["view_url"])
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == answer.headers["content-length"]


async def test_a_long_text_is_shown_by_its_beginning(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(b"A" * 60_000 + b"B" * 60_000, "long.txt")
    _, answer = await page_of(client, made["view_url"])
    assert "This is the beginning." in answer.text
    assert len(answer.content) < 90_000


@pytest.mark.parametrize("name", ["nothing.txt", "nothing.log", "nothing"])
async def test_an_empty_file_is_said_to_be_empty(person: Person, client: httpx.AsyncClient, name: str) -> None:
    made = await person.uploaded(b"", name)
    page, answer = await page_of(client, made["view_url"])
    assert "This file is empty." in answer.text
    assert "pre" not in page.tags


async def test_a_text_with_odd_characters_is_shown(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded("Grüße 🌊\u202e <b>\n".encode() + b"\xff\xfe text", "odd.txt")
    _, answer = await page_of(client, made["view_url"])
    if made["mime_type"].startswith("text/"):
        assert "Grüße 🌊" in answer.text
    assert "<b>" not in answer.text


async def test_oembed_of_a_picture(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(png(61, 43), "<b>shot</b>.png")
    page, _ = await page_of(client, made["view_url"])
    link = next(
        value for tag, attribute, value in page.values if tag == "link" and attribute == "href" and "oembed" in value
    )
    for address in (link, f"{APP}/api/oembed?url={made['url']}&format=json"):
        answer = await client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        body = answer.json()
        assert (body["version"], body["type"], body["url"], body["width"], body["height"]) == (
            "1.0",
            "photo",
            made["url"],
            61,
            43,
        )
        assert (body["title"], body["author_name"], body["provider_url"]) == (
            made["original_filename"],
            person.name,
            APP,
        )


async def test_oembed_of_what_is_no_picture_is_a_link(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(b"text", "a.txt")
    body = (await client.get(f"{APP}/api/oembed", params={"url": made["view_url"]})).json()
    assert body["type"] == "link"
    assert "width" not in body


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "http://",
        "http://[",
        "http://evil.example/a.png",
        f"{APP}/",
        f"{APP}/api/users/me",
        f"{APP}/nothing.png",
        "javascript:alert(1)",
        f"{APP}/\x00",
        "http://localhost:99999999/a.png",
        f"{APP}/u/x/y",
    ],
)
async def test_oembed_of_nothing(client: httpx.AsyncClient, url: str) -> None:
    answer = await client.get(f"{APP}/api/oembed", params={"url": url})
    assert answer.status_code in {404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_deletion_page_asks_and_changes_nothing(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(filename="<b>x</b>.png")
    for method in ("GET", "HEAD", "GET"):
        answer = await client.request(method, made["delete_url"])
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "form-action 'self'" in answer.headers["content-security-policy"]
        # Without a referrer a browser's form would come from `Origin: null`, and be refused.
        assert answer.headers["referrer-policy"] == "same-origin"
    page = Page(answer.text)
    assert "form" in page.tags
    assert "b" not in page.tags
    assert "noindex" in page.meta["robots"]
    assert (await client.get(made["url"])).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 32, "%00", "%ED%A0%80", "x" * 201])
async def test_deletion_links_of_nothing(client: httpx.AsyncClient, token: str) -> None:
    for method in ("GET", "POST"):
        assert (await client.request(method, f"{APP}/delete/{token}")).status_code in {404, 422}
    assert (await client.delete(f"{APP}/api/uploads/by-token/{token}")).status_code in {404, 405, 422}


async def test_a_page_of_another_site_cannot_delete(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await client.post(made["delete_url"], headers=headers)).status_code == 403
    assert (await client.get(made["url"])).status_code == 200


@pytest.fixture
def built(tmp_path: Path) -> WebApp:
    """A web app with the two fonts that the pages are set in, and one that they are not."""
    (tmp_path / "assets").mkdir()
    for name in (
        "geist-latin-wght-normal-A1.woff2",
        "geist-mono-latin-wght-normal-B2.woff2",
        "geist-cyrillic-C3.woff2",
    ):
        (tmp_path / "assets" / name).write_bytes(name.encode())
    return WebApp(is_https=False, folder=tmp_path)


async def test_the_pages_are_set_in_the_fonts_of_the_web_app(built: WebApp, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    pages = Pages(settings, Bodies(LocalStorage(settings.files_dir), capacity=0), built.fonts)
    body = pages.render("problem.html", statement="x", detail="").decode()
    style = body.partition("<style>")[2].partition("</style>")[0]
    assert re.findall(r"src:url\((.*?)\)", style) == [
        "/assets/geist-latin-wght-normal-A1.woff2",
        "/assets/geist-mono-latin-wght-normal-B2.woff2",
    ]
    assert "font-display:swap" in style
    assert '<link rel="preload" href="/assets/geist-latin-wght-normal-A1.woff2" as="font"' in body
    policy = dict(pages.headers(b""))[b"content-security-policy"].decode()
    assert f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}" in policy


async def test_fonts_are_served_on_every_host_and_kept_for_ever(built: WebApp) -> None:
    (path, _) = built.fonts.values()
    assert built.knows_everywhere(path)
    assert not built.knows_everywhere("/assets/geist-cyrillic-C3.woff2")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(built), base_url="http://elsewhere.example") as client:
        answer = await client.get(path)
    assert answer.content == b"geist-latin-wght-normal-A1.woff2"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("name", SAMPLES)
async def test_a_page_is_one_small_answer_of_its_own(person: Person, client: httpx.AsyncClient, name: str) -> None:
    made = await person.uploaded(SAMPLES[name][0], name)
    page, answer = await page_of(client, made["view_url"])
    assert len(answer.content) <= 14_000
    loaded = [value for tag, attribute, value in page.values if tag != "a" and attribute in {"src", "data"}]
    assert all(value.startswith(("/", made["url"], f"{APP}/t/", "data:")) for value in loaded)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 KB"),
        (1536, "1.54 KB"),
        (9_999, "10 KB"),
        (99_960, "100 KB"),
        (999_499, "999 KB"),
        (999_500, "1 MB"),
        (6_800_000, "6.8 MB"),
        (1 << 30, "1.07 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words


def test_shown_names_disturb_no_line() -> None:
    assert shown_name("a\nb\u202ec\u2028d") == "a␀b␀c␀d"
