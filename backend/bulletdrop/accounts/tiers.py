"""Tiers: what a group of users may do."""

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bulletdrop.accounts.models import Tier, User
from bulletdrop.accounts.principals import TOPIC
from bulletdrop.core.announce import announce
from bulletdrop.core.errors import Conflict, NotFound

NAME_TAKEN = "uq_tiers_name"


async def all_tiers(session: AsyncSession) -> list[Tier]:
    """Every tier, by name; an operator has a handful."""
    return list(await session.scalars(select(Tier).order_by(Tier.name)))


async def read_tier(session: AsyncSession, *, tier_id: int) -> Tier:
    """One tier; raises NotFound."""
    tier = await session.get(Tier, tier_id)
    if tier is None:
        raise NotFound("There is no such tier.")
    return tier


async def tier_named(session: AsyncSession, *, name: str) -> Tier:
    """The tier of this name; raises NotFound."""
    tier = await session.scalar(select(Tier).where(Tier.name == name))
    if tier is None:
        raise NotFound(f"There is no tier {name}.")
    return tier


async def make_tier(session: AsyncSession, **columns: Any) -> Tier:
    """A new tier; raises Conflict where the name is taken."""
    try:
        return (await session.scalars(insert(Tier).values(**columns).returning(Tier))).one()
    except IntegrityError as error:
        raise _conflict(error, columns["name"]) from None


async def change_tier(session: AsyncSession, *, tier_id: int, **changes: Any) -> Tier:
    """Changes a tier; whoever is in it is told anew what he may. Raises NotFound, Conflict."""
    try:
        changed = update(Tier).where(Tier.id == tier_id).values(**changes).returning(Tier)
        tier = (await session.scalars(changed, execution_options={"populate_existing": True})).one_or_none()
    except IntegrityError as error:
        raise _conflict(error, changes["name"]) from None
    if tier is None:
        raise NotFound("There is no such tier.")
    await _announce_members(session, tier_id)
    return tier


async def delete_tier(session: AsyncSession, *, tier_id: int) -> None:
    """Deletes a tier; its members have none afterwards. Raises NotFound."""
    await _announce_members(session, tier_id)
    if await session.scalar(delete(Tier).where(Tier.id == tier_id).returning(Tier.id)) is None:
        raise NotFound("There is no such tier.")


async def _announce_members(session: AsyncSession, tier_id: int) -> None:
    await announce(session, TOPIC, *await session.scalars(select(User.id).where(User.tier_id == tier_id)))


def _conflict(error: IntegrityError, name: str) -> Exception:
    return Conflict(f"There is a tier “{name}” already.", field="name") if NAME_TAKEN in str(error.orig) else error
