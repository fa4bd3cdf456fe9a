"""Requests that change something must come from our own pages.

Browsers say where a request comes from, in Sec-Fetch-Site and Origin, which no page can forge; that needs no state.
On the desk, where a cookie is the key, each form also carries a token of the agent whom it was made for. The token
outlives their session, so that whoever logs in again in another window can still send what they had written in this.
"""

import hashlib
import hmac

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import Forbidden

from statuspage.security import robots
from statuspage.security.access import Access, access_of, agent

_BY_KEY = (
    Access.PRIVATE,
    Access.CONFIRM,
    Access.MAIL,
    Access.HELD,
    Access.LOST,
    Access.MINE,
    Access.JOIN,
    Access.SETUP,
)
_READS = ("GET", "HEAD", "OPTIONS")


class NotTheirs(Forbidden):
    """A form of ours, but made for another agent than the one who is logged in now."""


def protect(app: Flask) -> None:
    """Refuse what another site sends everywhere, and at the desk whatever lacks the form's token."""
    app.before_request(_check)


def desk_token() -> str:
    """The token that the forms made for this agent carry."""
    return _token(current_app.extensions["settings"].secret_keys[-1])


def is_ours() -> bool:
    """Whether this request comes from one of our own pages.

    A page whose address is a key sends no referrer, so its plain forms have the Origin "null" in browsers without
    Sec-Fetch-Site (Fetch, "append a request Origin header"). They may: whoever can send them has the link, and no
    cookie counts there. So may the form for asking where a frame has no origin, in a sandbox: nobody is known there,
    and its own key says that we made it.
    """
    access, keys = access_of(current_app, request.endpoint), current_app.extensions["settings"].secret_keys
    if access is Access.ASK_FRAME and request.headers.get("Origin") == "null" and robots.is_our_form(keys):
        return True
    own: tuple[str, ...] = (current_app.extensions["settings"].base_url, request.host_url.rstrip("/"))
    if access in _BY_KEY:
        own += ("null",)
    return comes_from_here(request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin"), own)


def is_one_click() -> bool:
    """Whether a mail program unsubscribes its user (RFC 8058, 3.2), which it may do from wherever it runs.

    The key in the address says for whom, no cookie counts there, and it is taken back as easily.
    """
    is_of_mails = access_of(current_app, request.endpoint) is Access.MAIL
    return is_of_mails and request.form.get("List-Unsubscribe") == "One-Click"


def _check() -> None:
    if request.method in _READS or access_of(current_app, request.endpoint) is Access.MAIL_IN:
        return  # a mail service is no browser, and brings a secret that no page has
    if not is_ours() and not is_one_click():
        abort(403)
    if access_of(current_app, request.endpoint) is Access.AGENT:
        given = request.form.get("csrf", "") or request.headers.get("X-CSRF", "")
        keys = current_app.extensions["settings"].secret_keys
        if not any(hmac.compare_digest(given.encode(), _token(key).encode()) for key in keys):
            raise NotTheirs


def comes_from_here(site: str | None, origin: str | None, own: tuple[str, ...]) -> bool:
    """Whether these are the headers of one of our own pages, or of no browser at all, which has nobody's cookie."""
    if site is not None:
        return site == "same-origin" or (site == "none" and origin in (None, *own))
    return origin is None or origin in own


def _token(secret: str) -> str:
    return hmac.digest(secret.encode(), f"statuspage.csrf {agent().id}".encode(), hashlib.sha256).hex()[:32]
