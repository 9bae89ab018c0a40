"""What administrators see and may change."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bulletdrop.core.schemas import Answer, Body, Text, Time
from bulletdrop.files.schemas import UploadAnswer
from bulletdrop.media.allowed import entry_fault

NO_LIMIT = -1
BIGGEST = (1 << 63) - 1


class AdminUser(Answer):
    """A user, as administrators see them. Sizes in bytes; a limit of null is none."""

    id: int
    username: str
    email: str
    avatar_url: str | None
    is_active: bool
    is_admin: bool
    storage_used: int = Field(description="Bytes of the files, without what is in the trash")
    trash_used: int
    storage_limit: int | None
    tier: str | None = Field(description="The name of the user's tier")
    created_at: Time


class UserChange(Body):
    """What of a user an administrator may change."""

    storage_limit: Annotated[int, Field(ge=NO_LIMIT, le=BIGGEST)] | None = Field(
        None, description="Bytes; null or -1 for none"
    )
    tier: Text | None = Field(None, max_length=50, description="The name of a tier; null for none")
    is_active: bool | None = Field(None, description="false signs the user out everywhere")
    is_admin: bool | None = None


class Owner(Answer):
    """Whose an upload is."""

    id: int
    username: str


class AdminUpload(UploadAnswer):
    """An upload of anybody."""

    user: Owner


def _type_entry(entry: str) -> str:
    entry = entry.strip().lower()
    if fault := entry_fault(entry):
        raise ValueError(fault)
    return entry


Types = Annotated[
    list[Annotated[Text, Field(max_length=100), AfterValidator(_type_entry)]],
    Field(
        max_length=200,
        description="Kinds (image, video, audio, text, document, archive, font, program, data), families such as image/*, "
        "single types, * for all",
    ),
]
Bytes = Annotated[int, Field(ge=NO_LIMIT, le=BIGGEST, description="-1 for no limit; null: as the host says")]


class TierBody(Body):
    """A new tier."""

    name: Annotated[Text, Field(min_length=1, max_length=50)]
    max_file_size: Bytes | None = None
    allowed_types: Types | None = None


class TierChange(Body):
    """What of a tier is to change; what is not named stays."""

    name: Annotated[Text, Field(min_length=1, max_length=50)] | None = None
    max_file_size: Bytes | None = None
    allowed_types: Types | None = None


class TierAnswer(Answer):
    """A tier. null: as the host says."""

    id: int
    name: str
    max_file_size: int | None
    allowed_types: list[str] | None
    created_at: Time


class HostChange(Body):
    """What of the host is to change; null gives a setting back to the environment."""

    allowed_types: Types | None = None


class HostAnswer(Answer):
    """How the host is set. `allowed_types` null: nobody has set it in the page."""

    allowed_types: list[str] | None
    effective_allowed_types: list[str]
    scanner: Literal["off", "ok", "unavailable"]
    scanner_version: str | None


class EventAnswer(Answer):
    """A security event."""

    id: int
    kind: str
    user_id: int | None
    ip_address: Annotated[str, BeforeValidator(str)] | None
    detail: dict[str, Any]
    created_at: Time
