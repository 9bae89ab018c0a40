"""The domains that a user may choose from."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select

from bulletdrop.accounts.current import require
from bulletdrop.accounts.principals import Principal
from bulletdrop.core.database import Db
from bulletdrop.core.errors import documented
from bulletdrop.core.pagination import Page
from bulletdrop.core.schemas import Answer
from bulletdrop.domains.models import Domain

router = APIRouter(prefix="/api/domains", tags=["domains"])


class DomainAnswer(Answer):
    """A domain that links can be on."""

    id: int
    domain_name: str
    display_name: str
    description: str | None
    is_default: bool
    is_premium: bool
    max_file_size: int | None


@router.get("", responses=documented(401, 403))
async def list_domains(db: Db, _: Annotated[Principal, Depends(require("read"))]) -> Page[DomainAnswer]:
    """The domains of this host that are open to the user."""
    rows = await db.scalars(select(Domain).where(Domain.is_default).order_by(Domain.id))
    return Page(items=[DomainAnswer.model_validate(row) for row in rows], next_cursor=None)
