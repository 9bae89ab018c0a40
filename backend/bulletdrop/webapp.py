"""The web app: files that the front end's build made, in the wheel beside this module.

Names under /assets/ hold a hash of their content and are kept for ever; the page itself is asked for each time. Its fonts
are served on every host, under the same names: the visitor's pages are set in them too, and ask no other host for anything.
"""

import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bulletdrop.core.errors import MethodNotAllowed, NotFound, problem_response

FOLDER: Final = Path(__file__).parent / "web"
# First parts of the addresses that the web app's own router knows; the front end's `routes` and this are held together by a test.
PAGES: Final = frozenset({"", "login", "register", "setup", "library", "trash", "settings", "devices", "files"})
# The fonts of the visitor's pages, by the beginning of the name that the build gives their files.
FONTS: Final = {"sans": "/assets/geist-latin-wght-normal-", "mono": "/assets/geist-mono-latin-wght-normal-"}
FOR_EVER: Final = "public, max-age=31536000, immutable"
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src {origins}; img-src {origins} data: blob:; "
    "media-src {origins} blob:; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# The worker that reads PDFs: its decoders of scanned pages are WebAssembly, which the page itself may not run.
WASM_WORKER: Final = "/assets/pdf.worker-"


@dataclass(frozen=True)
class Asset:
    """A file of the build, in each encoding that there is."""

    content_type: str
    bodies: dict[str, bytes]


class WebApp:
    """Answers for the web app's pages and assets; everything is read once, at the start."""

    def __init__(self, *, is_https: bool, folder: Path = FOLDER) -> None:
        self._assets = {f"/{path.relative_to(folder).as_posix()}": _asset(path) for path in _files(folder)}
        self.fonts = {
            family: path for family, start in FONTS.items() for path in self._assets if path.startswith(start)
        }
        self._on_every_host = frozenset(self.fonts.values())
        self._headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Content-Security-Policy": POLICY.format(origins="'self' https:" if is_https else "'self' http: https:"),
        }
        if is_https:
            self._headers["Strict-Transport-Security"] = "max-age=63072000"

    def knows(self, path: str) -> bool:
        """Whether this path is the web app's."""
        first, slash, _ = path[1:].partition("/")
        return (first in PAGES and not (slash and not first)) or first == "assets" or path in self._assets

    def knows_everywhere(self, path: str) -> bool:
        """Whether this path is the web app's on every host, whatever else is served there."""
        return path in self._on_every_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An asset, else the page, whose router decides the rest."""
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            return problem_response(
                MethodNotAllowed("Read this with GET.", headers={**self._headers, "Allow": "GET, HEAD"})
            )
        path = scope["path"]
        asset = self._assets.get(path)
        if asset is None and path.startswith("/assets/"):
            missing = NotFound("There is no such file in this version. Load the page again.")
            missing.headers.update(self._headers)
            return problem_response(missing)
        page = asset or self._assets.get("/index.html")
        if page is None:
            return PlainTextResponse(
                "The web app is not built: run scripts/serve.sh, or install the wheel.", 503, self._headers
            )
        encoding = _accepted(scope, page)
        headers = {
            **self._headers,
            "Vary": "Accept-Encoding",
            "Cache-Control": FOR_EVER if path.startswith("/assets/") else "no-cache",
        }
        if encoding:
            headers["Content-Encoding"] = encoding
        if path.startswith(WASM_WORKER):
            policy = headers["Content-Security-Policy"]
            headers["Content-Security-Policy"] = policy.replace(
                "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"
            )
        if path in self._on_every_host:
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return Response(page.bodies[encoding], 200, headers, page.content_type)


def _files(folder: Path) -> list[Path]:
    endings = tuple(ending for _, ending in ENCODINGS)
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(endings)]


def _asset(path: Path) -> Asset:
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if content_type.startswith("text/") or content_type.endswith(("javascript", "json")):
        content_type += "; charset=utf-8"
    bodies = {"": path.read_bytes()}
    for encoding, ending in ENCODINGS:
        packed = path.with_name(path.name + ending)
        if packed.is_file():
            bodies[encoding] = packed.read_bytes()
    return Asset(content_type, bodies)


def _accepted(scope: Scope, asset: Asset) -> str:
    """The best encoding that the client takes (RFC 9110 §12.5.3; a quality of 0 refuses)."""
    accepted = (
        b",".join(value for name, value in scope["headers"] if name == b"accept-encoding").decode("latin-1").lower()
    )
    parts = [part.replace(" ", "").partition(";q=") for part in accepted.split(",")]
    wanted = {name for name, _, quality in parts if quality.strip("0.") or not quality}
    return next((encoding for encoding, _ in ENCODINGS if encoding in wanted and encoding in asset.bodies), "")
