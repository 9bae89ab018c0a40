"""Pages for visitors, rendered here: one answer each, its style inside, no script needed."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bulletdrop.core.errors import PROBLEM_JSON, Problem
from bulletdrop.core.settings import Settings
from bulletdrop.delivery.bodies import Bodies
from bulletdrop.delivery.headers import ASKED_AGAIN, NO_STORE, PRIVATE, HeaderList
from bulletdrop.delivery.locks import PasswordNeeded
from bulletdrop.delivery.ranges import Span
from bulletdrop.delivery.resolve import Record
from bulletdrop.files.links import page_url, signature_in, thumbnail_url
from bulletdrop.media.types import has_preview, is_textual

TEMPLATES: Final = Path(__file__).parent / "templates"
TEXT_SHOWN: Final = 65_536  # bytes of a text that its page shows
PLAYED: Final = ("video/mp4", "video/webm", "video/quicktime", "video/ogg", "video/x-matroska")
SHOWN: Final = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
    "image/x-icon",
    "image/svg+xml",
)
# What link previews show too; of other pictures they are given the thumbnail.
PREVIEWED: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")
FAMILIES: Final = {"sans": "Geist", "mono": "Geist Mono"}
# What the Latin files hold: other letters fall to the system's fonts, and a page of those alone asks for nothing.
LATIN: Final = (
    "unicode-range:U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+304,U+308,U+329,"
    "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
TAIL: Final = 8  # characters of a name that are never cut
UNITS: Final = ("KB", "MB", "GB", "TB")
HTML: Final = (b"content-type", b"text/html; charset=utf-8")
STATEMENTS: Final = {
    404: ("There is nothing at this address.", "It may have been mistyped, or it was never public."),
    410: ("This file is gone.", "Its owner removed it or its time was up."),
    423: ("Held back: the scanner has not looked at it yet.", "It opens by itself."),
    421: ("This host does not serve that name.", ""),
}


class Answering(Protocol):
    """What a page is sent by."""

    async def send(self, status: int, headers: HeaderList, body: bytes = b"") -> None:
        """A whole answer."""


class Pages:
    """The view page, and what is said where there is no file."""

    def __init__(self, settings: Settings, bodies: Bodies, fonts: Mapping[str, str]) -> None:
        """`fonts`: the paths of the "sans" and the "mono" font, the same on every host; without them the system's stand in."""
        self._settings = settings
        self._bodies = bodies
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        css, script = _faces(fonts) + (TEMPLATES / "page.css").read_text(), (TEMPLATES / "page.js").read_text()
        # Markup: both are files of ours, and their hashes in the policy say exactly what may run.
        values = {"css": Markup(css), "script": Markup(script), "site": settings.default_domain}  # noqa: S704
        self._templates.globals.update(values, preload=fonts.get("sans"))
        policy = f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}'; font-src 'self'; img-src 'self' data:; media-src 'self'; base-uri 'none'"
        self._security = [
            (b"x-content-type-options", b"nosniff"),
            (b"content-security-policy", f"{policy}; form-action 'self'; frame-ancestors 'none'".encode()),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]

    def render(self, template: str, **values: Any) -> bytes:
        """A page, every value escaped."""
        return self._templates.get_template(template).render(**values).encode()

    def headers(
        self, body: bytes, caching: tuple[bytes, bytes] = NO_STORE, *, referrer: bytes = b"no-referrer"
    ) -> HeaderList:
        """The headers of a page. Where it posts a form, `referrer` must be "same-origin": browsers that send no referrer
        send `Origin: null` too, which is nobody's."""
        policy = (b"referrer-policy", referrer)
        return [HTML, (b"content-length", b"%d" % len(body)), caching, policy, *self._security]

    async def send_view(self, answer: Answering, record: Record, query: str) -> None:
        """The page of a file: preview, name, size, download, and what link previews read."""
        if record.views_left is not None:
            await self._send_limited_view(answer, record, query)
            return
        shape = _shape(record)
        text = await self._beginning(record) if shape == "text" else ""
        values = _view_values(record, shape, _signature(query))
        oembed = f"{self._settings.app_url}/api/oembed?{urlencode({'url': record.url})}"
        body = self.render("view.html", **values, text=text, is_cut=record.size > TEXT_SHOWN, oembed_url=oembed)
        await answer.send(200, self.headers(body, ASKED_AGAIN if record.is_shared else PRIVATE), body)

    async def _send_limited_view(self, answer: Answering, record: Record, query: str) -> None:
        """What looking costs, and a link that does it: the page itself, which link previews read too, takes no view."""
        left = record.views_left
        words = "Can be opened once. Then it is gone." if left == 1 else f"Can be opened {left} more times."
        body = self.render("limited.html", **_view_values(record, _shape(record), _signature(query)), words=words)
        await answer.send(200, self.headers(body, PRIVATE), body)

    async def send_locked(self, answer: Answering, problem: PasswordNeeded, *, wants_html: bool) -> None:
        """The form that asks for a file's password; nothing in it tells of the file."""
        if not wants_html:
            await self.send_problem(answer, problem, wants_html=False)
            return
        extra = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
        body = self.render("locked.html", fault=_fault_words(problem))
        await answer.send(problem.status, self.headers(body, PRIVATE, referrer=b"same-origin") + extra, body)

    async def send_problem(self, answer: Answering, problem: Problem, *, wants_html: bool) -> None:
        """A problem as a page for people, or as problem+json for programs."""
        extra = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
        if not wants_html:
            body = orjson.dumps(problem.body())
            plain: HeaderList = [
                (b"content-type", PROBLEM_JSON.encode()),
                (b"content-length", b"%d" % len(body)),
                NO_STORE,
                (b"referrer-policy", b"no-referrer"),
                *self._security,
            ]
            await answer.send(problem.status, plain + extra, body)
            return
        statement, detail = STATEMENTS.get(problem.status, (problem.detail, ""))
        body = self.render("problem.html", statement=statement, detail=detail)
        await answer.send(problem.status, self.headers(body) + extra, body)

    async def _beginning(self, record: Record) -> str:
        span = Span(0, min(record.size, TEXT_SHOWN) - 1)
        pieces = [piece async for piece in self._bodies.pieces(record.storage_key, [span])]
        return b"".join(pieces).decode("utf-8", "replace").replace("\x00", "␀")


def _faces(fonts: Mapping[str, str]) -> str:
    """The @font-face rules of the fonts that there are."""
    return "".join(
        f'@font-face{{font-family:"{FAMILIES[kind]}";font-weight:100 900;font-display:swap;src:url({path}) format("woff2");{LATIN}}}\n'
        for kind, path in fonts.items()
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _fault_words(problem: PasswordNeeded) -> str:
    if not problem.was_wrong:
        return ""
    left = problem.tries_left
    if left is None:
        return "That isn't it."
    tries = "1 try is" if left == 1 else f"{left or 'No'} tries are"
    return f"That isn't it. {tries} left, then this address waits 15 minutes."


def _signature(query: str) -> str:
    """The signature of a signed link as a query, so that the page's picture and download work like the page."""
    until, signature = signature_in(query)
    return urlencode({"until": until, "signature": signature}) if signature else ""


def _view_values(record: Record, shape: str, signature: str) -> dict[str, Any]:
    name = shown_name(record.original_filename)
    created = datetime.fromtimestamp(record.created_at, UTC)
    url = f"{record.url}?{signature}" if signature else record.url
    picture = f"{thumbnail_url(record.url, record.slug)}?size=640" + (f"&{signature}" if signature else "")
    picture = picture if _has_picture(record) else ""
    has_og_image = record.mime_type.startswith(("image/", "video/")) or record.mime_type == "application/pdf"
    return {
        "shape": shape,
        "name": name,
        "name_head": name[:-TAIL],
        "name_tail": name[-TAIL:],
        "size": size_words(record.size),
        "is_empty": not record.size,
        "width": record.width,
        "height": record.height,
        "mime_type": record.mime_type,
        "kind_words": _kind_words(record, shape),
        "ending": record.filename.rpartition(".")[2],
        "url": url,
        "picture": picture,
        "shown": url if record.mime_type in SHOWN else picture,
        "og_image": record.url if record.mime_type in PREVIEWED else picture if has_og_image else None,
        "download_url": f"{record.url}?download" + (f"&{signature}" if signature else ""),
        "page_url": page_url(record.url),
        "is_shared": record.is_shared,
        "username": record.username,
        "date": created.date().isoformat(),
        "date_words": f"{created.day} {created:%B %Y}",
    }


def _has_picture(record: Record) -> bool:
    """Whether the address of its thumbnail leads, or will once it is made, to a picture. Most sound has no cover: there it
    must be known.
    """
    if not record.size or (record.mime_type.startswith("audio/") and record.preview != "made"):
        return False
    return record.preview != "none" and has_preview(record.mime_type)


def _shape(record: Record) -> str:
    # What browsers cannot show (HEIC, TIFF, JPEG XL) is shown as its thumbnail.
    if record.mime_type in SHOWN or (record.mime_type.startswith("image/") and _has_picture(record)):
        return "image"
    if record.mime_type in PLAYED:
        return "video"
    if record.mime_type.startswith("audio/"):
        return "audio"
    # An empty sheet would be a blank page: what is empty is shown as a card that says so.
    return "text" if is_textual(record.mime_type) and record.size else "other"


def _kind_words(record: Record, shape: str) -> str:
    ending = record.filename.rpartition(".")[2].upper()
    words = {"image": "Picture", "video": "Video", "audio": "Sound", "text": "Text"}.get(shape)
    return f"{words}, {ending}" if words else f"{ending} file"


def shown_name(name: str) -> str:
    """A name with what would disturb the line shown as symbols."""
    return "".join("␀" if not character.isprintable() else character for character in name)


def size_words(size: int) -> str:
    """Bytes in decimal units with three significant digits, such as `6.8 MB`."""
    if size < 1000:  # noqa: PLR2004 - the decimal step
        return f"{size} B"
    value = float(size)
    for unit in UNITS:
        value /= 1000
        if value < 999.5 or unit == UNITS[-1]:  # noqa: PLR2004 - what would be shown as 1000
            break
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0  # noqa: PLR2004 - three significant digits
    number = f"{value:.{digits}f}"
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {unit}"
