"""What a username, an e-mail address, a picture's address and a line about oneself may be."""

import re
import unicodedata
from typing import Annotated
from urllib.parse import urlsplit

import email_validator
from pydantic import AfterValidator, WithJsonSchema

from bulletdrop.core.schemas import Text

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")
RESERVED = frozenset({"me"})  # /api/users/me is not somebody's public profile
LONGEST_EMAIL = 255
LONGEST_URL = 2048
LONGEST_BIO = 500

# A host on a private network has addresses such as admin@nas.local, and they are no mistake there.
for private in ("local", "test"):
    if private in email_validator.SPECIAL_USE_DOMAIN_NAMES:
        email_validator.SPECIAL_USE_DOMAIN_NAMES.remove(private)


def checked_username(value: str) -> str:
    """The name itself, or ValueError with a sentence on how to mend it."""
    if not USERNAME.fullmatch(value):
        raise ValueError(
            "Use 1 to 50 letters, digits, dots, hyphens or underscores, and begin with a letter or a digit."
        )
    if value.lower() in RESERVED:
        raise ValueError("This name is reserved. Choose another one.")
    return value


def checked_email(value: str) -> str:
    """The address in its one form, or ValueError. Whether mail arrives there is not asked: it may be an inner network's."""
    try:
        # Without SMTPUTF8: names in ASCII are what lower() of the database folds, so that uniqueness holds.
        found = email_validator.validate_email(value, check_deliverability=False, allow_smtputf8=False)
    except email_validator.EmailNotValidError as error:
        raise ValueError(f"This is no e-mail address: {str(error)[0].lower()}{str(error)[1:]}") from None
    if len(found.normalized) > LONGEST_EMAIL:
        raise ValueError(f"Use at most {LONGEST_EMAIL} characters.")
    return found.normalized


def checked_picture(value: str) -> str:
    """An http(s) address without a user in it, or ValueError."""
    sentence = "Give an address that begins with https:// or http://."
    if len(value) > LONGEST_URL:
        raise ValueError(f"Use at most {LONGEST_URL} characters.")
    if not value.isascii() or not value.isprintable() or re.search(r'[\s"<>\\^`{|}]', value):
        raise ValueError(sentence)
    try:
        parts = urlsplit(value)
        well_formed = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        well_formed = False
    if not well_formed:
        raise ValueError(sentence)
    if parts.username is not None or parts.password is not None:
        raise ValueError("Leave the user name out of the address.")
    return value


def checked_bio(value: str) -> str:
    """The text with plain line ends, or ValueError."""
    text = value.replace("\r\n", "\n")
    if len(text) > LONGEST_BIO:
        raise ValueError(f"Use at most {LONGEST_BIO} characters.")
    if any(unicodedata.category(character) == "Cc" and character != "\n" for character in text):
        raise ValueError("Control characters are not allowed.")
    return text


Username = Annotated[
    Text,
    AfterValidator(checked_username),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 50, "pattern": f"^{USERNAME.pattern}$"}),
]
Email = Annotated[
    Text,
    AfterValidator(checked_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": LONGEST_EMAIL}),
]
Picture = Annotated[
    Text,
    AfterValidator(checked_picture),
    WithJsonSchema({"type": "string", "format": "uri", "maxLength": LONGEST_URL, "pattern": "^https?://"}),
]
Bio = Annotated[
    Text,
    AfterValidator(checked_bio),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_BIO}),
]
