"""What every response says to the browser: content policy, framing, referrer and caching, in one table."""

from dataclasses import dataclass

from flask import Flask, current_app, request
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from statuspage.domain.shares.scopes import SCOPES
from statuspage.protocol import REQUEST_ID
from statuspage.security.access import Access, access_of, allowed_sites

_NOTHING = "default-src 'none'; object-src 'none'; base-uri 'none'"
_OWN = "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
_FACE = "font-src 'self'"  # of what people write
_PAGE = f"{_NOTHING}; {_OWN}; {_FACE}; form-action 'self'; frame-ancestors 'none'"
STUDIO = f"{_PAGE}; frame-src 'self'"  # for pages that frame others: the studio, the demo's gallery
PREVIEW = f"{_NOTHING}; {_OWN}; {_FACE}; form-action 'none'; frame-ancestors 'self'"
# For the HTML of a mail, shown in a frame of our own: it runs nothing, loads nothing, and opens its links elsewhere.
MAIL = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)
# The same at the desk, where it holds its reader's key: not even a link of it opens anything.
LOCKED_MAIL = f"{_NOTHING}; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox"
WITH_LOGO = "; img-src data:"  # behind either of them, where the company's logo is inside the mail

# For the frame that says only that the form may not stand there; it opens its link elsewhere.
NOTICE = f"{_NOTHING}; {_OWN}; form-action 'none'"

# For what others have sent: it is saved; opened all the same, it runs nothing and has no origin.
FILE = "sandbox; default-src 'none'; frame-ancestors 'none'"
_PUBLIC_PAGE = f"{_NOTHING}; {_OWN}; {_FACE}; form-action 'none'; frame-ancestors 'none'"
_DOCUMENT = f"{_NOTHING}; frame-ancestors 'none'"
_PUBLIC = "public, max-age=15, stale-while-revalidate=60"
_OWN_BROWSER = "private, no-cache"
# The forms that come back with what is wrong in them: a browser that may not keep that has nothing to show for Back.
_FOUND_BY_BACK = {"ask.send", "ask.send_known"}
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# For what any page of any site may read and show.
ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True, slots=True)
class Dress:
    """The headers of the answers of one kind of address.

    Search engines are told to leave out an ``is_secret`` address; an ``is_framed`` answer may stand on other sites, and
    scripts of other sites may read what is ``is_for_scripts``; no cookie goes with that (Fetch, 3.3.5).
    """

    policy: str
    caching: str
    referrer: str = "strict-origin-when-cross-origin"
    is_secret: bool = False
    is_framed: bool = False
    is_for_scripts: bool = False


# A private page's address is its key, so no other site is told of it. The desk's addresses hold no key, and its plain
# forms must say where they come from also in browsers without Sec-Fetch-Site, which under no-referrer say "null".
DRESSES = {
    "nowhere": Dress(_PAGE, "no-store"),  # an unknown address
    "anyone": Dress(_PAGE, "no-cache"),
    "agent": Dress(_PAGE, "no-store", "same-origin", is_secret=True),
    "demo": Dress(_PAGE, "no-store"),
    "ask": Dress(_PAGE, "no-store", "same-origin"),  # its plain form must say where it comes from
    "team": Dress(_PUBLIC_PAGE, _PUBLIC),
    "private page": Dress(_PAGE, "no-store", "no-referrer", is_secret=True),
    "mail": Dress(_PAGE, "no-store", "no-referrer", is_secret=True),
    # feed readers and calendars keep what they read anyway, and ask whether it has changed
    "private document": Dress(_DOCUMENT, _OWN_BROWSER, "no-referrer", is_secret=True),
    # its form is posted; an address behind it is a key, so no other site is told of that
    "follow": Dress(_PAGE, "no-cache", is_secret=True),
    "confirm": Dress(_PAGE, "no-store", "no-referrer", is_secret=True),
    "held": Dress(_PAGE, "no-store", "no-referrer", is_secret=True),
    "lost": Dress(_PAGE, "no-store", "no-referrer", is_secret=True),
    "join": Dress(_PAGE, "no-store", "no-referrer", is_secret=True),
    "setup": Dress(_PAGE, "no-store", "no-referrer", is_secret=True),
    "mine": Dress(_PAGE, "no-store", "no-referrer", is_secret=True),
    # no cookie counts there, and whatever it is, a browser saves it and runs nothing of it
    "file": Dress(FILE, "private, max-age=300", "no-referrer", is_secret=True),
    "mail_in": Dress(_DOCUMENT, "no-store", is_secret=True),
    "public page": Dress(_PUBLIC_PAGE, _PUBLIC),
    "public document": Dress(_DOCUMENT, _PUBLIC, is_for_scripts=True),
    # with the sites on which it may stand, if its customer names any
    "card": Dress(f"{_NOTHING}; {_OWN}; form-action 'none'", _PUBLIC, is_framed=True),
    # with the sites on which the form may stand; its plain form must say where it comes from
    "ask_frame": Dress(f"{_NOTHING}; {_OWN}; form-action 'self'", "no-store", "same-origin", is_framed=True),
    # no-cache is what image proxies honour together with an ETag
    "picture": Dress(f"{_NOTHING}; style-src 'unsafe-inline'; frame-ancestors 'none'", "no-cache", is_framed=True),
}


def dress_of(access: Access | None) -> Dress:
    """The headers for this access; for what a key opens, the table of scopes names them."""
    if access is None:
        return DRESSES["nowhere"]
    return DRESSES[SCOPES[access.value].headers if access.value in SCOPES else access.value]


def dress(app: Flask) -> None:
    """Put the headers on every response."""
    app.after_request(_dress)


def _ancestors(access: Access | None) -> str:
    """The sites on which a card may stand, or the form for asking. None means anywhere, which only a card may: ``*``
    would keep out pages without an origin.
    """
    sites = allowed_sites() if access in (Access.EMBED, Access.ASK_FRAME) else ()
    return f"; frame-ancestors {' '.join(sites)}" if sites else ""


def _dress(response: Response) -> Response:
    access = access_of(current_app, request.endpoint)
    dress, status, is_static = dress_of(access), response.status_code, request.endpoint == "static"
    always, unless = _ALWAYS | {"Referrer-Policy": dress.referrer}, {}
    unless["Content-Security-Policy"] = dress.policy + _ancestors(access)
    if dress.is_for_scripts:
        always |= ANYWHERE
    elif not dress.is_framed and not is_static:
        unless["Cross-Origin-Resource-Policy"] = "same-origin"
    if dress.is_secret or status in (404, 410):
        always["X-Robots-Tag"] = "noindex"
    if status >= 400:
        is_found_by_back = status == 422 and request.endpoint in _FOUND_BY_BACK
        always["Cache-Control"] = _OWN_BROWSER if is_found_by_back else "no-store"
    elif not is_static:
        unless["Cache-Control"] = dress.caching
    if status >= 500 and (found_by := request.environ.get(REQUEST_ID)):
        always["X-Request-ID"] = str(found_by)  # by what our log finds what led to it
    if str(current_app.extensions["settings"].base_url).startswith("https://"):
        always["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    _put_on(response.headers, always, unless)
    return response


def _put_on(headers: Headers, always: dict[str, str], unless: dict[str, str]) -> None:
    """Say what is ``always`` said, and the rest ``unless`` the view has said it. Each name is looked up only once."""
    there = {name.lower() for name, _ in headers}
    for name, value in always.items():
        if name.lower() in there:
            headers[name] = value
        else:
            headers.add(name, value)
    for name, value in unless.items():
        if name.lower() not in there:
            headers.add(name, value)
