"""The addresses of an upload, and signed links to private ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from bulletdrop.core.crypto import derive, digest, sign, signature_matches
from bulletdrop.core.database import now
from bulletdrop.core.settings import Settings

LONGEST_LIFE = 86_400  # seconds
IN_LISTS = 900  # seconds that the links of the owner's lists live
OPENED = 900  # seconds for which a right password opens a file


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

    The owner's opens a file whatever guards it; a visitor's, given for the right password, takes the place of that alone.
    """

    key: bytes

    @classmethod
    def of(cls, settings: Settings) -> "Signer":
        """The signer of this installation."""
        return cls(derive(settings.secret_key.get_secret_value(), "signed links"))

    def sign(self, url: str, upload_id: int, *, seconds: int = IN_LISTS) -> tuple[str, datetime]:
        """The address with a signature good for so many seconds, and when it ends."""
        ends = (now() + timedelta(seconds=seconds)).replace(microsecond=0)
        until = int(ends.timestamp())
        joint = "&" if "?" in url else "?"
        return f"{url}{joint}until={until}&signature={sign(self.key, f'{upload_id} {until}')}", ends

    def allows(self, query: str, upload_id: int, *, at: float) -> bool:
        """Whether this query string holds a signature of the owner for the upload that has not ended."""
        return self._matches(query, str(upload_id), at=at)

    def sign_opened(self, upload_id: int, password_hash: str, *, at: float) -> str:
        """A query string for somebody who knew the password. It ends with the password: another hash is another name."""
        until = int(at) + OPENED
        return f"until={until}&signature={sign(self.key, f'{_opened(upload_id, password_hash)} {until}')}"

    def allows_opened(self, query: str, upload_id: int, password_hash: str, *, at: float) -> bool:
        """Whether this query string is one that `sign_opened` made under this password, and has not ended."""
        return self._matches(query, _opened(upload_id, password_hash), at=at)

    def _matches(self, query: str, what: str, *, at: float) -> bool:
        until, signature = signature_in(query)
        if not signature:
            return False
        if not until.isascii() or not until.isdigit() or len(until) > 12 or int(until) <= at:  # noqa: PLR2004 - seconds since 1970
            return False
        return signature_matches(self.key, f"{what} {until}", signature)


def _opened(upload_id: int, password_hash: str) -> str:
    """What a visitor's signature is about. It begins with a word, so that it is never what an owner's is about."""
    return f"opened {upload_id} {digest(password_hash).hex()}"


def signature_in(query: str) -> tuple[str, str]:
    """`until` and `signature` of a query string; empty where they are not in it."""
    if "signature=" not in query:
        return "", ""
    fields = dict(part.split("=", 1) for part in query.split("&") if part.startswith(("until=", "signature=")))
    return fields.get("until", ""), fields.get("signature", "")
