"""oEmbed (oembed.com, version 1.0): for whoever pastes the address of a public page or card, the card in a frame.

Every answer is JSON, also a refusal. An address that is not ours, is no page or card, or opens nothing, is refused
with the same bytes, so that nobody learns which it was.
"""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, abort, current_app, json, request
from werkzeug.exceptions import HTTPException

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.present.embed import markup
from statuspage.present.embed.looks import FRAMES, Look, read_look
from statuspage.present.embed.snippets import PICTURE, frame_title
from statuspage.present.glance import Glance, at_a_glance, reader_of
from statuspage.security.access import Access, may, open_share, opened

bp = Blueprint("oembed", __name__)
WIDTH = 416  # CSS pixels: as wide as a card gets
NARROWEST = 200  # CSS pixels: what a card is made for
CACHE_AGE = 3600  # seconds: the frame keeps itself up to date
_ANYONE = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=15, stale-while-revalidate=60"}
_OURS = re.compile(r"/(p|e)/([A-Za-z0-9_-]{1,64})")
_SCOPES = {"p": "public", "e": "embed"}
_WORDS = {
    404: "There is no ticket to show at this address.",
    410: "This ticket is no longer shown.",
    501: "The answer is JSON; there is no other format.",
}


@bp.get("/oembed")
@may(Access.ANYONE)
def oembed() -> Response:
    """``url`` is a public page or a card; ``maxwidth`` and ``maxheight`` are CSS pixels."""
    if request.args.get("format", "json") != "json":
        abort(501)
    width, height = _most("maxwidth"), _most("maxheight")
    look = _open(request.args.get("url", ""))
    ticket = public_request.ticket(limit=0, lang=look.lang)
    glance = at_a_glance(ticket, reader_of(public_request.settings().company_zone, now()))
    said = _said(ticket, glance) | _shown(ticket, look, width, height)
    response = answer(json.dumps(said), "application/json", snapshot=opened().snapshot(glance.until))
    response.headers.update(_ANYONE)
    return response


@bp.errorhandler(HTTPException)
def refuse(error: HTTPException) -> Response:
    """Why not, in words of our own: nothing that was sent comes back."""
    code = error.code or 400
    words = _WORDS.get(code) or str(error.description)
    response = Response(json.dumps({"error": words}), code, mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _open(url: str) -> Look:
    """Open the share that this address is for, as its own door would, and read the look from its query."""
    if not url:
        abort(400, "Say which page is meant: url=")
    try:
        parts = urlsplit(url)
    except ValueError:
        abort(404)
    found = _OURS.fullmatch(parts.path)
    if found is None or _origin(parts) != _origin(urlsplit(current_app.extensions["urls"].base)):
        abort(404)
    open_share(_SCOPES[found[1]], found[2])
    return read_look(dict(parse_qsl(parts.query)), public_request.settings().languages)


def _origin(parts: SplitResult) -> tuple[object, ...]:
    """Scheme, user, host and port, however they are written (RFC 3986, 6.2.3); 404 for a port that is none."""
    try:
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        abort(404)
    return parts.scheme, parts.username, parts.hostname, port


def _said(ticket: PublicTicket, glance: Glance) -> dict[str, Any]:
    """What is known of it in any form."""
    title = " · ".join(part for part in (ticket.title or glance.headline, glance.when) if part)
    said = {"version": "1.0", "title": title, "provider_url": current_app.extensions["urls"].base}
    return said | {"cache_age": CACHE_AGE} | ({"provider_name": ticket.company} if ticket.company else {})


def _shown(ticket: PublicTicket, look: Look, width: int | None, height: int | None) -> dict[str, Any]:
    """The largest card that fits, and the picture where it fits; only a link where there is room for neither."""
    card = public_request.address("embed")
    fitting = [size for size in (look.size, "card", "compact") if height is None or FRAMES[size] <= height]
    if not card or not fitting or (width is not None and width < NARROWEST):
        return {"type": "link"}
    query = replace(look, size=fitting[0]).query()
    address = f"{card}?{urlencode(query)}" if query else card
    wide, high = min(WIDTH, width or WIDTH), FRAMES[fitting[0]]
    frame = markup.iframe(address, frame_title(ticket.company), high, str(wide))
    return {"type": "rich", "html": frame, "width": wide, "height": high} | _thumbnail(width, height)


def _thumbnail(width: int | None, height: int | None) -> dict[str, Any]:
    wide, high = PICTURE
    page = public_request.address("public")
    if not page or (width or wide) < wide or (height or high) < high:
        return {}
    return {"thumbnail_url": f"{page}/picture.png", "thumbnail_width": wide, "thumbnail_height": high}


def _most(name: str) -> int | None:
    """A number of pixels, or None where none is given; 400 in words for what is none."""
    given = request.args.get(name)
    if given is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", given, re.ASCII) or int(given) == 0:
        abort(400, f"{name} is a number of pixels, 1 to 999999.")
    return int(given)
