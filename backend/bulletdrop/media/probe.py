"""How large and how long a file is, with nothing or next to nothing of it decoded."""

from pathlib import Path
from typing import Any

from bulletdrop.media import pictures
from bulletdrop.media.work import WorkRefused


def probe(path: str, mime_type: str) -> dict[str, Any]:
    """`width` and `height` in pixels (of a PDF: points), `duration` in seconds, `pages`; null where there is none."""
    found = dict.fromkeys(("width", "height", "duration", "pages"))
    return found | _known(Path(path), mime_type)


def _known(path: Path, mime_type: str) -> dict[str, Any]:
    if mime_type in pictures.FORMATS:
        with pictures.opened(path, mime_type) as image:
            return dict(zip(("width", "height"), pictures.shown_size(image), strict=True))
    if mime_type == "image/svg+xml":
        return _of_svg(path)
    if mime_type == "application/pdf":
        return _of_pdf(path)
    if mime_type.startswith(("video/", "audio/")):
        return _of_stream(path, mime_type)
    raise WorkRefused(f"{mime_type} has neither size nor duration.")


def _of_svg(path: Path) -> dict[str, Any]:
    from bulletdrop.media import svg  # noqa: PLC0415 - each loads a library that the others do not need

    width, height = svg.size_of(svg.read(path))
    return {"width": max(1, round(width)), "height": max(1, round(height))}


def _of_pdf(path: Path) -> dict[str, Any]:
    from bulletdrop.media import pdf  # noqa: PLC0415 - as above

    with pdf.opened(path) as document:
        if len(document) == 0:
            raise WorkRefused("The document has no page.")
        page = document[0]
        width, height = pdf.size(page)
        page.close()
        return {"width": round(width), "height": round(height), "pages": len(document)}


def _of_stream(path: Path, mime_type: str) -> dict[str, Any]:
    from bulletdrop.media import streams, video  # noqa: PLC0415 - as above

    with streams.opened(path, mime_type) as container:
        found: dict[str, Any] = {"duration": streams.seconds(container)}
        if mime_type.startswith("audio/"):
            return found
        stream = video.video_of(container)
        stream.codec_context.skip_frame = "NONKEY"
        frame = next(container.decode(stream))
        size = video.shown(frame.width, frame.height, stream, frame.rotation)
        return found | dict(zip(("width", "height"), size, strict=True))
