"""Making and changing users. What is unique is so by the database's constraints; nothing is looked up before."""

from typing import Any

from sqlalchemy import ColumnElement, exists, func, insert, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.models import User
from bulletdrop.accounts.passwords import Passwords
from bulletdrop.accounts.principals import TOPIC
from bulletdrop.accounts.sessions import end_sessions
from bulletdrop.accounts.strength import estimate
from bulletdrop.core.announce import announce
from bulletdrop.core.errors import Conflict, FieldError, Invalid, NotFound

TAKEN = {
    "uq_users_username": Conflict("This name is taken. Choose another one.", field="username"),
    "uq_users_email": Conflict("There is an account with this e-mail address. Sign in instead.", field="email"),
}
CHANGEABLE = frozenset(
    {"username", "email", "avatar_url", "bio", "storage_limit", "is_active", "is_admin", "tier_id", "upload_defaults"}
)


async def check_password(passwords: Passwords, *, password: str, field: str, username: str, email: str) -> None:
    """Raises Invalid naming this field where the password is not good enough for this person."""
    found = await passwords.estimate(lambda: estimate(password, username=username, email=email))
    if found.refusal:
        raise Invalid(FieldError(field, found.refusal))


async def make_user(session: AsyncSession, **columns: Any) -> User:
    """A new user; raises Conflict naming `username` or `email` where it is taken."""
    try:
        return (await session.scalars(insert(User).values(**columns).returning(User))).one()
    except IntegrityError as error:
        raise _conflict(error) from None


async def change_user(session: AsyncSession, *, user_id: int, **changes: Any) -> User:
    """Changes columns of a user; raises Conflict where a name is taken, NotFound where there is no such user."""
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"not changeable: {unknown}")
    try:
        changed = update(User).where(User.id == user_id).values(**changes).returning(User)
        user = (await session.scalars(changed, execution_options={"populate_existing": True})).one_or_none()
    except IntegrityError as error:
        raise _conflict(error) from None
    if user is None:
        raise NotFound("There is no such user.")
    await announce(session, TOPIC, user_id)
    return user


def merged_defaults(changes: dict[str, Any]) -> ColumnElement[Any]:
    """The value of `upload_defaults` with these changes; merged in the database, so that of two at once none is lost."""
    return User.upload_defaults.op("||")(type_coerce(changes, JSONB))


async def set_password(
    session: AsyncSession, *, user_id: int, hashed: str, keep: int | None, replacing: str | None = None
) -> bool:
    """Sets a new password and ends all sessions but `keep`; False where the old hash is no longer `replacing`."""
    changed = update(User).where(User.id == user_id).values(hashed_password=hashed).returning(User.id)
    if replacing is not None:
        changed = changed.where(User.hashed_password == replacing)
    if await session.scalar(changed) is None:
        return False
    await end_sessions(session, user_id=user_id, but=keep)
    return True


async def find_user(session: AsyncSession, *, login: str) -> User:
    """The user of this username or e-mail address; raises NotFound."""
    same = or_(func.lower(User.username) == func.lower(login), func.lower(User.email) == func.lower(login))
    user = await session.scalar(select(User).where(same))
    if user is None:
        raise NotFound(f"There is no user {login}.")
    return user


async def is_free(session: AsyncSession, *, username: str) -> bool:
    """Whether nobody has this username at this moment; only the constraint decides in the end."""
    taken = exists().where(func.lower(User.username) == func.lower(username))
    return not (await session.execute(select(taken))).scalar_one()


async def keep_an_administrator(session: AsyncSession, *, losing: int) -> None:
    """Raises Conflict if without this user there would be no active administrator.

    Locks them all, so that of two who lose their rights at once the later one sees the earlier.
    """
    rights = select(User.id).where(User.is_admin, User.is_active).order_by(User.id).with_for_update(key_share=True)
    if set(await session.scalars(rights)) == {losing}:
        raise Conflict("This is the only administrator. Make somebody else one first.")


def _conflict(error: IntegrityError) -> Exception:
    """The Conflict of the constraint that was violated; its name, not the message, which quotes what people typed."""
    cause = getattr(error.orig, "__cause__", None)
    known = TAKEN.get(str(getattr(cause, "constraint_name", "")))
    return Conflict(known.detail, errors=known.extra["errors"]) if known else error
