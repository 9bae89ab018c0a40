"""Texts and times of request bodies."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bulletdrop.core.schemas import Body, Text, Time


class Example(Body):
    name: Text = ""
    at: Time | None = None


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "a\udfffb"])
def test_what_cannot_be_stored_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        Example(name=name)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError):
        Example.model_validate({"name": "a", "is_admin": True})


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        ("2026-11-24T09:41:00Z", "2026-11-24T09:41:00Z"),
        ("2026-11-24T10:41:00+01:00", "2026-11-24T09:41:00Z"),
        ("2026-11-24T09:41:00.5Z", "2026-11-24T09:41:00.500000Z"),
    ],
)
def test_times_are_answered_in_utc(given: str, answered: str) -> None:
    assert Example.model_validate({"at": given}).model_dump(mode="json")["at"] == answered


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-24T09:41:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "10000-01-01T00:00:00Z",
        "now",
        "",
        "NaN",
        "1e400",
    ],
)
def test_times_without_a_zone_or_out_of_the_calendar_are_refused(at: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Time).validate_python(at)
