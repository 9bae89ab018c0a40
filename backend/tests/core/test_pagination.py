"""Cursors: read back as they were written; everything else is refused."""

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletdrop.core.errors import Invalid
from bulletdrop.core.pagination import decode_cursor, encode_cursor


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), st.integers(0, 2**63 - 1))
def test_cursors_come_back(name: str, last_id: int) -> None:
    assert decode_cursor(encode_cursor(name, last_id), str, int) == [name, last_id]


@given(st.text(max_size=80))
def test_no_text_breaks_it(cursor: str) -> None:
    with pytest.raises(Invalid):
        decode_cursor(cursor, str, int)


def written(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [],
        ["a"],
        ["a", 1, 2],
        [1, "a"],
        ["a", 1.0],
        ["a", True],
        ["a", None],
        ["a\x00", 1],
        ["a", 2**63],
        ["a", -(2**63)],
    ],
)
def test_values_of_another_kind_are_refused(value: object) -> None:
    with pytest.raises(Invalid) as caught:
        decode_cursor(written(value), str, int)
    assert caught.value.errors[0].field == "cursor"
