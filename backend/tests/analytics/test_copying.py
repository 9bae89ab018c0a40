"""Rows written as a binary COPY, read back by PostgreSQL."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bulletdrop.analytics.copying import COLUMNS, LONGEST, NULL, _text_field, copy_of, visitor_fields
from bulletdrop.analytics.journal import Segment
from bulletdrop.main import BulletDrop

View = tuple[float, int, str | None, bytes, bytes]
AT = 1_790_000_000.25
TABLE = "CREATE TEMPORARY TABLE copied (accessed_at timestamptz, upload_id bigint, ip_address inet, user_agent text, referer text)"


async def read_back(app: BulletDrop, views: list[View], keeping: Any) -> list[Any]:
    segment = Segment.in_memory()
    for at, upload_id, *visitor in views:
        assert segment.append(int(at * 1_000_000) * 1000, upload_id, visitor_fields(*visitor, keeping))
    async with app.database.transaction() as session:
        await session.execute(text(TABLE + " ON COMMIT DROP"))
        driver: Any = (await (await session.connection()).get_raw_connection()).driver_connection
        await driver.copy_to_table("copied", source=copy_of(segment.rows(), pause=0), columns=COLUMNS, format="binary")
        found = await session.execute(
            text(
                "SELECT extract(epoch FROM accessed_at)::float8, upload_id, ip_address::text, user_agent, referer FROM copied"
            )
        )
        return [tuple(row) for row in found]


@pytest.mark.parametrize(
    ("address", "keeping", "kept"),
    [
        ("203.0.113.77", "truncated", "203.0.113.0/32"),
        ("2001:db8:1:2:3::4", "truncated", "2001:db8:1::/128"),
        ("203.0.113.77", "whole", "203.0.113.77/32"),
        ("2001:db8:1:2:3::4", "whole", "2001:db8:1:2:3::4/128"),
        ("203.0.113.77", "none", None),
        (None, "whole", None),
        (None, "truncated", None),
    ],
)
async def test_what_is_kept_of_an_address(app: BulletDrop, address: str | None, keeping: Any, kept: str | None) -> None:
    found = await read_back(app, [(AT, 7, address, b"", b"")], keeping)
    assert [row[2] for row in found] == [kept]


async def test_everything_else_comes_back_as_it_was(app: BulletDrop) -> None:
    views: list[View] = [
        (AT, 1, None, b"", b""),
        (0.0, 2**63 - 1, "::1", "Übergröße 🌊".encode(), b"https://example.org/?a=b"),
        (AT, 3, None, b"nul\0inside", b"\xff\xfe"),
        (AT, 4, None, b"x" * 9000, "é".encode() * 9000),
    ]
    found = await read_back(app, views, "whole")
    assert [row[:2] for row in found] == [(AT, 1), (0.0, 2**63 - 1), (AT, 3), (AT, 4)]
    assert found[1][3:] == ("Übergröße 🌊", "https://example.org/?a=b")
    assert found[2][3:] == ("nulinside", "\ufffd\ufffd")
    assert [len(value) for value in found[3][3:]] == [LONGEST, LONGEST // 2]


@given(st.binary(max_size=2 * LONGEST))
def test_any_text_becomes_one_that_a_text_column_takes(value: bytes) -> None:
    field = _text_field(value)
    assert field != NULL
    assert int.from_bytes(field[:4], "big") == len(field) - 4
    assert "\x00" not in field[4:].decode()
