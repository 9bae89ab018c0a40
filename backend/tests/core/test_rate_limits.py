"""Rate limits in memory."""

import pytest

from bulletdrop.core.errors import TooManyRequests
from bulletdrop.core.rate_limits import RateLimits


async def test_over_the_limit_is_told_when_to_come_back() -> None:
    limits = RateLimits(enabled=True)
    for _ in range(3):
        await limits.hit("sign-in", "a", "3 per 15 minutes")
    with pytest.raises(TooManyRequests) as caught:
        await limits.hit("sign-in", "a", "3 per 15 minutes")
    assert 800 < int(caught.value.headers["Retry-After"]) <= 902


async def test_keys_and_names_are_counted_apart() -> None:
    limits = RateLimits(enabled=True)
    await limits.hit("sign-in", "a", "1 per minute")
    await limits.hit("sign-in", "b", "1 per minute")
    await limits.hit("register", "a", "1 per minute")
    with pytest.raises(TooManyRequests):
        await limits.hit("sign-in", "a", "1 per minute")


async def test_off_counts_nothing() -> None:
    limits = RateLimits(enabled=False)
    for _ in range(5):
        await limits.hit("sign-in", "a", "1 per minute")
