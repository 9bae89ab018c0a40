"""What the address of a new file is made of.

    random     k3Vq9xTzP2a        beyond guessing (65 bits)
    uuid       6f1f…-…            a random UUID (RFC 9562 §5.4: 122 bits)
    invisible                     zero-width characters (64 bits): the link looks like the domain alone
    original   holiday-2026       the file's own name
    date       2026-11-24-214108  the time of landing, UTC
    words      calm-otter-lantern three words

The first three are slugs. The others can be guessed; they are custom names, so that nobody gets one that another file on
the domain has, and the file keeps a random slug beside them.
"""

import re
import secrets
import unicodedata
from datetime import datetime
from typing import Final
from uuid import uuid4

from bulletdrop.accounts.defaults import Naming
from bulletdrop.core.crypto import random_name
from bulletdrop.files.names import custom_name_fault, new_slug

INVISIBLE: Final = "\u200b\u200c\u200d\u2060"  # two bits each
INVISIBLE_LENGTH: Final = 32
LONGEST: Final = 60  # characters of a file's own name that go into its address
SUFFIX: Final = 4  # characters that make a name another one
NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9_]+")
FIRST_WORDS: Final = (
    "amber brave brisk calm clear clever cosy crisp curious dapper deft eager early easy fair fine fond free fresh gentle glad "
    "golden good grand happy hardy honest humble jolly keen kind lively lucky mellow merry mild modest neat nimble noble patient "
    "plain polite proud quick quiet rapid ready rosy rustic shy silent simple smooth snug soft spry steady sunny swift tidy warm "
    "wise witty young zesty"
).split()
LAST_WORDS: Final = (
    "acorn anchor apple atlas badger bamboo barley basil beacon beaver birch bobbin bottle breeze bridge brook button cabin camel "
    "candle canyon carrot cedar cello cherry clover comet copper coral cotton crane cricket curlew daisy dolphin dune ember falcon "
    "feather fern fiddle finch fjord flint forest fox garden garnet ginger glacier grove gull harbor hazel heron hill horizon "
    "island ivory jasmine juniper kestrel kettle kite lagoon lantern larch lemon lilac linen lotus magnet mango maple marble "
    "meadow melon mint mirror moon moss nectar nutmeg oak ocean olive orchard otter paddle panda paper pebble pepper pine planet "
    "plum pond poplar prairie quartz quill rabbit raven reed ribbon river robin saddle saffron sail sparrow spruce star stone "
    "stream sugar summit swan teapot thistle thunder tiger timber tulip turtle valley velvet violet walnut willow window winter "
    "wren zebra"
).split()


def slug_for(naming: Naming) -> str:
    """A slug of this kind; a random one beside the names that are not slugs."""
    if naming == "uuid":
        return str(uuid4())
    if naming == "invisible":
        return "".join(secrets.choice(INVISIBLE) for _ in range(INVISIBLE_LENGTH))
    return new_slug()


def name_for(naming: Naming, *, filename: str, moment: datetime) -> str | None:
    """The custom name of this kind, which may be taken; None for the kinds that are slugs, or where a file's own name
    gives none.
    """
    if naming == "date":
        return f"{moment:%Y-%m-%d-%H%M%S}"
    if naming == "words":
        return "-".join((secrets.choice(FIRST_WORDS), secrets.choice(LAST_WORDS), secrets.choice(LAST_WORDS)))
    return _from_filename(filename) if naming == "original" else None


def another(name: str) -> str:
    """A name like this one, that is hardly taken."""
    return f"{name}-{random_name(SUFFIX)}"


def _from_filename(filename: str) -> str | None:
    """The letters and digits of the name without its ending; accents are dropped, other scripts have no such form."""
    stem = filename.rpartition(".")[0] if "." in filename else filename
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    name = NOT_IN_A_NAME.sub("-", plain).strip("-_")[:LONGEST].rstrip("-_")
    if not name:
        return None
    return another(name) if custom_name_fault(name) else name
