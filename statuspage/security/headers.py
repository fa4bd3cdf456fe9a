"""What every response says to the browser: content policy, framing, referrer, caching; a table, by surface."""

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from statuspage.security.access import Access, access_of

_NOTHING = "default-src 'none'; object-src 'none'; base-uri 'none'"
_OWN = "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
_PAGE = f"{_NOTHING}; {_OWN}; form-action 'self'; frame-ancestors 'none'"
STUDIO = f"{_PAGE}; frame-src 'self'"  # pages that show others in frames: the studio, and the demo's gallery
PREVIEW = f"{_NOTHING}; {_OWN}; form-action 'none'; frame-ancestors 'self'"

POLICIES: dict[Access | None, str] = {
    None: _PAGE,  # an address that is not there
    Access.ANYONE: _PAGE,
    Access.AGENT: _PAGE,
    Access.PRIVATE: _PAGE,
    Access.PUBLIC: f"{_NOTHING}; {_OWN}; form-action 'none'; frame-ancestors 'none'",
    Access.TEAM: f"{_NOTHING}; {_OWN}; form-action 'none'; frame-ancestors 'none'",
    Access.FEED: f"{_NOTHING}; frame-ancestors 'none'",
    Access.CALENDAR: f"{_NOTHING}; frame-ancestors 'none'",
    Access.PUBLIC_FEED: f"{_NOTHING}; frame-ancestors 'none'",
    Access.BADGE: f"{_NOTHING}; style-src 'unsafe-inline'; frame-ancestors 'none'",
    Access.EMBED: f"{_NOTHING}; {_OWN}; form-action 'none'",  # and where it may stand, if its customer says so
}
CACHING: dict[Access | None, str] = {
    None: "no-store",
    Access.ANYONE: "no-cache",
    Access.AGENT: "no-store",
    Access.PRIVATE: "private, no-cache",
    Access.FEED: "private, no-cache",
    Access.CALENDAR: "private, no-cache",
    Access.PUBLIC: "public, max-age=15, stale-while-revalidate=60",
    Access.PUBLIC_FEED: "public, max-age=15, stale-while-revalidate=60",
    Access.EMBED: "public, max-age=15, stale-while-revalidate=60",
    Access.TEAM: "public, max-age=15, stale-while-revalidate=60",
    Access.BADGE: "no-cache",  # what image proxies honour together with an ETag
}
# What any page of any site may read and show.
ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
# A private page's address is its key, so it is told to nobody. The desk's hold none, and its plain forms must say where
# they come from, in browsers without Sec-Fetch-Site too: with no-referrer these send "Origin: null".
REFERRERS: dict[Access | None, str] = {
    Access.AGENT: "same-origin",
    Access.PRIVATE: "no-referrer",
    Access.FEED: "no-referrer",
    Access.CALENDAR: "no-referrer",
}
_SECRET = (Access.PRIVATE, Access.FEED, Access.CALENDAR, Access.AGENT)


def dress(app: Flask) -> None:
    """Put the headers on every response."""
    app.after_request(_dress)


def _ancestors(access: Access | None) -> str:
    """The sites on which a card may stand. None listed is anywhere: ``*`` would shut out a page that has no origin."""
    sites = getattr(g, "frame_ancestors", ()) if access is Access.EMBED else ()
    return f"; frame-ancestors {' '.join(sites)}" if sites else ""


def _dress(response: Response) -> Response:
    access = access_of(current_app, request.endpoint)
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICIES[access] + _ancestors(access))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = REFERRERS.get(access, "strict-origin-when-cross-origin")
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if access is not Access.EMBED and access is not Access.BADGE and request.endpoint != "static":
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if access in _SECRET or response.status_code in (404, 410):
        headers["X-Robots-Tag"] = "noindex"
    if response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    elif request.endpoint != "static":
        headers.setdefault("Cache-Control", CACHING[access])
    if str(current_app.extensions["settings"].base_url).startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
