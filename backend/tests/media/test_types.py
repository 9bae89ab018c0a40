"""Endings, and what is served as what."""

import pytest

from bulletdrop.media.types import ACTIVE, ending_for, is_textual, served_type


@pytest.mark.parametrize(
    ("mime_type", "named", "ending"),
    [
        ("image/png", "png", "png"),
        ("image/png", "", "png"),
        ("image/png", "jpg", "png"),
        ("image/png", "html", "png"),
        ("image/jpeg", "jpeg", "jpeg"),
        ("text/plain", "log", "log"),
        ("text/plain", "rs", "rs"),
        ("text/plain", "", "txt"),
        ("text/plain", "png", "txt"),
        ("text/html", "html", "html"),
        ("text/html", "png", "html"),
        ("application/zip", "docx", "zip"),
        ("application/zip", "cbz", "cbz"),
        ("application/octet-stream", "dat", "dat"),
        ("application/octet-stream", "png", "bin"),
        ("application/octet-stream", "", "bin"),
        ("application/x-unheard-of", "", "bin"),
    ],
)
def test_the_ending_is_one_that_fits_the_bytes(mime_type: str, named: str, ending: str) -> None:
    assert ending_for(mime_type, named) == ending


@pytest.mark.parametrize("mime_type", sorted(ACTIVE))
def test_active_types_are_served_as_something_that_no_browser_runs(mime_type: str) -> None:
    assert served_type(mime_type) in {"text/plain; charset=utf-8", "application/octet-stream"}


@pytest.mark.parametrize(
    "mime_type",
    [
        "text/html",
        "text/x-whatever",
        "text/javascript",
        "application/json",
        "application/ld+json",
        "application/atom+xml",
        "application/xhtml+xml",
    ],
)
def test_texts_are_served_as_plain_text_with_their_charset(mime_type: str) -> None:
    assert is_textual(mime_type)
    assert served_type(mime_type) == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "mime_type", ["image/png", "image/svg+xml", "video/mp4", "application/pdf", "application/zip", "text/rtf"]
)
def test_other_types_are_served_as_themselves(mime_type: str) -> None:
    assert not is_textual(mime_type)
    assert served_type(mime_type) == mime_type
