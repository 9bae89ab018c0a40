"""Signatures of links, and the addresses of pages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletdrop.files.links import Signer, page_url

SIGNER = Signer(b"k" * 32)


def signed(upload_id: int = 7, seconds: int = 60) -> str:
    return SIGNER.sign("https://h.example/a.png", upload_id, seconds=seconds)[0].partition("?")[2]


def test_a_signature_opens_one_upload_until_its_second() -> None:
    query = signed()
    assert SIGNER.allows(query, 7, at=time.time())
    assert SIGNER.allows(f"download&{query}", 7, at=time.time())
    assert not SIGNER.allows(query, 8, at=time.time())
    assert not SIGNER.allows(query, 7, at=time.time() + 61)
    assert not Signer(b"x" * 32).allows(query, 7, at=time.time())


@pytest.mark.parametrize("at", range(32))
def test_every_digit_of_the_signature_counts(at: int) -> None:
    head, _, signature = signed().partition("signature=")
    altered = signature[:at] + ("0" if signature[at] != "0" else "1") + signature[at + 1 :]
    assert not SIGNER.allows(f"{head}signature={altered}", 7, at=time.time())


def test_a_later_end_is_not_what_was_signed() -> None:
    until = int(signed().partition("until=")[2].partition("&")[0])
    assert not SIGNER.allows(signed().replace(str(until), str(until + 1)), 7, at=time.time())


@pytest.mark.parametrize(
    "query",
    [
        "signature=",
        "signature=x&until=9999999999",
        "until=9999999999",
        "signature=%00&until=%00",
        "signature=%ED%A0%80&until=9999999999",
        "signature=x&until=99999999999999999999999",
        "signature=x&until=-1",
        "signature=x&until=1e9",
        "signature=x&until=\u0663",
        "a&" * 500 + "signature=x&until=9999999999",
    ],
)
def test_what_is_no_signature_opens_nothing(query: str) -> None:
    assert not SIGNER.allows(query, 7, at=0)


@given(st.text(max_size=60))
def test_no_query_breaks_it(query: str) -> None:
    assert not SIGNER.allows("signature=&" + query, 7, at=0)


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://h.example/a.png", "https://h.example/a"),
        ("https://h.example/a", "https://h.example/a?view"),
        ("http://h.example:8000/x-Y_1.tar", "http://h.example:8000/x-Y_1"),
    ],
)
def test_the_page_of_an_address(url: str, page: str) -> None:
    assert page_url(url) == page
