"""Names that people give: kept whole where they are harmless, never more than that."""

import math
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bulletdrop.core.crypto import ALPHABET
from bulletdrop.files.names import (
    LONGEST_NAME,
    SLUG_LENGTH,
    clean_filename,
    custom_name_fault,
    extension_of,
    is_reserved,
    new_slug,
)

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(max_size=400))
@example("e\u200d\u0301.png")  # taking the joiner away brings a letter and its accent together
@example("\u1100\u200b\u1161.png")
@example("a\ud800.png")
@example("../" * 100)
@example("." * 300)
@example("x" * 250 + "." + "y" * 250)
@example("é" * 300)
def test_whatever_comes_the_kept_name_is_safe(name: str) -> None:
    kept = clean_filename(name)
    assert kept
    assert kept.strip(" .")
    assert len(kept.encode()) <= LONGEST_NAME
    assert unicodedata.is_normalized("NFC", kept)
    assert not set(kept) & set("/\\" + BIDI)
    assert not {unicodedata.category(character) for character in kept} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(max_size=400))
def test_cleaning_twice_changes_nothing_more(name: str) -> None:
    assert clean_filename(clean_filename(name)) == clean_filename(name)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("my shot.png", "my shot.png"),
        ("Grüße 🌊.png", "Grüße 🌊.png"),
        ("Gru\u0308ße.png", "Grüße.png"),
        ("C:\\Users\\me\\shot.png", "shot.png"),
        ("../../etc/passwd", "passwd"),
        ("/", "file"),
        ("..", "file"),
        (" \t ", "file"),
        ("a\r\nb.png", "ab.png"),
        ("nul\x00l.png", "null.png"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        (".env", ".env"),
        ("日本語.txt", "日本語.txt"),
        ("new emoji \U0001fae8.png", "new emoji \U0001fae8.png"),
    ],
)
def test_names_as_people_have_them(name: str, kept: str) -> None:
    assert clean_filename(name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = clean_filename("é" * 300 + ".png")
    assert kept.endswith("é.png")
    assert len(kept.encode()) in {LONGEST_NAME, LONGEST_NAME - 1}


@pytest.mark.parametrize(
    "name",
    [
        *("robots", "ROBOTS", "sw", "ads", "app-ads", "security", "favicon", "sitemap", "humans", "manifest", "index"),
        *("api", "assets", "login", "register", "setup", "library", "trash", "settings", "devices", "files", "delete"),
        *("u", "t", "healthz", "readyz", "metrics", "well-known", "service-worker", "apple-app-site-association"),
    ],
)
def test_names_of_the_host_are_kept_for_it(name: str) -> None:
    assert is_reserved(name)
    assert custom_name_fault(name)


@pytest.mark.parametrize(
    "name",
    [
        "a b",
        "a/b",
        "a.b",
        ".well-known",
        "é",
        "a\n",
        "a\x00",
        "\u202ea",
        "x" * 101,
        "a%2fb",
        "\u0663",
        "",
        "\u017f",
        "\u212a",
    ],
)
def test_custom_names_are_plain_letters_and_digits(name: str) -> None:
    assert custom_name_fault(name)


@pytest.mark.parametrize("name", ["a", "A-b_9", "-", "x" * 100])
def test_custom_names_that_can_be_taken(name: str) -> None:
    assert custom_name_fault(name) is None


def test_slugs_have_sixty_bits_and_no_order() -> None:
    assert SLUG_LENGTH * math.log2(len(ALPHABET)) >= 60
    made = [new_slug() for _ in range(2000)]
    assert len(set(made)) == len(made)
    assert made != sorted(made)
    assert {character for slug in made for character in slug} == set(ALPHABET)


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.PNG", "png"), ("a.tar.gz", "gz"), ("a", ""), (".env", ""), ("a.", ""), ("a.é", ""), ("a." + "x" * 17, "")],
)
def test_endings(name: str, ending: str) -> None:
    assert extension_of(name) == ending
