"""Pictures for other places: badges for a README, a forum or a mail, QR codes, and what shows where a link is shared.

They are cached bytes of what the customer shows, drawn from the same ticket as the page. A request that cannot be met
is refused in words: as JSON where JSON was asked for, else as plain text.
"""

from functools import partial

from flask import Blueprint, Response, jsonify, make_response, request
from werkzeug.exceptions import HTTPException

from statuspage import public_request, wearing
from statuspage.cacheable import answer
from statuspage.present import languages
from statuspage.present.languages import gettext
from statuspage.present.pictures import badge as badges
from statuspage.present.pictures.drawing import PICTURES, PictureSubject
from statuspage.present.pictures.looks import ASKS, read_picture_look
from statuspage.present.pictures.palette import palette
from statuspage.present.pictures.raster import png
from statuspage.present.ticks import until
from statuspage.security.access import Access, may, opened
from statuspage.security.headers import ANYWHERE

bp = Blueprint("pictures", __name__)
WITH_PHOTO = "default-src 'none'; img-src data:; frame-ancestors 'none'"  # photo and logo are inside the picture


@bp.get("/b/<token>.svg")
@may(Access.BADGE, asks=ASKS)
def badge(token: str) -> Response:
    """The badge, as SVG."""
    return _picture("badge.svg")


@bp.get("/b/<token>.png")
@may(Access.BADGE, asks=ASKS)
def badge_png(token: str) -> Response:
    """The badge in pixels, for mails and forums; with ``scale=2`` for dense screens."""
    return _picture("badge.png")


@bp.get("/b/<token>.json")
@may(Access.BADGE, asks=ASKS)
def badge_json(token: str) -> Response:
    """The badge's words, for shields.io to draw."""
    return _picture("badge.json")


@bp.get("/p/<token>/picture.png")
@may(Access.PUBLIC, asks=("theme", "lang"))
def picture(token: str) -> Response:
    """What shows where a link to the page is shared (OpenGraph): 1200 by 630 pixels."""
    return _picture("picture.png")


@bp.get("/p/<token>/qr.svg")
@may(Access.PUBLIC, asks=("style", "lang"))
def qr_svg(token: str) -> Response:
    """The page's address as a QR code; with ``style=sign`` on a sheet to print, as SVG."""
    return _picture("qr.svg")


@bp.get("/p/<token>/qr.png")
@may(Access.PUBLIC, asks=("style", "scale", "lang"))
def qr_png(token: str) -> Response:
    """The same in pixels; the code alone with ``scale=2`` twice as large."""
    return _picture("qr.png")


def _picture(name: str) -> Response:
    """This picture of the ticket that was opened, cacheable until it would look different."""
    kind, share = PICTURES[name], opened()
    public_request.language()
    look = read_picture_look(request.args, kind.styles)
    ticket = public_request.ticket(share, limit=0)
    reader, photo = public_request.reader(), partial(public_request.photo, share, ticket)
    page = public_request.urls().shared(share.share)
    settings, logo = public_request.settings(), wearing.logo()
    drawn = kind.draw(PictureSubject(ticket, look, reader, settings, page, photo, logo))
    snapshot, visit = share.snapshot(until(ticket, reader)), share.visit(kind.mimetype) if kind.counts else None
    response = answer(drawn, kind.mimetype, snapshot=snapshot, visit=visit)
    if isinstance(drawn, str) and "data:image" in drawn:
        response.headers["Content-Security-Policy"] = WITH_PHOTO
    return _for_anyone(response)


def _for_anyone(response: Response) -> Response:
    response.headers.update(ANYWHERE)
    return response


@bp.errorhandler(410)
def gone(error: HTTPException) -> Response:
    """Switched off: the picture stays, and says only that."""
    text = gettext("no longer shown")
    if _asks_for("json"):
        return _for_anyone(make_response(jsonify(error=text), 410))
    style, theme, scale = (request.args.get(name, "") for name in ("style", "theme", "scale"))
    style = style if style in badges.STYLES else "pill"
    svg = badges.gone(style, palette(public_request.settings(), theme), text, languages.direction() == "rtl")
    is_png = _asks_for("png")
    response = make_response(png(svg, 2 if scale == "2" else 1) if is_png else svg, 410)
    response.mimetype = "image/png" if is_png else "image/svg+xml"
    return _for_anyone(response)


@bp.errorhandler(400)
def unclear(error: HTTPException) -> Response:
    """An unknown look, said in words to whoever builds the page."""
    words = error.description or ""
    told = jsonify(error=words) if _asks_for("json") else Response(f"{words}\n", mimetype="text/plain")
    return _for_anyone(make_response(told, 400))


def _asks_for(kind: str) -> bool:
    return request.path.endswith(f".{kind}")
