"""SVG, drawn from what is in the file alone: no entities, no scripts (the library has none), nothing from elsewhere."""

import io
import math
import re
from importlib import resources
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

import resvg_py
from PIL import Image

from bulletdrop.media.pictures import TALLEST, Drawn
from bulletdrop.media.work import WorkRefused

LARGEST: Final = 4 << 20  # bytes
DEEPEST: Final = 256  # elements in each other
SIDE: Final = 20_000  # pixels that it may say to have
INSIDE: Final = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp)[;,])")
LENGTH: Final = re.compile(r"\s*([0-9.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|)\s*$", re.IGNORECASE)
PIXELS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
FONT: Final = str(resources.files("bulletdrop.media") / "fonts/GeistMono-Latin.ttf")


def draw(path: Path, mime_type: str, width: int) -> Drawn:  # noqa: ARG001 - as for the other families
    root = read(path)
    size = size_of(root)
    if size[1] > size[0] * TALLEST * TALLEST or size[0] > size[1] * 100:
        raise WorkRefused("The drawing is too long.")
    try:
        picture = resvg_py.svg_to_bytes(
            svg_string=ET.tostring(root, encoding="unicode"),
            width=width,
            height=max(1, round(width * size[1] / size[0])),
            skip_system_fonts=True,
            font_files=[FONT],
            font_family="Geist Mono",
        )
    except ValueError as error:
        raise WorkRefused("The drawing cannot be read.") from error
    image = Image.open(io.BytesIO(bytes(picture)), formats=("PNG",)).convert("RGBA")
    return Drawn(image, *(max(1, round(side)) for side in size))


def read(path: Path) -> ET.Element:
    """The drawing, with what leads out of it taken away. Raises WorkRefused."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise WorkRefused("The drawing is too large.")
    try:
        _check(data)
        root = ET.fromstring(data)  # noqa: S314 - entities were looked for, and refused
    except (expat.ExpatError, ET.ParseError, LookupError, ValueError) as error:
        raise WorkRefused("The drawing cannot be read.") from error
    for element in root.iter():
        for name in [name for name in element.attrib if name.rpartition("}")[2] == "href"]:
            if not INSIDE.match(element.attrib[name]):
                del element.attrib[name]
    return root


def size_of(root: ET.Element) -> tuple[float, float]:
    """Width and height in pixels, from the attributes or the view box."""
    sides = [_pixels(root.get("width")), _pixels(root.get("height"))]
    try:
        box = [float(number) for number in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    except ValueError:
        box = []
    if len(box) == 4 and box[2] > 0 and box[3] > 0:  # noqa: PLR2004 - x, y, width, height
        width, height = box[2], box[3]
    else:
        width, height = 100.0, 100.0  # as the library has it
    if sides[0] and sides[1]:
        width, height = sides[0], sides[1]
    elif sides[0]:
        width, height = sides[0], sides[0] * height / width
    elif sides[1]:
        width, height = sides[1] * width / height, sides[1]
    if not (math.isfinite(width) and math.isfinite(height) and 0 < width <= SIDE and 0 < height <= SIDE):
        raise WorkRefused("The drawing has no size that could be drawn.")
    return width, height


def _pixels(length: str | None) -> float | None:
    match = LENGTH.match(length or "")
    try:
        return float(match[1]) * PIXELS[match[2].lower()] if match else None
    except ValueError:
        return None


def _check(data: bytes) -> None:
    """Refuses entities, which swell, and depth, which overflows a stack."""
    depth = 0

    def start(*_: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise WorkRefused("The drawing is nested too deeply.")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: Any) -> None:
        raise WorkRefused("The drawing has entities.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.EntityDeclHandler = refuse
    parser.Parse(data, True)  # noqa: FBT003 - its second argument has no name
