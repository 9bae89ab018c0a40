"""Who is on the other end: the peer's address, or what a trusted proxy says it is."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.types import Scope

from bulletdrop.core.settings import Network

Address = IPv4Address | IPv6Address


def client_address(scope: Scope, trusted: tuple[Network, ...]) -> str | None:
    """The client's address; X-Forwarded-For counts only as far as trusted proxies wrote it.

    Proxies append, so the list is read from its end: the first address that is no trusted proxy is the client.
    """
    peer = scope.get("client")
    if not peer:
        return None
    if not trusted:
        return _written(peer[0])
    address = _parse(peer[0])
    if address is None or not _is_trusted(address, trusted):
        return _written(peer[0])
    for part in reversed(_forwarded(scope)):
        hop = _parse(part)
        if hop is None:
            break
        address = hop
        if not _is_trusted(hop, trusted):
            break
    return str(address)


def _forwarded(scope: Scope) -> list[str]:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [part.strip() for value in values for part in value.split(",")]


@lru_cache(maxsize=8192)
def _parse(text: str) -> Address | None:
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


@lru_cache(maxsize=8192)
def _written(text: str) -> str | None:
    """The address of a peer as we write it, None where it is none (a Unix socket's)."""
    address = _parse(text)
    return None if address is None else str(address)


def _is_trusted(address: Address, trusted: tuple[Network, ...]) -> bool:
    return any(address in network for network in trusted)
