"""The addresses of an upload, and signed links to private ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from bulletdrop.core.crypto import derive, digest, sign, signature_matches
from bulletdrop.core.database import now
from bulletdrop.core.settings import Settings

LONGEST_LIFE = 86_400  # seconds
IN_LISTS = 900  # seconds that the links of the owner's lists live


def public_name(*, slug: str, custom_name: str | None, extension: str) -> str:
    """The last part of the address: `{custom_name or slug}.{ext}`."""
    name = custom_name or slug
    return f"{name}.{extension}" if extension else name


def upload_url(settings: Settings, *, domain: str, name: str) -> str:
    """The address of a file on its domain."""
    return settings.link(domain, f"/{quote(name)}")


def thumbnail_url(url: str, slug: str) -> str:
    """The address of a file's picture, on the domain of the file's own address."""
    return f"{url[: url.index('/', url.index('//') + 2)]}/t/{quote(slug)}.webp"


def page_url(url: str) -> str:
    """The address of the view page: the file's without its extension, or with `?view` where it has none."""
    head, dot, tail = url.rpartition(".")
    return head if dot and "/" not in tail else f"{url}?view"


@dataclass(frozen=True)
class Signer:
    """Makes and checks signed links. A signature names one upload and the second at which it ends.

    `password_hash`: the link of a visitor who knew the file's password, good for as long as the file has that one. The
    owner's, without it, opens the file whatever it asks for.
    """

    key: bytes

    @classmethod
    def of(cls, settings: Settings) -> "Signer":
        """The signer of this installation."""
        return cls(derive(settings.secret_key.get_secret_value(), "signed links"))

    def sign(
        self, url: str, upload_id: int, *, seconds: int = IN_LISTS, password_hash: str | None = None
    ) -> tuple[str, datetime]:
        """The address with a signature good for so many seconds, and when it ends."""
        ends = (now() + timedelta(seconds=seconds)).replace(microsecond=0)
        until = int(ends.timestamp())
        joint = "&" if "?" in url else "?"
        return (
            f"{url}{joint}until={until}&signature={sign(self.key, _message(upload_id, str(until), password_hash))}",
            ends,
        )

    def allows(self, query: str, upload_id: int, *, at: float, password_hash: str | None = None) -> bool:
        """Whether this query string holds a signature for the upload that has not ended."""
        until, signature = signature_in(query)
        if not signature:
            return False
        if not until.isascii() or not until.isdigit() or len(until) > 12 or int(until) <= at:  # noqa: PLR2004 - seconds since 1970
            return False
        return signature_matches(self.key, _message(upload_id, until, password_hash), signature)


def _message(upload_id: int, until: str, password_hash: str | None) -> str:
    return f"{upload_id} {until}" if password_hash is None else f"{upload_id} {until} {digest(password_hash).hex()}"


def signature_in(query: str) -> tuple[str, str]:
    """`until` and `signature` of a query string; empty where they are not in it."""
    if "signature=" not in query:
        return "", ""
    fields = dict(part.split("=", 1) for part in query.split("&") if part.startswith(("until=", "signature=")))
    return fields.get("until", ""), fields.get("signature", "")
