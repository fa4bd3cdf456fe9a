"""Who is asking: one answer for whatever is counted by address, be it logins, posts, streams or connections."""

import ipaddress
import re
from functools import lru_cache

SITE = 64  # the bits of an IPv6 address that tell one customer of a network from another (RFC 6177, RFC 7421)
_PORT = re.compile(r"\[([0-9A-Fa-f:.%]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")  # as some proxies add it
_NEAR = tuple(  # loopback, link-local and private networks (RFC 1918, RFC 6598, RFC 4193)
    ipaddress.ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
_LONGEST = 64  # characters of a name that is no address


def who_asks(peer: str, claims: str, proxies: int) -> str:
    """Whom a request counts as: an IPv4 address, or the /64 of an IPv6 one.

    ``peer`` is who is connected. ``claims`` is every line of X-Forwarded-For, with commas between; the outermost of
    our own ``proxies`` is believed, and what others claim counts for nothing.
    """
    return _network(_named(peer, claims, proxies))


def whole_address(peer: str, claims: str, proxies: int) -> str:
    """The whole address of the same visitor, for a log; "unknown" for what is no address of the internet."""
    found = _address(_named(peer, claims, proxies)[:_LONGEST])
    return str(type(found)(int(found))) if found else "unknown"  # without the zone, which may be any text


def is_near(peer: str) -> bool:
    """Whether this address belongs to this machine or to its own network, as a proxy of ours would."""
    try:
        found = ipaddress.ip_address(peer)
    except ValueError:
        return not peer  # a Unix socket has no address
    return any(found in network for network in _NEAR)


def _named(peer: str, claims: str, proxies: int) -> str:
    named = [claim.strip() for claim in claims.split(",") if claim.strip()] if proxies else []
    return named[-proxies] if 0 < proxies <= len(named) else peer


def _network(address: str) -> str:
    return _known(address) if len(address) <= _LONGEST else address[:_LONGEST]


@lru_cache(4096)
def _known(address: str) -> str:
    found = _address(address)
    if found is None:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.IPv6Network((int(found) >> SITE << SITE, SITE)))


def _address(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    bare = _PORT.fullmatch(written)
    try:
        found = ipaddress.ip_address((bare[1] or bare[2]) if bare else written)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
