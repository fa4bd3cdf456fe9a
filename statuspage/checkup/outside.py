"""How we look from outside: our own address leads here, by a proxy that says who asks, and over good TLS."""

import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from statuspage.checkup.finding import Finding
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.version import __version__

PATIENCE = 5.0  # seconds for the whole way
SOON = timedelta(days=14)  # before its end a certificate should have been renewed


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what leads elsewhere is a finding."""

    def redirect_request(self, *_: Any) -> None:
        return None


def check_proxy(app: Flask) -> Iterator[Finding]:
    """Whether `STATUSPAGE_BASE_URL` leads to this version, and a proxy is told of where there must be one."""
    settings: Settings = app.extensions["settings"]
    if settings.base_url.startswith("https:") and not settings.trusted_proxies:
        words = "TLS ends at a proxy, and none is told of: all visitors count as one."
        yield Finding("proxy", False, words, "Set STATUSPAGE_TRUSTED_PROXIES to how many there are.")
    yield _answer(settings, "/healthz", f"ok {__version__}")
    yield _answer(settings, "/readyz", f"ok {__version__}")


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
        with urllib.request.build_opener(_Stay).open(settings.base_url + path, timeout=PATIENCE) as answer:
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
