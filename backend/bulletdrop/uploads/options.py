"""The options of an upload, as form fields or query parameters: text that becomes values, or a clear 422."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator, model_validator

from bulletdrop.core.database import now
from bulletdrop.core.errors import FieldError, Invalid
from bulletdrop.core.schemas import Body, Text, Time
from bulletdrop.files.names import custom_name_fault

LONGEST_FIELD = 4096  # bytes of one option's text
MOST_FIELDS = 20
LONGEST_EXPIRY = 10 * 366 * 86_400  # seconds


class UploadOptions(Body):
    """What may be said about an upload, before or after the file."""

    custom_name: Annotated[Text | None, Field(description="The name in the address, instead of a random one")] = None
    domain: Annotated[Text | None, Field(max_length=255, description="The domain of the link")] = None
    is_public: Annotated[bool, Field(description="false: only by signed links")] = True
    expires_at: Annotated[Time | None, Field(description="When the link ends")] = None
    expires_in: Annotated[int | None, Field(ge=1, le=LONGEST_EXPIRY, description="Seconds until the link ends")] = None

    reuse: Annotated[
        bool,
        Field(
            description="true: where the same bytes are yours already, at the same domain, as open, and without an end, "
            "that upload is the answer (200) and nothing is made. Of no effect with a name or an end of its own"
        ),
    ] = False

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, values: Any) -> Any:
        return {name: value for name, value in values.items() if value != ""} if isinstance(values, dict) else values

    @field_validator("custom_name")
    @classmethod
    def _name_can_be_taken(cls, value: str | None) -> str | None:
        if value and (fault := custom_name_fault(value)):
            raise ValueError(fault)
        return value

    @field_validator("expires_at")
    @classmethod
    def _is_ahead(cls, value: datetime | None) -> datetime | None:
        if value is not None and value <= now():
            raise ValueError("this time is past")
        return value

    @model_validator(mode="after")
    def _one_expiry(self) -> "UploadOptions":
        if self.expires_at and self.expires_in:
            raise ValueError("give expires_at or expires_in, not both")
        return self

    @property
    def asks_nothing_special(self) -> bool:
        """Whether any link will do: it has no name and no end of its own."""
        return self.custom_name is None and self.expires_at is None and self.expires_in is None

    def expiry(self) -> datetime | None:
        """When the link is to end."""
        return now() + timedelta(seconds=self.expires_in) if self.expires_in else self.expires_at


def read_options(fields: Mapping[str, str]) -> UploadOptions:
    """The options that these texts say. An empty text is as if it were not there. Raises Invalid."""
    try:
        return UploadOptions.model_validate(dict(fields))
    except ValidationError as error:
        raise Invalid(*(_fault(item) for item in error.errors())) from None


def _fault(item: Mapping[str, object]) -> FieldError:
    location = item["loc"]
    field = str(location[0]) if isinstance(location, tuple) and location else "expires_in"
    if item["type"] == "extra_forbidden":
        return FieldError(field, "This option is not known here.")
    message = str(item["msg"]).removeprefix("Value error, ")
    return FieldError(field, message[0].upper() + message[1:] + ("" if message.endswith(".") else "."))
