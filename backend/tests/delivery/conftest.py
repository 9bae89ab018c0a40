"""Delivery is not about accounts: its tests share two of them."""

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


@pytest.fixture(scope="package")
async def other(app: BulletDrop) -> AsyncIterator[Person]:
    """Somebody else."""
    made = await register(app)
    yield made
    await made.client.aclose()
