"""What an address of a connection stands for: a network that was named, or a client."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Of IPv6 one connection to the Internet has at least that many addresses.
CLIENT_BITS = 64


def is_among(address: str, networks: Iterable[str]) -> bool:
    """Return whether `address` lies in one of `networks`; in „*“ lie all, be they addresses."""
    networks = list(networks)
    if "*" in networks:
        return True
    found = _read(address)
    return found is not None and any(found in ip_network(each, strict=False) for each in networks)


def client_of(address: str) -> str:
    """Return what stands for whoever has `address`: that, or of IPv6 its network."""
    found = _read(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, CLIENT_BITS), strict=False))
    return address if found is None else str(found)


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
