"""Reading multipart/form-data (RFC 7578) as it comes: one part `file`, and options before or after it."""

from collections.abc import AsyncIterator
from typing import Final

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from bulletdrop.core.errors import BadRequest, FieldError, Invalid, UnsupportedType
from bulletdrop.uploads.options import LONGEST_FIELD, MOST_FIELDS
from bulletdrop.uploads.receive import Receiving

OVERHEAD: Final = 128 << 10  # bytes that the form around a file may add to it
LONGEST_HEADER: Final = 8192  # bytes of a part's header line; a name of 255 characters may be escaped three times


def boundary_of(content_type: str) -> str:
    """The boundary that a Content-Type names. Raises UnsupportedType, BadRequest."""
    kind, parameters = parse_options_header(content_type)
    if kind != "multipart/form-data":
        raise UnsupportedType(
            "Send the file as multipart/form-data in the part `file`, or as the raw body with PUT /api/uploads/{filename}."
        )
    boundary = parameters.get("boundary")
    if not boundary or not boundary.isascii() or len(boundary) > 200:  # noqa: PLR2004 - RFC 2046 allows 70
        raise BadRequest("The Content-Type names no usable boundary.")
    return str(boundary)


class Form:
    """One form: the file goes to `received`, everything else becomes `fields`."""

    def __init__(self, boundary: str, received: Receiving) -> None:
        self.fields: dict[str, str] = {}
        self.filename: str | None = None
        self._received = received
        self._parser = PushMultipartParser(boundary, max_header_size=LONGEST_HEADER, max_segment_count=MOST_FIELDS + 1)
        self._part: MultipartSegment | None = None
        self._text = bytearray()

    async def read(self, stream: AsyncIterator[bytes]) -> None:
        """Reads the whole form. Raises BadRequest where it is malformed or breaks off, Invalid without a file."""
        taken = 0
        try:
            async for data in stream:
                taken += len(data)
                await self._feed(data)
                if taken - self._received.size > OVERHEAD:  # before, between or after its parts
                    raise BadRequest(f"The form has over {OVERHEAD} bytes beside the file.")
            self._parser.close()
        except MultipartError as error:
            # Its words alone: beside them it may hand on an exception that tells of its insides.
            raise BadRequest(f"The form cannot be read: {error.args[0]}.") from None
        if self.filename is None:
            raise Invalid(FieldError("file", "The form has no part named file."))

    async def _feed(self, data: bytes) -> None:
        for event in self._parser.parse(data):
            if isinstance(event, MultipartSegment):
                self._begin(event)
            elif event is None:
                self._end()
            elif self._part is not None and self._part.name == "file":
                await self._received.take(event)
            else:
                self._take_text(event)

    def _begin(self, part: MultipartSegment) -> None:
        name = part.name or ""
        if name in self.fields or (name == "file" and self.filename is not None):
            raise Invalid(FieldError(name, "This part is there twice."))
        if name == "file":
            self.filename = part.filename or "file"
        self._part = part
        self._text.clear()

    def _take_text(self, data: bytes) -> None:
        self._text += data
        if len(self._text) > LONGEST_FIELD:
            raise Invalid(FieldError(self._name(), f"An option has at most {LONGEST_FIELD} bytes."))

    def _end(self) -> None:
        if self._name() != "file":
            try:
                self.fields[self._name()] = self._text.decode()
            except UnicodeDecodeError:
                raise Invalid(FieldError(self._name(), "This is no UTF-8 text.")) from None
        self._part = None

    def _name(self) -> str:
        return (self._part.name if self._part else None) or "form"
