"""Which names are ours: what is sent to another host is refused, so that no answer ever repeats a name not our own."""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

LOOPBACK = re.compile(r"(?:[a-z0-9-]+\.)*localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]/@\s]+?)\.?(?::([0-9]{1,5}))?")
_LONGEST = 300  # characters: a name has 253 at most
_FOR_ANYONE = ("site.healthz", "site.readyz")  # asked by what knows a machine, but not its name
_USUAL = {"http": 80, "https": 443}


class Misdirected(HTTPException):
    """The request was meant for another host (RFC 9110, section 15.5.20)."""

    code = 421
    description = "This is not the host that was asked for."


def guard(app: Flask) -> None:
    """Refuse what is sent to a foreign host; to be called before anything else that asks."""
    settings = app.extensions["settings"]
    app.extensions["own_host"] = own_host(settings.base_url, on_this_machine=not settings.production)
    app.before_request(_ask)


def is_own_host(app: Flask, host: str, forwarded: str) -> bool:
    """Whether this Host names us; behind trusted proxies, what the outermost of them says that it was asked for."""
    proxies, named = app.extensions["settings"].trusted_proxies, forwarded.split(",") if forwarded else []
    asked = named[-proxies].strip() if 0 < proxies <= len(named) else host
    found: bool = app.extensions["own_host"](asked)
    return found


def own_host(base: str, *, on_this_machine: bool) -> Callable[[str], bool]:
    """Tells whether a Host header names the instance with this address, with or without its port.

    ``on_this_machine`` lets in every name of the loopback too, at any port.
    """
    parts = urlsplit(base)
    name = (parts.hostname or "").rstrip(".")
    own = f"[{name}]" if ":" in name else name
    ports = frozenset({None, str(parts.port or _USUAL.get(parts.scheme))})
    return lru_cache(256)(partial(_is_own, own, ports, on_this_machine))


def _is_own(own: str, ports: frozenset[str | None], on_this_machine: bool, host: str) -> bool:
    found = _HOST.fullmatch(host.lower()) if len(host) <= _LONGEST else None
    if found is None:
        return False
    name, port = found.groups()
    return (name == own and port in ports) or (on_this_machine and LOOPBACK.fullmatch(name) is not None)


def _ask() -> None:
    if request.endpoint in _FOR_ANYONE:
        return
    if not current_app.extensions["own_host"](request.environ.get("HTTP_HOST", "")):
        raise Misdirected
