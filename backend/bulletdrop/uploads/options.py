"""The options of an upload, as form fields or query parameters: text that becomes values, or a clear 422."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema, field_validator, model_validator

from bulletdrop.accounts.defaults import LONGEST_EXPIRY, Format, Naming, Quality, UploadDefaults, Width
from bulletdrop.core.database import now
from bulletdrop.core.errors import FieldError, Invalid
from bulletdrop.core.schemas import Body, Text, Time
from bulletdrop.files.names import custom_name_fault

LONGEST_FIELD = 4096  # bytes of one option's text
MOST_FIELDS = 20
Value = TypeVar("Value")
MOST_VIEWS = (1 << 31) - 1
NEVER = -1  # seconds until an end that does not come
LONGEST_PASSWORD = 128  # characters


def _seconds(value: Any) -> int:
    if value == "never":
        return NEVER
    text = str(value)
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0  # noqa: PLR2004 - digits
    if not 1 <= seconds <= LONGEST_EXPIRY:
        raise ValueError(f"give seconds from 1 to {LONGEST_EXPIRY}, or never")
    return seconds


Seconds = Annotated[
    int,
    BeforeValidator(_seconds),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": LONGEST_EXPIRY}, {"const": "never"}]}),
]


class UploadOptions(Body):
    """What may be said about an upload, before or after the file."""

    custom_name: Annotated[Text | None, Field(description="The name in the address, instead of a random one")] = None
    domain: Annotated[Text | None, Field(max_length=255, description="The domain of the link")] = None
    is_public: Annotated[bool | None, Field(description="false: only by signed links")] = None
    expires_at: Annotated[Time | None, Field(description="When the link ends")] = None
    expires_in: Annotated[Seconds | None, Field(description="Seconds until the link ends, or never")] = None
    max_views: Annotated[
        int | None, Field(ge=1, le=MOST_VIEWS, description="How many times the file is given out; 1: once")
    ] = None
    password: Annotated[
        Text | None, Field(min_length=1, max_length=LONGEST_PASSWORD, description="Opens the file, beside its link")
    ] = None
    naming: Annotated[Naming | None, Field(description="What the address is made of")] = None
    keep_metadata: Annotated[bool | None, Field(description="true: the file stays as it comes")] = None
    convert: Annotated[
        Literal["webp", "avif", "jpeg", "none"] | None,
        Field(description="A picture becomes this format; none: it stays as it is"),
    ] = None
    quality: Annotated[Quality | None, Field(description="Of a converted picture")] = None
    max_width: Annotated[Width | None, Field(description="A wider picture is made smaller, in pixels")] = None
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
        """Whether any link will do: it has no name, no end and no key of its own."""
        ends = self.expires_at is not None or self.expires_in not in {None, NEVER}
        return not ends and not any((self.custom_name, self.max_views, self.password))


@dataclass(frozen=True)
class Wishes:
    """What is to hold for an upload, all told: its own options, and its owner's defaults where it has none."""

    options: UploadOptions
    is_public: bool
    expires_at: datetime | None
    naming: Naming
    keeps_metadata: bool
    refuses_uncleanable: bool
    convert: Format | None
    quality: int
    max_width: int | None


def wishes_of(options: UploadOptions, defaults: UploadDefaults) -> Wishes:
    """The options, completed by the defaults."""
    convert = defaults.convert if options.convert is None else options.convert
    return Wishes(
        options=options,
        is_public=_first(options.is_public, defaults.is_public),
        expires_at=_expiry(options, defaults),
        naming=_first(options.naming, defaults.naming),
        keeps_metadata=_first(options.keep_metadata, defaults.keep_metadata),
        refuses_uncleanable=defaults.uncleanable == "refuse",
        convert=None if convert == "none" else convert,
        quality=_first(options.quality, defaults.quality),
        max_width=_first(options.max_width, defaults.max_width),
    )


def _first(own: Value | None, default: Value) -> Value:
    return default if own is None else own


def _expiry(options: UploadOptions, defaults: UploadDefaults) -> datetime | None:
    """When the link is to end; seconds count from now."""
    if options.expires_at:
        return options.expires_at
    seconds = _first(options.expires_in, defaults.expires_in)
    return None if seconds in {None, NEVER} else now() + timedelta(seconds=seconds)


def read_options(fields: Mapping[str, str]) -> UploadOptions:
    """The options that these texts say. An empty text is as if it were not there. Raises Invalid."""
    try:
        return UploadOptions.model_validate(dict(fields))
    except ValidationError as error:
        raise Invalid(*(fault_of(item, "expires_in") for item in error.errors())) from None


def fault_of(item: Mapping[str, object], unnamed: str) -> FieldError:
    """What Pydantic found, in words; `unnamed` is the field of what concerns the whole."""
    location = item["loc"]
    field = str(location[0]) if isinstance(location, tuple) and location else unnamed
    if item["type"] == "extra_forbidden":
        return FieldError(field, "This option is not known here.")
    message = str(item["msg"]).removeprefix("Value error, ")
    return FieldError(field, message[0].upper() + message[1:] + ("" if message.endswith(".") else "."))
