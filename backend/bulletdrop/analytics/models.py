"""Views: one delivery of a file to someone."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, String, Text, func, text
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column

from bulletdrop.core.database import Base


class View(Base):
    """One view. Partitioned by month of `accessed_at`, so that old months are dropped whole.

    The primary key is the mapping's alone: nobody looks for a view by its number, and an index costs as much as the row.
    """

    __tablename__ = "upload_analytics"
    __table_args__ = (
        Index("ix_upload_analytics_upload", "upload_id", text("accessed_at DESC")),
        {"postgresql_partition_by": "RANGE (accessed_at)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    accessed_at: Mapped[datetime] = mapped_column(primary_key=True, server_default=func.now())
    # No foreign key: it would look each row of a batch up again, which the batch has just locked (views.py). A trigger
    # of uploads takes the views of deleted ones.
    upload_id: Mapped[int] = mapped_column(BigInteger)
    ip_address: Mapped[str | None] = mapped_column(INET)
    user_agent: Mapped[str | None] = mapped_column(Text)
    referer: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(String(2))


class ViewBatch(Base):
    """A batch of views that is written, for as long as a journal may still hold it (analytics/journal.py)."""

    __tablename__ = "view_batches"

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    written_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ViewTally(Base):
    """Views that are yet to be added to `uploads.view_count` (counters.py).

    Without a foreign key: what is noted of an upload that is deleted then goes when it would be added.
    """

    __tablename__ = "view_tallies"

    upload_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    views: Mapped[int] = mapped_column(BigInteger)
