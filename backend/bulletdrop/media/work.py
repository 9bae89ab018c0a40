"""The works that a child process can be asked for, by name. Each one is imported only when it is asked for, so that a child stays small."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

Work = Callable[..., dict[str, Any]]


class WorkRefused(Exception):
    """The file cannot be worked on; the text says why, in words for people. Trying again is useless."""


class WorkFailed(Exception):
    """The child crashed, or ran out of time or memory. It may be tried once more."""


def _lazy(module: str, function: str) -> Work:
    def work(**arguments: Any) -> dict[str, Any]:
        found: Work = getattr(import_module(f"bulletdrop.media.{module}"), function)
        return found(**arguments)

    return work


def clean(path: str, mime_type: str) -> dict[str, Any]:
    """Takes the metadata out of the file in its place; tells what was taken."""
    words = import_module("bulletdrop.media.metadata.words")
    clean_file = import_module("bulletdrop.media.metadata.clean_file").clean_file
    try:
        return {"removed": list(clean_file(Path(path), mime_type))}
    except words.Uncleanable as error:
        raise WorkRefused(str(error)) from error


WORKS: Final[dict[str, Work]] = {
    "clean": clean,
    "convert": _lazy("convert", "convert"),
    "listing": _lazy("listing", "listing"),
    "probe": _lazy("probe", "probe"),
    "resize": _lazy("convert", "resize"),
    "thumbnails": _lazy("thumbnails", "thumbnails"),
}
