"""The first page of a PDF, on white."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import pypdfium2  # type: ignore[import-untyped]

from bulletdrop.media.pictures import TALLEST, Drawn
from bulletdrop.media.work import WorkRefused

SIDE: Final = 20_000  # points (7 m) of a page's side that are drawn
THINNEST: Final = 1  # point


@contextmanager
def opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    try:
        with closing(pypdfium2.PdfDocument(path)) as document:
            yield document
    except pypdfium2.PdfiumError as error:
        raise WorkRefused("The document cannot be read, or needs a password.") from error


def draw(path: Path, mime_type: str, width: int) -> Drawn:  # noqa: ARG001 - as for the other families
    with opened(path) as document:
        if len(document) == 0:
            raise WorkRefused("The document has no page.")
        with closing(document[0]) as page:
            across, down = size(page)
            below = max(0.0, down - TALLEST * across)  # what is cut off
            scale = width / across
            with closing(page.render(scale=scale, crop=(0, below, 0, 0), may_draw_forms=False)) as bitmap:
                image = bitmap.to_pil().convert("RGB")
    return Drawn(image, round(across), round(down))


def size(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """Width and height in points."""
    across, down = page.get_size()
    if not (THINNEST <= across <= SIDE and THINNEST <= down <= SIDE):
        raise WorkRefused("The page has no size that could be drawn.")
    return across, down
