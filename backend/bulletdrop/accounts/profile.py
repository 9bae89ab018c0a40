"""What users see of themselves and of others."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.defaults import defaults_of
from bulletdrop.accounts.models import Tier, User
from bulletdrop.accounts.parts import Accounts
from bulletdrop.accounts.schemas import PublicProfile, UserAnswer
from bulletdrop.core.errors import NotFound, NotSignedIn


async def own_profile(session: AsyncSession, accounts: Accounts, *, user_id: int) -> UserAnswer:
    """The profile of someone signed in."""
    user = await session.get(User, user_id)
    if user is None:  # deleted since the token was looked at
        raise NotSignedIn
    tier = await session.get(Tier, user.tier_id) if user.tier_id else None
    kept, trashed = await accounts.count_content(session, user_id)
    return UserAnswer(
        id=user.id,
        username=user.username,
        email=user.email,
        avatar_url=user.avatar_url,
        bio=user.bio,
        custom_domain=user.custom_domain,
        storage_used=user.storage_used - user.trash_used,
        trash_used=user.trash_used,
        storage_limit=or_none(user.storage_limit),
        max_file_size=or_none(file_size_limit(tier.max_file_size if tier else None, accounts.settings.max_file_size)),
        uploads_count=kept,
        trash_count=trashed,
        tier=tier.name if tier else None,
        upload_defaults=defaults_of(user.upload_defaults),
        is_admin=user.is_admin,
        created_at=user.created_at,
    )


async def public_profile(session: AsyncSession, *, username: str) -> PublicProfile:
    """What everybody may know of a user; NotFound for nobody, and for a disabled account."""
    same = func.lower(User.username) == func.lower(username)
    user = await session.scalar(select(User).where(same, User.is_active))
    if user is None:
        raise NotFound("There is no such user.")
    return PublicProfile.model_validate(user)


def or_none(limit: int) -> int | None:
    """A limit as the API tells it: null is none."""
    return None if limit < 0 else limit


def file_size_limit(of_tier: int | None, of_host: int) -> int:
    """The largest file in bytes, negative for none: the tier's word goes before the host's."""
    return of_host if of_tier is None else of_tier
