"""Who wrote and where, in the parts of an office document itself: names and dates of comments and tracked changes, people,
the folder a workbook was saved in, the printer and the data source. What they say stays; who said it becomes "Author", as
in Word's own inspector. Found as text, by the prefixes that all office programs write: a part may have any size.

Attribute and element names: ECMA-376 parts 1 and 4, [MS-DOCX], [MS-XLSX], [MS-PPTX], ODF 1.3 §14.
"""

import re
from collections.abc import Iterator
from typing import IO, Final, NamedTuple

from bulletdrop.media.metadata.changes import PIECE

LONGEST: Final = 64 << 10  # bytes of what a rule finds


class Rule(NamedTuple):
    """What of the parts whose names match is replaced, and the word for it."""

    part: re.Pattern[str]
    sign: bytes  # what is in every match, and found in no time
    what: re.Pattern[bytes]
    by: bytes
    word: str


def _rule(part: str, sign: bytes, what: bytes, by: bytes, word: str = "author") -> Rule:
    return Rule(re.compile(part), sign, re.compile(what), by, word)


WORD: Final = r"word/(?:glossary/)?[^/]+\.xml"
PEOPLE: Final = r"ppt/(?:commentAuthors|authors)\.xml|xl/persons/[^/]+\.xml"
ODF: Final = r"(?:[^/]+/)?(?:content|styles)\.xml"  # also of an object inside
RULES: Final = (
    _rule(WORD, b"w:author=", rb'(<w:[^<>]*\sw:author=)"(?!Author")[^"]*"', rb'\1"Author"'),
    _rule(WORD, b"w:initials=", rb'(<w:[^<>]*\sw:initials=)"(?!A")[^"]*"', rb'\1"A"'),
    _rule(WORD, b"w:date=", rb'(<w:[^<>]*)\s+w:date="[^"]*"', rb"\1", "date"),
    _rule(r"word/people\.xml", b"<w15:person", rb"(?s)<w15:person\b(?:[^>]*/>|.*?</w15:person>)", b""),
    _rule(PEOPLE, b'"', rb'(\b(?:name|displayName|userId)=)"(?!Author")[^"]*"', rb'\1"Author"'),
    _rule(PEOPLE, b"initials=", rb'(\binitials=)"(?!A")[^"]*"', rb'\1"A"'),
    _rule(PEOPLE, b"providerId=", rb'(\bproviderId=)"(?!None")[^"]*"', rb'\1"None"'),
    _rule(
        r"xl/comments(?:/[^/]+|[^/]*)\.xml",
        b"<author>",
        rb"<author>(?!Author<)[^<]*</author>",
        b"<author>Author</author>",
    ),
    _rule(r"xl/threadedComments/[^/]+\.xml", b"dT=", rb'(<threadedComment\b[^<>]*)\s+dT="[^"]*"', rb"\1", "date"),
    _rule(r"ppt/comments/[^/]+\.xml", b"dt=", rb'(<p:cm\b[^<>]*)\s+dt="[^"]*"', rb"\1", "date"),
    _rule(r"xl/workbook\.xml", b"<fileSharing", rb'(<fileSharing\b[^>]*\buserName=)"(?!Author")[^"]*"', rb'\1"Author"'),
    _rule(
        r"xl/workbook\.xml",
        b"<x15ac:absPath",
        rb"(?:<mc:AlternateContent\b[^>]*>\s*<mc:Choice\b[^>]*>\s*)?<x15ac:absPath\b[^>]*/>"
        rb"(?:\s*</mc:Choice>\s*</mc:AlternateContent>)?",
        b"",
        "document info",
    ),
    _rule(ODF, b"<dc:creator>", rb"<dc:creator>(?!Author<)[^<]*</dc:creator>", b"<dc:creator>Author</dc:creator>"),
    _rule(ODF, b"initials>", rb"(<(meta:creator-initials|loext:sender-initials)>)(?!A<)[^<]*<", rb"\1A<"),
    _rule(
        ODF,
        b"<dc:date>",
        rb"<dc:date>(?!1970-01-01T00:00:00<)[^<]*</dc:date>",
        b"<dc:date>1970-01-01T00:00:00</dc:date>",
        "date",
    ),
    _rule(
        r"settings\.xml",
        b"<config:config-item",
        rb'(<config:config-item\b[^>]*config:name="(?:PrinterName|PrinterSetup|CurrentDatabaseDataSource)"[^>]*>)[^<]+<',
        rb"\1<",
        "document info",
    ),
)


def names_people(part: str) -> bool:
    """Whether a part of this name may tell who wrote it."""
    return any(rule.part.fullmatch(part) for rule in RULES)


def without_people(part: str, source: IO[bytes], removed: set[str]) -> Iterator[bytes]:
    """The part in pieces, however big it is; the words for what is gone from it are added to `removed`."""
    rules = [rule for rule in RULES if rule.part.fullmatch(part)]
    held = b""
    while piece := source.read(PIECE):
        held = _changed(held + piece, rules, removed)
        # A match is LONGEST at most: what begins before `last` is here to its end, and is changed already.
        last = max(0, len(held) - LONGEST)
        cut = held.rfind(b"<", 0, last)
        if cut <= 0:  # one tag longer than that
            cut = last
        yield held[:cut]
        held = held[cut:]
    yield held


def _changed(content: bytes, rules: list[Rule], removed: set[str]) -> bytes:
    for rule in rules:
        if rule.sign not in content:
            continue
        content, count = rule.what.subn(rule.by, content)
        if count:
            removed.add(rule.word)
    return content
