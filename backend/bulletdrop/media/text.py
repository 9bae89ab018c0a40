"""The beginning of a text, set in the interface's typeface."""

import codecs
from importlib import resources
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from bulletdrop.media.pictures import Drawn
from bulletdrop.media.work import WorkRefused

HEAD: Final = 16_384  # bytes that are read
LINES: Final = 40
WIDE: Final = 76  # characters of a line
NARROW: Final = 34  # of the shortest that is set large
ADVANCE: Final = 0.6  # of the font's size: every letter's width
INK: Final = "#504E48"
PAPER: Final = "#FFFFFF"
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


def draw(path: Path, mime_type: str, width: int) -> Drawn:  # noqa: ARG001 - as for the other families
    with path.open("rb") as file:
        lines = _lines(file.read(HEAD))
    if not any(lines):
        raise WorkRefused("The text is empty.")
    margin = width / 26
    columns = max(NARROW, *map(len, lines), 0)
    font_size = (width - 2 * margin) / columns / ADVANCE
    pitch = font_size * 1.5
    font = ImageFont.truetype(
        str(resources.files("bulletdrop.media") / "fonts/GeistMono-Latin.ttf"),
        font_size,
        layout_engine=ImageFont.Layout.BASIC,
    )
    height = max(width * 0.5, pitch * len(lines) + 2 * margin)
    image = Image.new("RGB", (width, round(height)), PAPER)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((margin, margin + number * pitch), line, font=font, fill=INK)
    return Drawn(image)


def _lines(head: bytes) -> list[str]:
    text = _decoded(head)
    lines = [line.expandtabs(4)[:WIDE] for line in text.splitlines()[:LINES]]
    return ["".join(letter if letter.isprintable() else " " for letter in line).rstrip() for line in lines]


def _decoded(head: bytes) -> str:
    for mark, name in MARKS:
        if head.startswith(mark):
            return head.decode(name, "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)  # the last letter may be cut
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")
