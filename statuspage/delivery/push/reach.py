"""Reaches a push service, and nothing else: by https, at an address that is public, which is the one connected to.

A browser names the address, so whoever is at the desk could name any. The name is looked up once, every address that
it has must be public, and the connection goes to one of these: no later answer of the name system leads elsewhere. No
redirect is followed, and of an answer only its status is kept.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from statuspage.resolving import names

PATIENCE = 10.0  # seconds that a push service has for each step
_PUBLIC = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out
_INSIDE = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/32")))  # IPv4 stands in these
_LONGEST_WAIT = timedelta(hours=6).total_seconds()


class NotReached(Exception):
    """There was no answer; the text says why, in plain words."""


class PointsInside(NotReached):
    """The name leads to an address that is not public."""


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """What a push service said: its ``status``, and after how many seconds it wants to be asked again, 0 for any."""

    status: int
    wait: float


def is_public(address: str) -> bool:
    """Whether anyone on the internet reaches this address: none of ours, of a cloud's, or that stands for one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found not in _PUBLIC or any(found in network for network in _INSIDE):
            return False
    return found.is_global and not found.is_multicast


def addresses(host: str) -> list[tuple[str, int]]:
    """Where this host listens for https, as the name system says now; raises OSError where it says nothing."""
    return [(address, 443) for address in names.find(host, PATIENCE)]


@dataclass(frozen=True, slots=True)
class Reach:
    """How push services are reached. Tests alone put others in place of these, to send to a service of their own."""

    find: Callable[[str], list[tuple[str, int]]] = addresses
    allows: Callable[[str], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def post(self, endpoint: str, headers: Mapping[str, str], body: bytes) -> PushAnswer:
        """Post this; the answer. Raises ``NotReached``."""
        parts = urlsplit(endpoint)
        host = parts.hostname or ""
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = _Pinned(host, self._address(host), self.trust())
        try:
            connection.request("POST", path or "/", body, dict(headers))
            answer = connection.getresponse()
            return PushAnswer(answer.status, _wait(answer.getheader("Retry-After")))
        except ssl.SSLError as fault:
            raise NotReached(f"{host} cannot be trusted: {fault.reason}") from None
        except TimeoutError:
            raise NotReached(f"{host} does not answer") from None
        except (OSError, http.client.HTTPException, ValueError) as fault:
            raise NotReached(f"{host} cannot be reached: {type(fault).__name__}") from None
        finally:
            connection.close()

    def _address(self, host: str) -> tuple[str, int]:
        """Where this host listens; every address that it has must be allowed."""
        try:
            found = self.find(host)
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise NotReached(f"There is no host named {host}, or the name system does not answer")
        if not all(self.allows(address) for address, _ in found):
            raise PointsInside(f"{host} leads to an address that is not public")
        return found[0]


class _Pinned(http.client.HTTPSConnection):
    """A connection to the host at this very address, whose certificate must be the host's."""

    def __init__(self, host: str, address: tuple[str, int], trust: ssl.SSLContext) -> None:
        super().__init__(host, timeout=PATIENCE, context=trust)
        self._address, self._trust = address, trust

    def connect(self) -> None:
        plain = socket.create_connection(self._address, self.timeout)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


def _wait(said: str | None) -> float:
    """The seconds of a Retry-After that gives some; a date, or nonsense, is none."""
    return min(float(said), _LONGEST_WAIT) if said and said.isascii() and said.isdigit() and len(said) < 10 else 0.0
