"""Requests that change something must come from our own pages.

Browsers say where a request comes from (Sec-Fetch-Site, Origin; both out of a page's reach), so that needs no state.
On the desk, where a cookie is the key, each form also carries a token made from the session's own key.
"""

import hashlib
import hmac

from flask import Flask, abort, current_app, request

from statuspage.security import sessions
from statuspage.security.access import Access, access_of

_READS = ("GET", "HEAD", "OPTIONS")


def protect(app: Flask) -> None:
    """Refuse cross-site writes everywhere, and writes at the desk without the form's token."""
    app.before_request(_check)


def desk_token() -> str:
    """The token that the forms of this desk session carry."""
    key = request.cookies.get(sessions.cookie_name(), "")
    secret = current_app.extensions["settings"].secret_keys[-1]
    return hmac.digest(secret.encode(), b"statuspage.csrf" + key.encode(), hashlib.sha256).hex()[:32]


def _check() -> None:
    if request.method in _READS:
        return
    if not comes_from_here(request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin"), _own_origins()):
        abort(403)
    if access_of(current_app, request.endpoint) is Access.AGENT:
        given = request.form.get("csrf", "") or request.headers.get("X-CSRF", "")
        if not hmac.compare_digest(given.encode(), desk_token().encode()):
            abort(403)


def comes_from_here(site: str | None, origin: str | None, own: tuple[str, ...]) -> bool:
    """Whether these headers are those of our own page (or of no browser at all, which carries nobody's cookie)."""
    if site is not None:
        return site == "same-origin" or (site == "none" and origin in (None, *own))
    return origin is None or origin in own


def _own_origins() -> tuple[str, ...]:
    return (current_app.extensions["settings"].base_url, request.host_url.rstrip("/"))
