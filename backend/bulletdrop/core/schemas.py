"""What every request and answer body has in common."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer


class Body(BaseModel):
    """A request body: unknown fields are refused, never applied."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Answer(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(from_attributes=True)


def _storable(value: object) -> object:
    """PostgreSQL stores no NUL, and UTF-8 has no lone surrogates."""
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("no NUL characters are allowed")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError("this is no valid Unicode text")
    return value


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("give the time with its zone, such as 2026-11-24T09:41:00Z")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("this time is too far away") from None


def rfc3339(value: datetime) -> str:
    """A time in UTC, such as 2026-11-24T09:41:00.123456Z (RFC 3339 §5.6)."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


Text = Annotated[str, BeforeValidator(_storable)]
Time = Annotated[datetime, AfterValidator(_aware), PlainSerializer(rfc3339, return_type=str, when_used="json")]
