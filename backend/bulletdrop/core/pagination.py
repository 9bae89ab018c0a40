"""Lists by keyset: a cursor names the last row seen, so that no page is slower than the first and none is lost or
shown twice while others are added."""

import base64
import binascii
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel

from bulletdrop.core.errors import FieldError, Invalid

Limit = Annotated[int, Query(ge=1, le=200, description="Items on a page")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next_cursor` of the page before")]
DEFAULT_LIMIT = 50


Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next_cursor: str | None


def encode_cursor(*values: Any) -> str:
    """The values of the last row's keys, opaque to the client."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


def decode_cursor(cursor: str, *kinds: type) -> list[Any]:
    """The values again; 422 for anything that `encode_cursor` cannot have made with these kinds."""
    try:
        values = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, orjson.JSONDecodeError, ValueError):
        values = None
    if (
        not isinstance(values, list)
        or len(values) != len(kinds)
        or not all(type(value) is kind for value, kind in zip(values, kinds, strict=True))
    ):
        raise not_a_cursor()
    if any(isinstance(value, int) and abs(value) >= 1 << 63 for value in values) or any(
        isinstance(value, str) and "\x00" in value for value in values
    ):
        raise not_a_cursor()
    return values


def not_a_cursor() -> Invalid:
    """What a cursor of another making gets."""
    return Invalid(FieldError("cursor", "This is no cursor of this list."))
