"""Uploading is not about accounts: where nothing else is said, tests share one."""

from collections.abc import AsyncIterator

import pytest

from bulletdrop.main import BulletDrop
from tests.support import Person, register


@pytest.fixture(scope="package")
async def person(app: BulletDrop) -> AsyncIterator[Person]:
    """Somebody who uploads."""
    made = await register(app)
    yield made
    await made.client.aclose()
