"""Who a token speaks for and what it may do, remembered in memory until something about that person changes.

Whatever ends or changes a right announces the user under TOPIC; every node then forgets what it remembers of that user.
While announcements may be missed, nothing is remembered.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from bulletdrop.accounts.defaults import UploadDefaults, defaults_of
from bulletdrop.accounts.models import ApiToken, Session, Tier, User
from bulletdrop.accounts.tokens import ALL_SCOPES, API_PREFIX, AccessTokens, Scope, not_good
from bulletdrop.core.announce import Announcements
from bulletdrop.core.crypto import digest
from bulletdrop.core.database import Database, now

TOPIC = "accounts"  # announced with the id of a user whose rights, sessions, tokens or name changed
REMEMBERED = 10_000
USE_NOTED_EVERY = timedelta(minutes=1)

Key = int | bytes  # a session's id, or the digest of an API token


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. `session_id` is None for an API token, which may do only what its scopes say.

    `max_file_size` (bytes, -1 for none) and `allowed_types` are what the user's tier says; None: nothing of its own.
    """

    user_id: int
    is_admin: bool
    scopes: frozenset[Scope]
    session_id: int | None
    upload_defaults: UploadDefaults = field(default_factory=UploadDefaults)
    max_file_size: int | None = None
    allowed_types: tuple[str, ...] | None = None


@dataclass(slots=True)
class _Entry:
    principal: Principal
    ends_at: datetime | None
    token_id: int | None = None
    use_noted_at: datetime | None = field(default=None)


class Principals:
    """Tells who a bearer token speaks for."""

    def __init__(self, database: Database, announcements: Announcements, access_tokens: AccessTokens) -> None:
        self._database = database
        self._announcements = announcements
        self._access_tokens = access_tokens
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._keys: dict[int, set[Key]] = {}  # of each user
        self._changes = 0  # counts what was forgotten, so that a look-up that began before is not remembered
        announcements.subscribe(TOPIC, self._forget)

    async def identify(self, token: str) -> Principal:
        """The principal of an access or API token; raises NotSignedIn."""
        entry = await (self._of_api_token(token) if token.startswith(API_PREFIX) else self._of_session(token))
        if entry is None or (entry.ends_at and entry.ends_at <= now()):
            raise not_good()
        return entry.principal

    async def _of_session(self, token: str) -> _Entry | None:
        claims = self._access_tokens.read(token)
        entry = self._entries.get(claims.session_id)
        if entry is None:
            before = self._changes
            query = (
                select(*_RIGHTS, Session.expires_at)
                .join(Session, Session.user_id == User.id)
                .outerjoin(Tier, Tier.id == User.tier_id)
                .where(Session.id == claims.session_id, User.id == claims.user_id, User.is_active)
            )
            async with self._database.transaction() as session:
                row = (await session.execute(query)).mappings().one_or_none()
            if row is None:
                return None
            entry = _Entry(_principal(row, scopes=ALL_SCOPES, session_id=claims.session_id), row["expires_at"])
            self._remember(claims.session_id, entry, before)
        return entry if entry.principal.user_id == claims.user_id else None

    async def _of_api_token(self, token: str) -> _Entry | None:
        key = digest(token)
        entry = self._entries.get(key)
        if entry is None:
            before = self._changes
            query = (
                select(*_RIGHTS, ApiToken.id, ApiToken.scopes, ApiToken.expires_at, ApiToken.last_used_at)
                .join(ApiToken, ApiToken.user_id == User.id)
                .outerjoin(Tier, Tier.id == User.tier_id)
                .where(ApiToken.token_hash == key, User.is_active)
            )
            async with self._database.transaction() as session:
                row = (await session.execute(query)).mappings().one_or_none()
            if row is None:
                return None
            scopes: frozenset[Scope] = frozenset(row["scopes"]) & ALL_SCOPES
            principal = _principal(row, scopes=scopes, session_id=None)
            entry = _Entry(principal, row["expires_at"], row["id"], row["last_used_at"])
            self._remember(key, entry, before)
        await self._note_use(entry)
        return entry

    async def _note_use(self, entry: _Entry) -> None:
        """Writes when an API token was used, at most once a minute, whatever becomes of the request."""
        moment = now()
        if entry.ends_at and entry.ends_at <= moment:
            return
        if entry.use_noted_at and entry.use_noted_at > moment - USE_NOTED_EVERY:
            return
        entry.use_noted_at = moment
        is_old = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at <= moment - USE_NOTED_EVERY)
        async with self._database.transaction() as session:
            used = update(ApiToken).where(ApiToken.id == entry.token_id, is_old).values(last_used_at=moment)
            await session.execute(used)

    def _remember(self, key: Key, entry: _Entry, before: int) -> None:
        if not self._announcements.is_live or before != self._changes:
            return
        self._entries[key] = entry
        self._keys.setdefault(entry.principal.user_id, set()).add(key)
        if len(self._entries) > REMEMBERED:
            oldest, dropped = self._entries.popitem(last=False)
            keys = self._keys[dropped.principal.user_id]
            keys.discard(oldest)
            if not keys:
                del self._keys[dropped.principal.user_id]

    def _forget(self, key: str | None) -> None:
        self._changes += 1
        if key is None:
            self._entries.clear()
            self._keys.clear()
            return
        for known in self._keys.pop(int(key), ()):
            self._entries.pop(known, None)


_RIGHTS = (User.id.label("user_id"), User.is_admin, User.upload_defaults, Tier.max_file_size, Tier.allowed_types)


def _principal(row: Mapping[Any, Any], *, scopes: frozenset[Scope], session_id: int | None) -> Principal:
    types = row["allowed_types"]
    return Principal(
        user_id=row["user_id"],
        is_admin=row["is_admin"],
        scopes=scopes,
        session_id=session_id,
        upload_defaults=defaults_of(row["upload_defaults"]),
        max_file_size=row["max_file_size"],
        allowed_types=None if types is None else tuple(types),
    )
