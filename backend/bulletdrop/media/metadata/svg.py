"""SVG: comments, instructions, `metadata` and what drawing programs keep for themselves are cut out, all else stays as written.

`title` and `desc` stay: they are shown and read aloud. Pictures inside as `data:` stay as they are.
"""

import re
from typing import BinaryIO, Final
from xml.parsers import expat

from bulletdrop.media.metadata.changes import Source, Splice
from bulletdrop.media.metadata.words import Uncleanable

MOST_BYTES: Final = 32 << 20
MOST_DEPTH: Final = 1000
PRIVATE: Final = (
    "http://www.inkscape.org/", "http://sodipodi.sourceforge.net/", "http://ns.adobe.com/", "http://www.bohemiancoding.com/",
    "http://www.serif.com/", "https://www.serif.com/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://creativecommons.org/ns#",
    "http://purl.org/dc/",
)  # fmt: skip
ATTRIBUTE: Final = re.compile(rb"\s+([^\s=]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def plan(file: BinaryIO) -> Splice:
    splice = Splice(Source(file))
    if splice.source.size > MOST_BYTES:
        raise Uncleanable("The drawing is too big.")
    content = splice.source.read(0, splice.source.size)
    if b"\0" in content:
        raise Uncleanable("The drawing is not in UTF-8.")
    cutter = _Cutter(content)
    splice.removed |= cutter.removed
    at = 0
    for start, end in sorted(cutter.cuts):
        if start > at:
            splice.keep(at, start)
        at = max(at, end)
    splice.keep(at, len(content))
    return splice


class _Cutter:
    """Reads the drawing once. Every event ends where the next begins; entities of its own are refused, so none can grow."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.cuts: list[tuple[int, int]] = []
        self.removed: set[str] = set()
        self._prefixes: dict[str, str] = {}
        self._depth = 0
        self._inside = 0  # the depth of an element that goes, if in one
        self._open: int | None = None  # where a cut began that ends at the next event
        self._begun = 0
        self._parser = parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = lambda _: self._cut_event("comments")
        parser.ProcessingInstructionHandler = lambda *_: self._cut_event("other data")
        parser.DefaultHandler = lambda _: self._event()
        try:
            parser.Parse(content, True)  # noqa: FBT003 - as expat has it
        except expat.ExpatError as error:
            raise Uncleanable("The drawing is not well-formed.") from error
        self._event(len(content))

    def _event(self, at: int | None = None) -> int:
        at = self._parser.CurrentByteIndex if at is None else at
        if self._open is not None:
            self.cuts.append((self._open, at))
            self._open = None
        return at

    def _cut_event(self, word: str) -> None:
        at = self._event()
        if not self._inside:
            self._open = at
            self.removed.add(word)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset:
            raise Uncleanable("The drawing declares entities of its own.")
        self._event()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._event()
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Uncleanable("The drawing is nested too deep.")
        for key, value in attributes.items():
            if key.startswith("xmlns:") and self._prefixes.setdefault(key[6:], value) != value:
                raise Uncleanable("The drawing uses a prefix for two things.")
        if self._inside:
            return
        if self._is_private(name) or name.rpartition(":")[2] == "metadata":
            self._inside, self._begun = self._depth, at
            self.removed.add("XMP" if "rdf" in name.lower() or name.endswith("metadata") else "other data")
            return
        self._attributes(at + 1 + len(name.encode()))

    def _attributes(self, at: int) -> None:
        while found := ATTRIBUTE.match(self.content, at):
            key = found[1].decode("utf-8", "replace")
            declares = key.startswith("xmlns:") and self._is_private(key[6:] + ":")
            if declares or self._is_private(key) or key == "data-name":
                self.cuts.append(found.span())
                self.removed.add("title" if "name" in key or "label" in key else "other data")
            at = found.end()

    def _is_private(self, name: str) -> bool:
        prefix, colon, _ = name.partition(":")
        return bool(colon) and self._prefixes.get(prefix, "").startswith(PRIVATE)

    def _end(self, _name: str) -> None:
        self._event()
        if self._inside == self._depth:
            self._open, self._inside = self._begun, 0
        self._depth -= 1
