"""Host names that serve files, and who may use them."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, String, Text, UniqueConstraint, false, func, true
from sqlalchemy.orm import Mapped, mapped_column

from bulletdrop.core.database import Base


class Domain(Base):
    """A host name that serves files. `max_file_size` in bytes; None: no limit of its own."""

    __tablename__ = "domains"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    domain_name: Mapped[str] = mapped_column(String(255), unique=True)
    display_name: Mapped[str] = mapped_column(String(100), server_default="")
    description: Mapped[str | None] = mapped_column(Text)
    is_available: Mapped[bool] = mapped_column(Boolean, server_default=true())
    is_premium: Mapped[bool] = mapped_column(Boolean, server_default=false())
    is_default: Mapped[bool] = mapped_column(Boolean, server_default=false())
    max_file_size: Mapped[int | None] = mapped_column(BigInteger, server_default="10485760")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UserDomain(Base):
    """A domain that a user has claimed."""

    __tablename__ = "user_domains"
    __table_args__ = (UniqueConstraint("user_id", "domain_id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    domain_id: Mapped[int] = mapped_column(ForeignKey("domains.id", ondelete="CASCADE"), index=True)
    is_primary: Mapped[bool] = mapped_column(Boolean, server_default=false())
    claimed_at: Mapped[datetime] = mapped_column(server_default=func.now())
