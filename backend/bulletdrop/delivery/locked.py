"""The form of the locked page, read."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

from starlette.types import Receive

from bulletdrop.core.errors import BadRequest, TooLarge, UnsupportedType

LONGEST_FORM: Final = 4096  # bytes


async def password_in(request: Mapping[bytes, bytes], receive: Receive) -> str:
    """The field `password` of a form's body. Raises UnsupportedType, TooLarge, BadRequest."""
    if not request.get(b"content-type", b"").startswith(b"application/x-www-form-urlencoded"):
        raise UnsupportedType("The password is sent as a form.")
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest("The form broke off.")
        body += message.get("body", b"")
        if len(body) > LONGEST_FORM:
            raise TooLarge(f"This form has at most {LONGEST_FORM} bytes.", limit=LONGEST_FORM)
        if not message.get("more_body"):
            break
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=4, errors="strict")
    except (ValueError, UnicodeDecodeError):
        raise BadRequest("This is no form.") from None
    return fields.get("password", [""])[0]
