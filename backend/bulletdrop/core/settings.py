"""The settings: environment variables (or a `.env`) with the prefix BULLETDROP_, each with a default that works.

`description` of each field is its documentation: `.env.example` and the table in docs/deployment.md are made from it.
"""

import os
import re
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bulletdrop.core.sockets import socket_address

PREFIX = "BULLETDROP_"
MIB = 1 << 20
SECRET_LENGTH = 32  # characters: 128 bits and more, as RFC 7518 §3.2 asks of an HS256 key
KNOWN_SECRETS = frozenset({"changeme", "change-me", "secret", "password", "bulletdrop", "your-secret-key"})
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")  # a name in ASCII, or an IPv6 address

Network = IPv4Network | IPv6Network


class SettingsError(Exception):
    """A setting is wrong; the text names the variable, its value and what is allowed."""


class Settings(BaseSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    data_dir: Path = Field(
        Path("./data"), description="Everything that the embedded default keeps: postgres/, files/, secret, logs/"
    )
    host: str = Field("127.0.0.1", description="Address that the server listens on")
    port: int = Field(8000, ge=1, le=65535, description="Port that the server listens on")
    public_url: str = Field(
        "",
        description="Address of the web app and API; links on the default domain start with it. Default: http://localhost:{port}",
    )
    database_url: SecretStr | None = Field(
        None, description="postgresql://… of an outside server, version 14 or newer. Unset: an embedded PostgreSQL"
    )
    storage_url: str = Field("", description="Where the bytes are: file:///path. Default: file://{data}/files")
    admin_username: str | None = Field(
        None,
        description="With the two below: made the administrator at the first start. Unset: the first start prints a one-time setup link",
    )
    admin_email: str | None = Field(None, description="E-mail address of that administrator")
    admin_password: SecretStr | None = Field(None, description="Password of that administrator")
    max_file_size: int = Field(
        100 * MIB, ge=-1, description="Largest file in bytes where the domain says nothing else; -1: no limit"
    )
    storage_limit: int = Field(1 << 30, ge=-1, description="Quota of a new user in bytes; -1: no limit")
    allowed_types: Annotated[tuple[str, ...], NoDecode] = Field(
        ("image", "video", "audio", "text", "document", "archive", "font", "data"),
        description="Types that are taken, separated by commas: kinds (image, video, audio, text, document, archive, font, program, "
        "data for all else), families such as image/*, single types, * for all. What an administrator sets in the page goes before it",
    )
    registration: Literal["open", "invite", "closed"] = Field(
        "open", description="Who may make an account: open, invite, closed"
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs tokens and links; at least 32 characters. Default: made once and kept in {data}/secret",
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="CIDRs, separated by commas, whose X-Forwarded-* headers are believed"
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Extra origins, separated by commas, that may call the API"
    )
    workers: int = Field(1, ge=1, le=64, description="Server processes")
    previews: Literal["ahead", "on_demand"] = Field(
        "ahead",
        description="When pictures of files are made: ahead, as soon as they land; on_demand, when one is asked for",
    )
    trash_days: int = Field(30, ge=0, le=3650, description="Days that the trash keeps a deleted file; 0: no trash")
    purge_interval: int = Field(600, ge=1, le=86400, description="Seconds between purges of what is expired or deleted")
    view_addresses: Literal["whole", "truncated", "none"] = Field(
        "truncated", description="How viewers' addresses are kept: whole, truncated (/24 and /48), none"
    )
    view_days: int = Field(365, ge=0, le=36500, description="Days that single views are kept; counts stay. 0: for ever")
    memory_cache: int = Field(64 * MIB, ge=0, description="Bytes of small files kept in memory for delivery")
    fast_path: bool = Field(
        default=True, description="off: every request takes the ordinary path, to find out what differs"
    )
    view_journal: bool = Field(
        default=True,
        description="off: views of the last second are lost when the process is killed, for a little more speed",
    )
    rate_limits: bool = Field(default=True, description="off: no rate limits, for load tests")
    clamd: str = Field(
        "", description="unix:/path or tcp://host:port of a clamd that scans what comes in. Unset: scanning is off"
    )
    scan_failure: Literal["reject", "quarantine"] = Field(
        "reject",
        description="What happens to a file that could not be scanned because the scanner is down: reject, quarantine",
    )
    clamd_max_size: int = Field(
        25 * MIB,
        ge=1,
        description="Largest file in bytes that clamd is given; not above its StreamMaxLength, MaxFileSize and MaxScanSize",
    )
    scan_too_large: Literal["reject", "quarantine", "allow"] = Field(
        "reject",
        description="What happens to a file over that, or over a limit of clamd's own: reject, quarantine, allow (unscanned)",
    )
    log_format: Literal["text", "json"] = Field("text", description="Log lines as text or as JSON")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
        return value

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _origins(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        for origin in value:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
                raise ValueError(f"{origin!r} is no origin; one looks like https://example.com")
        return value

    @field_validator("allowed_types", mode="before")
    @classmethod
    def _types(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str) -> str:
        value = value.rstrip("/")
        parts = urlsplit(value)
        if value and (
            parts.scheme not in {"http", "https"}
            or not HOST.fullmatch((parts.hostname or "").lower())
            or parts.port == 0  # reading it raises a ValueError with its reason for what is no port at all
            or parts.path
            or parts.query
            or parts.fragment
            or parts.username is not None
        ):
            raise ValueError("allowed is http:// or https://, a host and perhaps a port, nothing after it")
        default_port = {"http": ":80", "https": ":443"}.get(parts.scheme, ":")
        return value.lower().removesuffix(default_port)  # as browsers write it in Origin

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("postgresql://", "postgres://", "postgresql+asyncpg://")):
            raise ValueError("allowed is postgresql://user:password@host:port/database")
        return value

    @field_validator("storage_url")
    @classmethod
    def _storage_url(cls, value: str) -> str:
        if value and not value.startswith("file:///"):
            raise ValueError("allowed is file:///an/absolute/path")
        return value

    @field_validator("clamd")
    @classmethod
    def _clamd(cls, value: str) -> str:
        if value:
            socket_address(value)  # its ValueError says what is allowed
        return value

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        given = [self.admin_username, self.admin_email, self.admin_password]
        if any(given) and not all(given):
            raise ValueError("BULLETDROP_ADMIN_USERNAME, _EMAIL and _PASSWORD go together: set all three or none")
        secret = self.secret_key.get_secret_value()
        if secret and (len(secret) < SECRET_LENGTH or secret.lower() in KNOWN_SECRETS or len(set(secret)) < 8):  # noqa: PLR2004
            raise ValueError(
                f"BULLETDROP_SECRET_KEY is too short or too plain: at least {SECRET_LENGTH} random characters, or unset it"
            )
        return self

    @property
    def app_url(self) -> str:
        """The address of the web app, without a slash at its end."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def scheme(self) -> str:
        """Http or https: the scheme of every link."""
        return urlsplit(self.app_url).scheme

    @property
    def default_domain(self) -> str:
        """The host that serves the web app, and files where no other domain is chosen."""
        host = urlsplit(self.app_url).hostname or "localhost"
        return f"[{host}]" if ":" in host else host

    @property
    def port_suffix(self) -> str:
        """`:8000`, or nothing where the scheme's own port is used: the same in every link, whatever its domain."""
        port = urlsplit(self.app_url).port
        return f":{port}" if port else ""

    @property
    def files_dir(self) -> Path:
        """Where local storage keeps the bytes."""
        return Path(self.storage_url.removeprefix("file://")) if self.storage_url else self.data_dir / "files"

    @property
    def journal_dir(self) -> Path | None:
        """Where views are noted until they are in the database."""
        return self.data_dir / "journal" if self.view_journal else None

    def link(self, domain: str, path: str) -> str:
        """A link on this domain, with the scheme and port of the public address."""
        return f"{self.scheme}://{domain}{self.port_suffix}{path}"


def load_settings(**overrides: Any) -> Settings:
    """Reads the settings, with a secret key made or read where none is set.

    Raises SettingsError with one line for each wrong variable.
    """
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(item) for item in error.errors())) from None
    data_dir = settings.data_dir.resolve()
    changes: dict[str, Any] = {"data_dir": data_dir}
    if not settings.secret_key.get_secret_value():
        changes["secret_key"] = SecretStr(_kept_secret(data_dir))
    return settings.model_copy(update=changes)


def _explain(item: Any) -> str:
    message = str(item["msg"]).removeprefix("Value error, ")
    if not item["loc"]:
        return message
    name = PREFIX + str(item["loc"][0]).upper().removeprefix(PREFIX)
    value = "…" if any(word in name for word in ("SECRET", "PASSWORD", "DATABASE_URL")) else repr(item["input"])
    return f"{name} is {value}: {message[0].lower() + message[1:]}"


def _kept_secret(data_dir: Path) -> str:
    """The secret in {data}/secret (0600), made at the first start; of two starts at once one makes it."""
    path = data_dir / "secret"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            fresh = data_dir / f".secret-{secrets.token_hex(8)}"
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        secret = path.read_text().strip()
    except OSError as error:
        raise SettingsError(f"{PREFIX}DATA_DIR is {str(data_dir)!r}: it cannot be used ({error.strerror})") from None
    if len(secret) < SECRET_LENGTH:
        raise SettingsError(f"{path} holds no usable secret: delete it, and everybody signs in again")
    return secret
