"""What a user's uploads are like where an upload itself says nothing else."""

from typing import Annotated, Any, Final, Literal, get_args

from pydantic import Field

from bulletdrop.core.schemas import Body

LONGEST_EXPIRY: Final = 10 * 366 * 86_400  # seconds
Naming = Literal["random", "original", "date", "uuid", "words", "invisible"]
Format = Literal["webp", "avif", "jpeg"]
Uncleanable = Literal["keep", "refuse"]
NAMINGS: Final[tuple[str, ...]] = get_args(Naming)
Quality = Annotated[int, Field(ge=1, le=100)]
Width = Annotated[int, Field(ge=16, le=16_384)]


class UploadDefaults(Body):
    """What holds for an upload that does not say otherwise."""

    naming: Annotated[Naming, Field(description="What the address is made of")] = "random"
    is_public: Annotated[bool, Field(description="false: only by signed links")] = True
    expires_in: Annotated[
        int | None, Field(ge=1, le=LONGEST_EXPIRY, description="Seconds until the link ends; null: never")
    ] = None
    keep_metadata: Annotated[bool, Field(description="true: files stay as they come")] = False
    uncleanable: Annotated[
        Uncleanable,
        Field(
            description="What becomes of a file whose metadata can't be removed: it is kept, and says so, or refused"
        ),
    ] = "keep"
    convert: Annotated[Format | None, Field(description="Pictures become this format; null: they stay as they are")] = (
        None
    )
    quality: Annotated[Quality, Field(description="Of converted pictures, 1 to 100")] = 82
    max_width: Annotated[
        Width | None, Field(description="Wider pictures are made smaller, in pixels; null: they stay as they are")
    ] = None


class DefaultsChange(Body):
    """What of the defaults is to change; what is not named stays."""

    naming: Naming | None = None
    is_public: bool | None = None
    expires_in: Annotated[int | None, Field(ge=1, le=LONGEST_EXPIRY)] = None
    keep_metadata: bool | None = None
    uncleanable: Uncleanable | None = None
    convert: Format | None = None
    quality: Quality | None = None
    max_width: Width | None = None


def defaults_of(kept: dict[str, Any]) -> UploadDefaults:
    """The defaults as they are kept with a user; what a later version wrote is passed over."""
    return UploadDefaults.model_validate(
        {name: value for name, value in kept.items() if name in UploadDefaults.model_fields}
    )


def unset_faults(changes: dict[str, Any]) -> list[str]:
    """The fields of a change that are null though they always have a value."""
    fresh = UploadDefaults()
    return [name for name, value in changes.items() if value is None and getattr(fresh, name) is not None]
