"""Names of hosts, as they may stand in what we write ourselves: mail addresses, Message-IDs and tag URIs."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def is_host(name: str) -> bool:
    """Whether this is a host's name: ASCII letters, digits, hyphens and dots only (RFC 1123, section 2.1)."""
    return _HOST.fullmatch(name) is not None


def host_of(base: str) -> str:
    """The host of the instance's address; "localhost" where it has no name, such as for an IPv6 address."""
    host = urlsplit(base).hostname or ""
    return host if is_host(host) else "localhost"
