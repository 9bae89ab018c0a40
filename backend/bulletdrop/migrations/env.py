"""Alembic's entry: migrates on the connection that bulletdrop.core.migrate hands over."""

from typing import Any

from alembic import context

from bulletdrop.accounts import models as accounts
from bulletdrop.analytics import models as analytics
from bulletdrop.core import host_settings, security_events
from bulletdrop.core.database import Base
from bulletdrop.domains import models as domains
from bulletdrop.files import models as files

MODELS = (accounts, analytics, domains, files, host_settings, security_events)


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """The monthly partitions are made as the program runs, not by migrations."""
    return not (kind == "table" and name is not None and name.startswith("upload_analytics_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_name=include_name,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
