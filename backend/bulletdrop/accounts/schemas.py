"""What the API takes and says about people, sessions and tokens."""

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from bulletdrop.accounts.defaults import DefaultsChange, UploadDefaults
from bulletdrop.accounts.names import Bio, Email, Picture, Username
from bulletdrop.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from bulletdrop.accounts.tokens import Scope
from bulletdrop.core.schemas import Answer, Body, Text, Time

# The policy itself speaks in whole sentences (passwords.py, strength.py); this is for the document.
NewPassword = Annotated[
    Text,
    WithJsonSchema({"type": "string", "format": "password", "minLength": MIN_LENGTH, "maxLength": MAX_LENGTH}),
]
Password = Annotated[Text, Field(json_schema_extra={"format": "password"})]


class UserAnswer(Answer):
    """A user, as they see themselves. Sizes in bytes; a limit of null is none."""

    id: int
    username: str
    email: str
    avatar_url: str | None
    bio: str | None
    custom_domain: str | None
    storage_used: int = Field(
        description="Bytes of the files; together with trash_used they count towards storage_limit"
    )
    trash_used: int
    storage_limit: int | None
    max_file_size: int | None
    uploads_count: int
    trash_count: int
    tier: str | None = Field(description="The name of the user's tier")
    upload_defaults: UploadDefaults
    is_admin: bool
    created_at: Time


class SignedIn(Answer):
    """The answer to whoever has just signed in; the refresh token comes as a cookie."""

    user: UserAnswer
    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the kind of token, not one
    expires_in: int = Field(description="Seconds that the access token lives")


class RegisterBody(Body):
    """A new account."""

    username: Username
    email: Email
    password: NewPassword
    invite: Annotated[Text, Field(max_length=100)] | None = None


class SetupBody(Body):
    """The first administrator, with the token of the setup link."""

    token: Annotated[Text, Field(min_length=1, max_length=200)]
    username: Username
    email: Email
    password: NewPassword


class LoginBody(Body):
    """`login` is an e-mail address or a username."""

    login: Annotated[Text, Field(min_length=1, max_length=320)]
    password: Annotated[Password, Field(min_length=1)]
    otp: Annotated[Text, Field(max_length=20)] | None = Field(None, description="For accounts with a second factor")


class PasswordBody(Body):
    """A change of the password."""

    current_password: Password
    new_password: NewPassword


class DeleteBody(Body):
    """That somebody means to delete their account."""

    password: Password


class ProfileChange(Body):
    """What of one's profile may be changed; null clears the picture and the line about oneself."""

    username: Username | None = None
    email: Email | None = Field(None, description="Needs `current_password`")
    current_password: Password | None = None
    avatar_url: Picture | None = None
    bio: Bio | None = None
    upload_defaults: DefaultsChange | None = Field(None, description="What of them is not named stays")


class StrengthBody(Body):
    """A password that somebody thinks of using; it is neither kept nor logged."""

    password: Annotated[Password, Field(max_length=1000)]
    username: Annotated[Text, Field(max_length=255)] = ""
    email: Annotated[Text, Field(max_length=255)] = ""


class StrengthAnswer(Answer):
    """How hard a password is to guess. Scores below 2 are not taken."""

    score: Annotated[int, Field(ge=0, le=4)]
    label: str
    warning: str
    suggestions: list[str]
    guess_time: str


class Available(Answer):
    """Whether a username is free."""

    available: bool


class PasswordRules(Answer):
    """How long a password may be."""

    min_length: int = MIN_LENGTH
    max_length: int = MAX_LENGTH


class Limits(Answer):
    """What a new account may store, in bytes; null is no limit."""

    max_file_size: int | None
    storage_limit: int | None


class AuthOptions(Answer):
    """What the pages before signing in need to know."""

    registration: Literal["open", "invite", "closed"]
    needs_setup: bool
    password: PasswordRules
    limits: Limits
    trash_days: int = Field(description="Days that the trash keeps a deleted file; 0: there is no trash")


class SessionAnswer(Answer):
    """A session of the user."""

    id: int
    user_agent: str
    ip_address: str | None
    created_at: Time
    last_used_at: Time
    expires_at: Time
    is_current: bool


class TokenBody(Body):
    """A new API token."""

    name: Annotated[Text, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=3)]
    expires_at: Time | None = None


class TokenAnswer(Answer):
    """An API token, without the token."""

    id: int
    name: str
    scopes: list[Scope]
    created_at: Time
    last_used_at: Time | None
    expires_at: Time | None


class NewToken(TokenAnswer):
    """An API token just made; `token` is told this once."""

    token: str


class PublicProfile(Answer):
    """What everybody may know of a user."""

    username: str
    avatar_url: str | None
    bio: str | None
    created_at: Time
