"""What becomes of a request on its way to us, and of an answer on its way back: what the proxies between say and hold.

We ask ourselves by our own address, in the name of somebody who cannot be, and compare what the app saw.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager
from http.client import HTTPException
from typing import Any

from statuspage.checkup.finding import Finding
from statuspage.config import Settings

PATIENCE = 5.0  # seconds for the whole way
NOBODY = "192.0.2.77"  # an address that nobody has (RFC 5737)
_COUNT = "Set STATUSPAGE_TRUSTED_PROXIES to {}."


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what leads elsewhere is a finding."""

    def redirect_request(self, *_: Any) -> None:
        return None


def opened(settings: Settings, path: str, **headers: str) -> AbstractContextManager[Any]:
    """The answer of this path of our own address. Raises OSError or ValueError where there is none."""
    asked = urllib.request.Request(settings.base_url + path, headers=headers)  # noqa: S310 - http or https, as settings say
    answer: AbstractContextManager[Any] = urllib.request.build_opener(_Stay).open(asked, timeout=PATIENCE)
    return answer


def check_passage(settings: Settings) -> Iterator[Finding]:
    """Whether the proxies say who asks and how, as many as we count, and hand streams on at once."""
    try:
        with opened(settings, "/checkup", **{"X-Forwarded-For": NOBODY}) as answer:
            seen = json.loads(answer.read(2_000))
    except (OSError, ValueError) as fault:
        yield Finding("proxy", False, f"/checkup does not answer: {fault}.", "See what the proxy does with it.")
        return
    yield _visitors(settings, seen)
    if not settings.base_url.startswith(f"{seen['scheme']}:"):
        words = f"Asked at {settings.base_url}, we are told of {seen['scheme']}."
        yield Finding("proxy", False, words, "Let the proxy set X-Forwarded-Proto.")
    yield _stream(settings)


def _visitors(settings: Settings, seen: dict[str, Any]) -> Finding:
    """Whether visitors are told apart, and none can say that they are another."""
    proxies = _between(seen)
    if seen["address"] == NOBODY:
        do = _COUNT.format(proxies) if proxies != settings.trusted_proxies else "Let the proxy set X-Forwarded-For."
        return Finding("proxy", False, "Whoever asks can say that they are somebody else, and is believed.", do)
    if seen["address"] == "unknown":
        return Finding("proxy", False, "Nobody says who asks.", "Let the proxy set X-Forwarded-For.")
    if proxies != settings.trusted_proxies:
        words = f"{proxies} proxies say who asks, and {settings.trusted_proxies} are counted."
        return Finding("proxy", False, words, _COUNT.format(proxies))
    return Finding("proxy", True, "Visitors are told apart, and none can say that they are another.")


def _between(seen: dict[str, Any]) -> int:
    """How many proxies have said who asks: each adds one to what we said, or its outermost takes ours away."""
    return int(seen["many"]) - (1 if seen["first"] == NOBODY else 0)


def _stream(settings: Settings) -> Finding:
    """Whether the first signs of a stream come while the rest is still to come."""
    try:
        with opened(settings, "/checkup/stream", Accept="text/event-stream") as answer:
            has_come = bool(answer.read1(200))
    except urllib.error.HTTPError as fault:
        fault.close()
        return Finding("proxy", None, f"Live pages are answered with {fault.code}.", "See the log, and ask again.")
    except (OSError, HTTPException):
        has_come = False
    if has_come:
        return Finding("proxy", True, "What is new on a page comes at once.")
    do = "Let the proxy pass answers on as they come, as proxy_buffering off does in nginx."
    return Finding("proxy", False, "What is new on a page does not come: something holds streams back.", do)
