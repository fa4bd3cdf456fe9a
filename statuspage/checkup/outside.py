"""How we look from outside: our own address leads here, in our version, at the same time, and over good TLS."""

import socket
import ssl
import urllib.error
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from statuspage.checkup.finding import Finding
from statuspage.checkup.passage import PATIENCE, check_passage, opened
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.version import __version__

APART = timedelta(seconds=5)  # that two clocks may be; the header has whole seconds
SOON = timedelta(days=14)  # before its end a certificate should have been renewed


def check_proxy(app: Flask) -> Iterator[Finding]:
    """Whether `STATUSPAGE_BASE_URL` leads to this version, and a proxy is told of where there must be one."""
    settings: Settings = app.extensions["settings"]
    if settings.base_url.startswith("https:") and not settings.trusted_proxies:
        words = "TLS ends at a proxy, and none is told of: all visitors count as one."
        yield Finding("proxy", False, words, "Set STATUSPAGE_TRUSTED_PROXIES to how many there are.")
    alive = _answer(settings, "/healthz", f"ok {__version__}")
    yield alive
    if alive.is_well:
        yield _answer(settings, "/readyz", f"ok {__version__}")
        yield from check_passage(settings)


def check_time(app: Flask) -> Iterator[Finding]:
    """Whether whoever answers at our address has the time that this machine has."""
    settings: Settings = app.extensions["settings"]
    try:
        with opened(settings, "/healthz") as answer:
            told = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (OSError, ValueError):
        return  # check_proxy tells why
    apart = abs(told - now())
    words = (
        f"The clock of what answers at {settings.base_url} is {apart.total_seconds():.0f} seconds from this machine's."
    )
    if apart > APART:
        yield Finding("clock", False, words, "Let all machines set their clocks by NTP.")


def check_tls(app: Flask) -> Iterator[Finding]:
    """Whether the certificate at our address is good, and for how long."""
    url = urlsplit(app.extensions["settings"].base_url)
    if url.scheme != "https" or not url.hostname:
        return
    try:
        with (
            socket.create_connection((url.hostname, url.port or 443), PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=url.hostname) as secure,
        ):
            ends = _end(secure.getpeercert() or {})
    except (OSError, ValueError) as fault:
        yield Finding("tls", False, f"No good certificate at {url.hostname}: {fault}.", "See the proxy's certificate.")
        return
    left = ends - now()
    is_well = left > SOON
    words = f"The certificate is good for {left.days} days more."
    yield Finding("tls", is_well or None, words, "" if is_well else "See why the proxy does not renew it.")


def _answer(settings: Settings, path: str, expected: str) -> Finding:
    """Whether this path of our own address is answered as this program does."""
    try:
        with opened(settings, path) as answer:
            said = answer.read(200).decode("ascii", "replace").strip()
    except urllib.error.HTTPError as fault:
        fault.close()
        do = "See that the proxy passes the name on, as Host or X-Forwarded-Host, and that this version is served."
        return Finding("proxy", False, f"{settings.base_url}{path} answers {fault.code}.", do)
    except (urllib.error.URLError, OSError, ValueError) as fault:
        do = "Start the server, and see that STATUSPAGE_BASE_URL leads to it from here."
        return Finding("proxy", False, f"{settings.base_url} cannot be reached: {getattr(fault, 'reason', fault)}.", do)
    if said != expected:
        do = "See what STATUSPAGE_BASE_URL leads to; after an upgrade, start the server anew."
        return Finding("proxy", False, f"{settings.base_url}{path} is not this version: “{said[:60]}”.", do)
    return Finding("proxy", True, f"{settings.base_url}{path} leads here.")


def _end(certificate: Any) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
