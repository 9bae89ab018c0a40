"""Whose address counts: a proxy is believed only where it is trusted."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletdrop.core.client_address import client_address
from bulletdrop.core.settings import Network

PROXIES: tuple[Network, ...] = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def asked(peer: str | None, *forwarded: str, trusted: tuple[Network, ...] = PROXIES) -> str | None:
    headers = [(b"x-forwarded-for", value.encode("latin-1", "replace")) for value in forwarded]
    return client_address({"type": "http", "client": (peer, 1) if peer else None, "headers": headers}, trusted)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", (), "192.0.2.1"),
        ("192.0.2.1", ("203.0.113.9",), "192.0.2.1"),  # nobody declared this peer a proxy
        ("10.0.0.1", ("203.0.113.9",), "203.0.113.9"),
        ("10.0.0.1", ("198.51.100.1, 203.0.113.9",), "203.0.113.9"),  # what the client wrote itself comes first
        ("10.0.0.1", ("198.51.100.1", "203.0.113.9"), "203.0.113.9"),  # two headers are one list
        ("10.0.0.1", ("203.0.113.9, 10.0.0.2",), "203.0.113.9"),
        ("10.0.0.1", ("10.0.0.3, 10.0.0.2",), "10.0.0.3"),
        ("10.0.0.1", ("203.0.113.9, nonsense",), "10.0.0.1"),
        ("10.0.0.1", ("",), "10.0.0.1"),
        ("fd00::1", ("[2001:db8::1]",), "2001:db8::1"),
        ("10.0.0.1", ("::ffff:203.0.113.9",), "203.0.113.9"),
        ("::ffff:192.0.2.1", (), "192.0.2.1"),
        (None, ("203.0.113.9",), None),
        ("testclient", ("203.0.113.9",), None),
    ],
)
def test_the_address_of_the_client(peer: str | None, forwarded: tuple[str, ...], address: str | None) -> None:
    assert asked(peer, *forwarded) == address


@given(st.text(max_size=60))
def test_without_trusted_proxies_no_header_changes_anything(value: str) -> None:
    assert asked("10.0.0.1", value, trusted=()) == "10.0.0.1"


@given(st.text(max_size=60))
def test_no_header_of_a_trusted_proxy_breaks_it(value: str) -> None:
    assert asked("10.0.0.1", value) is not None
