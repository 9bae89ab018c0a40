"""Rate limits: how often something may be tried, by address or account."""

import time
from functools import cache

import limits
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from bulletdrop.core.errors import TooManyRequests

parse = cache(limits.parse)  # of the few limits that there are


class RateLimits:
    """Counts tries in a moving window, in this process's memory."""

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def hit(self, name: str, key: str, limit: str) -> None:
        """Counts one try of `name` by `key`; raises TooManyRequests over the limit, such as "20 per 15 minutes"."""
        if not self.enabled:
            return
        item = parse(limit)
        if not await self._limiter.hit(item, name, key):
            reset, _ = await self._limiter.get_window_stats(item, name, key)
            raise TooManyRequests(max(1, int(reset - time.time()) + 1))

    async def left(self, name: str, key: str, limit: str) -> int | None:
        """How many tries are left; None where nothing is limited."""
        if not self.enabled:
            return None
        return (await self._limiter.get_window_stats(parse(limit), name, key)).remaining

    async def check(self, name: str, key: str, limit: str) -> None:
        """Raises TooManyRequests where a try would be one too many; counts nothing."""
        item = parse(limit)
        if self.enabled and not await self._limiter.test(item, name, key):
            reset, _ = await self._limiter.get_window_stats(item, name, key)
            raise TooManyRequests(max(1, int(reset - time.time()) + 1))

    async def forget(self, name: str, key: str, limit: str) -> None:
        """Forgets the tries that `hit` counted under the same words."""
        await self._limiter.clear(parse(limit), name, key)
