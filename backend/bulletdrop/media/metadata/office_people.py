"""Who wrote and where, in the parts of an office document itself: names and dates of comments and tracked changes, people,
the folder a workbook was saved in, the printer. What they say stays; who said it becomes "Author", as in Word's own
inspector.

Attribute and element names: ECMA-376 parts 1 and 4, [MS-DOCX], [MS-XLSX], [MS-PPTX], ODF 1.3 §14.
"""

import re
from typing import Final, NamedTuple


class Rule(NamedTuple):
    """What of the parts whose names match is replaced, and the word for it."""

    part: re.Pattern[str]
    what: re.Pattern[bytes]
    by: bytes
    word: str


def _rule(part: str, what: bytes, by: bytes, word: str = "author") -> Rule:
    return Rule(re.compile(part), re.compile(what), by, word)


WORD: Final = r"word/[^/]+\.xml"
PEOPLE: Final = r"ppt/(?:commentAuthors|authors)\.xml|xl/persons/[^/]+\.xml"
ODF: Final = r"content\.xml|styles\.xml"
RULES: Final = (
    _rule(WORD, rb'(<w:[^<>]*\sw:author=)"(?!Author")[^"]*"', rb'\1"Author"'),
    _rule(WORD, rb'(<w:[^<>]*\sw:initials=)"(?!A")[^"]*"', rb'\1"A"'),
    _rule(WORD, rb'(<w:[^<>]*)\s+w:date="[^"]*"', rb"\1", "date"),
    _rule(r"word/people\.xml", rb"(?s)<w15:person\b(?:[^>]*/>|.*?</w15:person>)", b""),
    _rule(PEOPLE, rb'(\b(?:name|displayName|userId)=)"(?!Author")[^"]*"', rb'\1"Author"'),
    _rule(PEOPLE, rb'(\binitials=)"(?!A")[^"]*"', rb'\1"A"'),
    _rule(PEOPLE, rb'(\bproviderId=)"(?!None")[^"]*"', rb'\1"None"'),
    _rule(r"xl/comments[^/]*\.xml", rb"<author>(?!Author<)[^<]*</author>", b"<author>Author</author>"),
    _rule(r"xl/workbook\.xml", rb'(<fileSharing\b[^>]*\buserName=)"(?!Author")[^"]*"', rb'\1"Author"'),
    _rule(
        r"xl/workbook\.xml",
        rb"(?:<mc:AlternateContent\b[^>]*>\s*<mc:Choice\b[^>]*>\s*)?<x15ac:absPath\b[^>]*/>"
        rb"(?:\s*</mc:Choice>\s*</mc:AlternateContent>)?",
        b"",
        "document info",
    ),
    _rule(ODF, rb"<dc:creator>(?!Author<)[^<]*</dc:creator>", b"<dc:creator>Author</dc:creator>"),
    _rule(ODF, rb"(<(meta:creator-initials|loext:sender-initials)>)(?!A<)[^<]*<", rb"\1A<"),
    _rule(ODF, rb"<dc:date>(?!1970-01-01T00:00:00<)[^<]*</dc:date>", b"<dc:date>1970-01-01T00:00:00</dc:date>", "date"),
    _rule(
        r"settings\.xml",
        rb'(<config:config-item\b[^>]*config:name="(?:PrinterName|PrinterSetup|CurrentDatabaseDataSource)"[^>]*>)[^<]+<',
        rb"\1<",
        "document info",
    ),
)


def names_people(part: str) -> bool:
    """Whether a part of this name may tell who wrote it."""
    return any(rule.part.fullmatch(part) for rule in RULES)


def without_people(part: str, content: bytes) -> tuple[bytes, set[str]]:
    """The content of the part, and the words for what is gone from it."""
    words = set()
    for rule in RULES:
        if rule.part.fullmatch(part):
            content, count = rule.what.subn(rule.by, content)
            if count:
                words.add(rule.word)
    return content, words
