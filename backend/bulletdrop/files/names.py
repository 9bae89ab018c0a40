"""Names: what a file was called, what its address is called, and which names nobody may have."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from bulletdrop.core.crypto import random_name

SLUG_LENGTH: Final = 11  # 65 bits
LONGEST_NAME: Final = 255  # bytes of UTF-8: what file systems take, so that a download can be saved under its name
LONGEST_CUSTOM_NAME: Final = 100
CUSTOM_NAME = re.compile(r"[\w-]+", re.ASCII)
EXTENSION = re.compile(r"[a-z0-9]{1,16}")
PATH_SEPARATORS = re.compile(r"[/\\]")
HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # not Cn: what Unicode adds later is no harm

# Asked for by programs on every host; whoever held one would speak for the host.
WELL_KNOWN: Final = frozenset(
    "ads app-ads apple-app-site-association assetlinks browserconfig clientaccesspolicy crossdomain favicon humans "
    "index llms manifest opensearch robots security sellers service-worker sitemap sw wpad".split()
)
# What the web app and the API are found under, on the default domain.
OF_THE_APP: Final = frozenset(
    "about account admin administration analytics api app assets auth callback clients dashboard delete devices docs domains download "
    "embed explore favicon files fonts gallery healthz help home imprint invite legal library link login logout me metrics "
    "new oauth oembed openapi pages password paste privacy profile readyz register report request reset rules search "
    "session settings setup share shorten signin signup static stats status support t tag tags terms tokens trash tus u "
    "upload uploads user users verify view webhook well-known www".split()
)


def new_slug() -> str:
    """A fresh public name, beyond guessing."""
    return random_name(SLUG_LENGTH)


def is_reserved(name: str) -> bool:
    """Whether nobody may have this name as an address."""
    lowered = name.lower()
    return lowered in WELL_KNOWN or lowered in OF_THE_APP


def custom_name_fault(name: str) -> str | None:
    """What is wrong with a custom name, in words; None where it can be taken."""
    if len(name) > LONGEST_CUSTOM_NAME:
        return f"A name has at most {LONGEST_CUSTOM_NAME} characters."
    if not CUSTOM_NAME.fullmatch(name):
        return "A name is made of letters, digits, hyphens and underscores."
    if is_reserved(name):
        return f"This name is kept for the host. Try {name}-2."
    return None


def clean_filename(name: str, *, fallback: str = "file") -> str:
    """A file's own name, safe to show and to save under: NFC, the last part of a path, at most 255 bytes, without
    control, format and bidi characters (Unicode categories Cc, Cf, Cs, Co, Zl, Zp)."""
    # What is left out may have stood between a letter and its accent: composed only afterwards.
    name = unicodedata.normalize("NFC", "".join(character for character in name if _is_shown(character)))
    name = PATH_SEPARATORS.split(name)[-1].strip()
    if not name.strip("."):
        return fallback
    if name.startswith(".") and name.count(".") == 1 and not name[1:].strip():
        return fallback
    return _shortened(name)


def filename_fault(name: str, *, ending: str) -> str | None:
    """What is wrong with the name that a file with this ending is to be called, in words; None where it can be."""
    name = PATH_SEPARATORS.split("".join(filter(_is_shown, name)))[-1].strip()
    # ".env" and ".gitignore" are names; ".png" is only what is left of one.
    is_ending = bool(ending) and name.lower() == f".{ending}"
    return "A file needs a name." if is_ending or not name.strip(". ") else None


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in HIDDEN


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST_NAME:
        return name
    ending = PurePosixPath(name).suffix
    ending = ending if len(ending.encode()) <= 20 else ""  # noqa: PLR2004 - a longer one is no file type's
    stem = name[: len(name) - len(ending)].encode()[: LONGEST_NAME - len(ending.encode())]
    return stem.decode(errors="ignore") + ending


def extension_of(name: str) -> str:
    """The ending of a name in lower case, without the dot; empty where it has none that looks like one."""
    ending = PurePosixPath(name).suffix[1:].lower()
    return ending if EXTENSION.fullmatch(ending) else ""


def saved_name(name: str, *, filename: str) -> str:
    """What a browser saves the file as: its own name, with the ending of its public one where it claims another type."""
    claimed, true = extension_of(name), extension_of(filename)
    if not claimed or not true or claimed == true:
        return name
    return f"{name[: -len(claimed)]}{true}"
