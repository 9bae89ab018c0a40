"""The programs that can be set up by a file, and what goes into each file."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from bulletdrop.core.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"
SXCU_VERSION = "16.1.0"  # of ShareX; it refuses files older than 12.3.1, and before 14 the {json:…} syntax was another
SCRIPT_TYPE = "text/x-shellscript; charset=utf-8"


@dataclass(frozen=True)
class Site:
    """Where the program is to upload to."""

    url: str
    host: str

    @classmethod
    def of(cls, settings: Settings) -> "Site":
        """The installation of these settings."""
        return cls(settings.app_url, urlsplit(settings.app_url).netloc)

    @property
    def label(self) -> str:
        """The host, with its port where there is one, as a part of a file name."""
        return "".join(character if character.isalnum() or character in ".-" else "-" for character in self.host)

    @property
    def endpoint(self) -> str:
        """The address that takes files."""
        return f"{self.url}/api/uploads"


@dataclass(frozen=True)
class Client:
    """A program, and how its file is made from the site and a token."""

    name: str
    platforms: tuple[str, ...]
    media_type: str
    filename: Callable[[Site], str]
    render: Callable[[Site, str], bytes]


def _sharex(site: Site, token: str) -> bytes:
    """ShareX's custom uploader. The deletion link opens a page that asks: ShareX opens it in a browser without headers."""
    uploader = {
        "Version": SXCU_VERSION,
        "Name": f"BulletDrop ({site.host})",
        "DestinationType": "ImageUploader, TextUploader, FileUploader",
        "RequestMethod": "POST",
        "RequestURL": site.endpoint,
        "Headers": {"Authorization": f"Bearer {token}"},
        "Body": "MultipartFormData",
        "FileFormName": "file",
        "URL": "{json:url}",
        "ThumbnailURL": "{json:thumbnail_url}",
        "DeletionURL": "{json:delete_url}",
        "ErrorMessage": "{json:detail}",
    }
    return orjson.dumps(uploader, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _script(template: str) -> Callable[[Site, str], bytes]:
    def render(site: Site, token: str) -> bytes:
        text = (TEMPLATES / template).read_text("utf-8")
        common = (TEMPLATES / "common.sh").read_text("utf-8")
        values = {"ENDPOINT": site.endpoint, "SITE": site.host, "TOKEN": token}
        lines = "\n".join(f"{name}={shlex.quote(value)}" for name, value in values.items())
        return text.replace("#@settings@", lines).replace("#@common@", common.rstrip()).encode()

    return render


CLIENTS = {
    "sharex": Client("ShareX", ("windows",), "application/json", lambda site: f"BulletDrop-{site.label}.sxcu", _sharex),
    "flameshot": Client(
        "Flameshot", ("linux",), SCRIPT_TYPE, lambda _: "bulletdrop-flameshot.sh", _script("flameshot.sh")
    ),
    "shell": Client("Shell script", ("linux", "macos"), SCRIPT_TYPE, lambda _: "bulletdrop.sh", _script("shell.sh")),
}
