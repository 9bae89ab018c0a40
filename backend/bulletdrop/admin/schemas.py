"""What administrators see and may change."""

from typing import Annotated

from pydantic import Field

from bulletdrop.core.schemas import Answer, Body, Time
from bulletdrop.files.schemas import UploadAnswer

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
    created_at: Time


class UserChange(Body):
    """What of a user an administrator may change."""

    storage_limit: Annotated[int, Field(ge=NO_LIMIT, le=BIGGEST)] | None = Field(
        None, description="Bytes; null or -1 for none"
    )
    is_active: bool | None = Field(None, description="false signs the user out everywhere")
    is_admin: bool | None = None


class Owner(Answer):
    """Whose an upload is."""

    id: int
    username: str


class AdminUpload(UploadAnswer):
    """An upload of anybody."""

    user: Owner
