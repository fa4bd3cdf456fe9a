"""oEmbed (oembed.com, version 1.0): for whoever pastes the address of a public page or card, the card in a frame.

Every answer is JSON, also a refusal. An address that is not ours, is no page or card, or opens nothing, is refused
with the same bytes, so that nobody learns which it was.
"""

import re
from dataclasses import replace
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from flask import Blueprint, Response, abort, json, request
from werkzeug.exceptions import HTTPException

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.shares.scopes import SCOPES
from statuspage.forms import number
from statuspage.present.embed import markup
from statuspage.present.embed.looks import FORMS, Look, read_look
from statuspage.present.embed.snippets import PICTURE, frame_title
from statuspage.present.glance import Glance, at_a_glance, titled
from statuspage.present.public_addresses import PublicAddresses
from statuspage.security import cut_links
from statuspage.security.access import Access, OpenedShare, may, open_share

bp = Blueprint("oembed", __name__)
NARROWEST = 200  # CSS pixels: what a card is made for
LARGEST = 999_999  # CSS pixels: the most that one may ask for
CACHE_AGE = 3600  # seconds: the frame keeps itself up to date
_ANYONE = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=15, stale-while-revalidate=60"}
_SHOWN = {scope.letter: scope.name for scope in SCOPES.values() if scope.is_public and not scope.formats}  # as pages
_OURS = re.compile(rf"/({'|'.join(_SHOWN)})/([A-Za-z0-9_-]{{1,64}})")
_WORDS = {
    404: "There is no ticket to show at this address.",
    410: "This ticket is no longer shown.",
    501: "The answer is JSON; there is no other format.",
}


@bp.get("/oembed")
@may(Access.ANYONE, asks=("url", "format", "maxwidth", "maxheight"))
def oembed() -> Response:
    """``url`` is a public page or a card; ``maxwidth`` and ``maxheight`` are CSS pixels."""
    if request.args.get("format", "json") != "json":
        abort(501)
    width, height = _most("maxwidth"), _most("maxheight")
    share, look = _open(request.args.get("url", ""))
    ticket = public_request.ticket(share, limit=0, lang=look.lang)
    glance = at_a_glance(ticket, public_request.reader())
    addresses = public_request.addresses(share)
    told = _about(ticket, glance) | _frame(ticket, addresses, look, width, height)
    response = answer(json.dumps(told), "application/json", snapshot=share.snapshot(glance.until))
    response.headers.update(_ANYONE)
    return response


@bp.errorhandler(HTTPException)
def refuse(error: HTTPException) -> Response:
    """Why not, in words of our own: nothing that was sent is repeated."""
    code = error.code or 400
    words = _WORDS.get(code) or str(error.description)
    response = Response(json.dumps({"error": words}), code, mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _open(url: str) -> tuple[OpenedShare, Look]:
    """Open the share that this address is for, with the refusals of the address itself, and read its look."""
    if not url:
        abort(400, "Say which page is meant: url=")
    try:
        parts = urlsplit(url)
    except ValueError:
        abort(404)
    whole = cut_links.meant(public_request.settings().secret_keys, unquote(parts.path))
    found = _OURS.fullmatch(whole or parts.path)
    if found is None or _origin(parts) != _origin(urlsplit(public_request.urls().base)):
        abort(404)
    share = open_share(_SHOWN[found[1]], found[2])
    return share, read_look(dict(parse_qsl(parts.query)), public_request.settings().languages)


def _origin(parts: SplitResult) -> tuple[object, ...]:
    """Scheme, user, host and port, however they are written (RFC 3986, 6.2.3); 404 for an impossible port."""
    try:
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        abort(404)
    return parts.scheme, parts.username, parts.hostname, port


def _about(ticket: PublicTicket, glance: Glance) -> dict[str, object]:
    """What every answer says, whichever its type."""
    title = " · ".join(part for part in (titled(ticket), "" if ticket.title else glance.headline, glance.when) if part)
    told: dict[str, object] = {"version": "1.0", "title": title, "provider_url": public_request.urls().base}
    return told | {"cache_age": CACHE_AGE} | ({"provider_name": ticket.company} if ticket.company else {})


def _frame(
    ticket: PublicTicket, addresses: PublicAddresses, look: Look, width: int | None, height: int | None
) -> dict[str, object]:
    """The largest card that fits, and the picture where it fits; only a link where there is room for neither."""
    language = look.lang or ticket.language
    heights = {
        size: FORMS[size].framed(language, letters=ticket.letters_shown) for size in (look.size, "card", "compact")
    }
    fitting = [size for size, high in heights.items() if height is None or high <= height]
    if not addresses.card or not fitting or (width is not None and width < NARROWEST):
        return {"type": "link"}
    fitted = replace(look, size=fitting[0])
    query = fitted.query()
    address = f"{addresses.card}?{urlencode(query)}" if query else addresses.card
    wide, high = min(markup.WIDTH, width or markup.WIDTH), heights[fitted.size]
    frame = markup.iframe(address, frame_title(ticket.company, ticket.title), high, wide)
    shown: dict[str, object] = {"type": "rich", "html": frame, "width": wide, "height": high}
    return shown | _thumbnail(addresses, width, height)


def _thumbnail(addresses: PublicAddresses, width: int | None, height: int | None) -> dict[str, object]:
    wide, high = PICTURE
    if not addresses.page or (width or wide) < wide or (height or high) < high:
        return {}
    return {"thumbnail_url": f"{addresses.page}/picture.png", "thumbnail_width": wide, "thumbnail_height": high}


def _most(name: str) -> int | None:
    """The number of pixels that a parameter allows; None without it, 400 in words for what is no number."""
    given = request.args.get(name)
    if given is None:
        return None
    pixels = number(given, LARGEST)
    if not pixels:
        abort(400, f"{name} is a number of pixels, 1 to {LARGEST}.")
    return pixels
