"""Names in Content-Disposition, and how long an answer may be kept."""

import time
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletdrop.delivery.headers import LONGEST_AGE, cache_control, content_disposition
from bulletdrop.files.names import clean_filename

HOSTILE = {
    "quote": 'a"; filename="evil.exe',
    "backslash": "a\\b.png",
    "line break": "a\r\nSet-Cookie: x=1.png",
    "slash": "../../etc/passwd",
    "bidi": "invoice\u202egnp.exe",
    "unicode": "Grüße 🌊.png",
    "percent": "100%41.png",
    "semicolon": "a;b=c.png",
    "lone surrogate": "a\ud800b.png",
    "empty": "",
}


def parsed(header: bytes) -> EmailMessage:
    message = EmailMessage()
    message["Content-Disposition"] = header.decode("ascii")
    return message


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names_stay_inside_their_quotes(name: str) -> None:
    header = content_disposition("inline", clean_filename(name))
    head, _, rest = header.decode("ascii").partition('; filename="')
    fallback, _, tail = rest.partition('"')
    assert head == "inline"
    assert fallback
    assert not set(fallback) & set('"\\/\r\n;%')
    assert tail == "" or tail.startswith("; filename*=UTF-8''")
    assert '"' not in tail
    assert parsed(header).get_content_disposition() == "inline"


@given(st.text(max_size=80))
def test_the_whole_name_arrives(name: str) -> None:
    clean = clean_filename(name)
    header = content_disposition("attachment", clean).decode("ascii")
    extended = header.partition("filename*=UTF-8''")[2]
    plain = header.partition('filename="')[2].partition('"')[0]
    assert (unquote(extended) if extended else plain) == clean
    assert "\r" not in header
    assert "\n" not in header


def test_answers_are_kept_five_minutes_at_most_and_never_past_the_expiry() -> None:
    assert cache_control(is_public=True, expires_at=None)[1] == b"public, max-age=%d" % LONGEST_AGE
    assert cache_control(is_public=True, expires_at=time.time() + 1e6)[1] == b"public, max-age=%d" % LONGEST_AGE
    assert cache_control(is_public=True, expires_at=time.time() - 9)[1] == b"public, max-age=0"
    short = int(cache_control(is_public=True, expires_at=time.time() + 90)[1].partition(b"max-age=")[2])
    assert 60 <= short <= 90
    assert LONGEST_AGE <= 300
    assert cache_control(is_public=False, expires_at=None)[1] == b"private, no-store"
