"""An application that no other test shares: maintenance looks at all that is stored."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from tests.maintenance.making import App
from tests.support import MakeApp, register


@pytest.fixture
async def own(make_app: MakeApp) -> AsyncIterator[App]:
    """One with nothing in it but an account."""
    app = await make_app()
    person = await register(app)
    async with aclosing(person.client):
        yield App(app, person)
