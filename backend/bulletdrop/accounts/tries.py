"""How often what can be guessed, or costs work, may be tried.

Each address counts, and for signing in each account too; IPv6 by the /64 that one subscriber has.
"""

from ipaddress import IPv6Address, ip_address, ip_network

import structlog

from bulletdrop.core.crypto import digest
from bulletdrop.core.errors import TooManyRequests
from bulletdrop.core.rate_limits import RateLimits

log = structlog.get_logger("bulletdrop.security")
BY_ADDRESS = {
    "sign-in": "15 per 5 minutes",
    "registration": "20 per hour",
    "setup": "10 per 15 minutes",
    "strength": "120 per minute",
    "availability": "60 per minute",
}
BY_ACCOUNT = {
    "sign-in": "10 per 15 minutes",
    "password": "10 per 15 minutes",
    "tokens": "100 per hour",
}


async def count_by_address(limits: RateLimits, name: str, address: str | None) -> None:
    """Counts a try from this address; raises TooManyRequests."""
    await _count(limits, f"{name} by address", subscriber(address), BY_ADDRESS[name])


async def count_by_account(limits: RateLimits, name: str, account: str | int) -> None:
    """Counts a try on this account, whether or not there is one; raises TooManyRequests."""
    await _count(limits, f"{name} by account", _account_key(account), BY_ACCOUNT[name])


async def forgive_account(limits: RateLimits, name: str, account: str | int) -> None:
    """Forgets the tries on an account after one was right. Those of the address stay: it may try other accounts."""
    await limits.forget(f"{name} by account", _account_key(account), BY_ACCOUNT[name])


async def _count(limits: RateLimits, name: str, key: str, limit: str) -> None:
    try:
        await limits.hit(name, key, limit)
    except TooManyRequests:
        log.warning("rate_limit.reached", name=name)
        raise


def _account_key(account: str | int) -> str:
    return str(account) if isinstance(account, int) else digest(account.casefold()).hex()


def subscriber(address: str | None) -> str:
    """Who an address counts as: IPv6 by the /64 that one subscriber has."""
    parsed = ip_address(address) if address else None
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(address)
