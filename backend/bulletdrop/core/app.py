"""What one process of the server is made of, as routes reach it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from bulletdrop.core.announce import Announcements
from bulletdrop.core.client_address import client_address
from bulletdrop.core.database import Database
from bulletdrop.core.rate_limits import RateLimits
from bulletdrop.core.settings import Settings


@dataclass
class App:
    """The shared parts; `request.app.state.app`."""

    settings: Settings
    database: Database
    announcements: Announcements
    rate_limits: RateLimits


# Dependencies are coroutines even where they wait for nothing: FastAPI would give plain functions to a thread each.
async def this_app(connection: HTTPConnection) -> App:
    """The parts of the process that answers this request."""
    app: App = connection.app.state.app
    return app


async def this_client(app: Annotated[App, Depends(this_app)], connection: HTTPConnection) -> str | None:
    """The address of the client, as far as it is known."""
    return client_address(connection.scope, app.settings.trusted_proxies)


ThisApp = Annotated[App, Depends(this_app)]
ClientAddress = Annotated[str | None, Depends(this_client)]
