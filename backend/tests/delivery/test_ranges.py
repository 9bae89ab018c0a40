"""Which bytes a Range header asks for, against an oracle that marks bytes one by one."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bulletdrop.delivery.ranges import MOST_RANGES, Unsatisfiable, parse_range

positions = st.integers(0, 40)
specs = st.one_of(
    st.builds("{}-{}".format, positions, positions),
    st.builds("{}-".format, positions),
    st.builds("-{}".format, positions),
)
headers = st.lists(specs, min_size=1, max_size=6).map(lambda parts: "bytes=" + ",".join(parts))
sizes = st.integers(0, 30)


def wanted_bytes(spec: str, size: int) -> list[int] | None:
    """The positions that one range names, found by looking at every byte; None where its syntax is bad."""
    first, last = spec.split("-")
    if not first:
        return [at for at in range(size) if at >= size - int(last)]
    if last and int(last) < int(first):
        return None
    return [at for at in range(size) if at >= int(first) and (not last or at <= int(last))]


def oracle(header: str, size: int) -> list[list[int]] | str:
    """The lists of positions, "whole" or "416"."""
    asked = [wanted_bytes(spec, size) for spec in header.removeprefix("bytes=").split(",")]
    if None in asked:
        return "whole"
    there = [positions for positions in asked if positions]
    if not there:
        return "416"
    flat = [at for positions in there for at in positions]
    return there if len(flat) == len(set(flat)) else "whole"


def answer(header: str, size: int) -> list[list[int]] | str:
    try:
        spans = parse_range(header.encode(), size)
    except Unsatisfiable:
        return "416"
    return "whole" if spans is None else [list(range(span.first, span.last + 1)) for span in spans]


@given(headers, sizes)
@example("bytes=0-0,-1", 1)
@example("bytes=-0", 5)
@example("bytes=5-", 5)
@example("bytes=0-", 0)
def test_ranges_name_the_bytes_that_the_oracle_names(header: str, size: int) -> None:
    assert answer(header, size) == oracle(header, size)


@given(st.binary(max_size=60), sizes)
def test_no_header_breaks_it_or_asks_for_more_than_the_file(header: bytes, size: int) -> None:
    try:
        spans = parse_range(header, size)
    except Unsatisfiable:
        return
    if spans is not None:
        assert spans
        assert sum(span.length for span in spans) <= size
        assert all(0 <= span.first <= span.last < size for span in spans)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes= , ,",
        "bytes=-",
        "bytes=a-b",
        "bytes=1",
        "bytes=1-2-3",
        "bytes=+1-2",
        "bytes=1- 2",
        "bytes=0x1-2",
        "bytes=1_0-20",
        "bytes=9-3",
        "items=0-3",
        "bytes=0-3;q=1",
        "bytes=\u0661-\u0663",
        "bytes=" + "9" * 5000 + "-x",
    ],
)
def test_what_cannot_be_read_is_ignored(header: str) -> None:
    assert parse_range(header.encode(), 100) is None


@pytest.mark.parametrize(
    "header", ["bytes=0-0", "Bytes=0-0", "bytes = 0-0", "bytes=0-0,", "bytes=, 0-0 ,", "bytes=\t0-0"]
)
def test_lists_may_have_empty_elements_and_blanks(header: str) -> None:
    assert answer(header, 10) == [[0]]


def test_positions_past_every_file_are_still_positions() -> None:
    assert answer("bytes=0-" + "9" * 30, 3) == [[0, 1, 2]]
    assert answer("bytes=-" + "9" * 30, 3) == [[0, 1, 2]]
    assert answer("bytes=" + "9" * 30 + "-", 3) == "416"


def test_so_many_ranges_and_no_more() -> None:
    header = "bytes=" + ",".join(f"{at}-{at}" for at in range(0, 2 * MOST_RANGES, 2))
    assert len(answer(header, 100)) == MOST_RANGES
    assert answer(header + ",90-90", 100) == "whole"


@pytest.mark.parametrize(
    "header",
    ["bytes=" + ",".join(["0-"] * 1300), "bytes=" + "0-," * 20, "bytes=0-9,5-14", "bytes=" + "0" * 200_000 + "-"],
)
def test_greedy_headers_get_the_file_once_at_most(header: str) -> None:
    found = answer(header, 15)
    assert found == "whole" or (isinstance(found, list) and sum(map(len, found)) <= 15)


def test_order_is_the_clients() -> None:
    assert answer("bytes=8-9,0-1", 10) == [[8, 9], [0, 1]]


def test_the_oracle_knows_its_grammar() -> None:
    assert all(re.fullmatch(r"\d*-\d*", spec) for spec in ("1-2", "-3", "4-"))
