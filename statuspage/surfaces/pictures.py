"""Pictures for other places: badges for a README, a forum or a mail, QR codes, and what shows where a link is shared.

Cached bytes of what the customer shows, drawn from the same ticket as the page. A wish that cannot be met is refused
in words: as JSON where JSON was asked for, else as plain text.
"""

from collections.abc import Callable

from flask import Blueprint, Response, current_app, g, jsonify, make_response, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.people.photos import Photo
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.present import glance, languages
from statuspage.present.embed import looks
from statuspage.present.pictures import badge as badges
from statuspage.present.pictures import qr
from statuspage.present.pictures.palette import Palette, palette
from statuspage.present.pictures.poster import poster
from statuspage.present.pictures.raster import png
from statuspage.security.access import Access, may, opened
from statuspage.security.headers import ANYWHERE

bp = Blueprint("pictures", __name__)
WITH_PHOTO = "default-src 'none'; img-src data:; frame-ancestors 'none'"  # it lies within its picture
THEMES, SCALES = ("light", "dark"), ("1", "2")


@bp.get("/b/<token>.svg")
@may(Access.BADGE)
def badge(token: str) -> Response:
    """The badge, as SVG."""
    return _picture(_badge, "image/svg+xml")


@bp.get("/b/<token>.png")
@may(Access.BADGE)
def badge_png(token: str) -> Response:
    """The badge in pixels, for mails and forums; with ``scale=2`` for dense screens."""
    return _picture(lambda ticket: png(_badge(badges.writable(ticket)), int(_one_of("scale", SCALES))), "image/png")


@bp.get("/b/<token>.json")
@may(Access.BADGE)
def badge_json(token: str) -> Response:
    """The badge's words, for shields.io to draw (https://shields.io/badges/endpoint-badge)."""

    def told(ticket: PublicTicket) -> bytes:
        lead, tail = badges.texts(ticket, _reader())
        colour = _colours().of(glance.state_of(ticket, now())).removeprefix("#")
        label, message = (lead, tail) if tail else (ticket.company, lead)
        return jsonify(schemaVersion=1, label=label, message=message, color=colour).get_data()

    return _picture(told, "application/json")


@bp.get("/p/<token>/picture.png")
@may(Access.PUBLIC)
def picture(token: str) -> Response:
    """What shows where a link to the page is shared (OpenGraph): 1200 by 630 pixels."""

    def drawn(ticket: PublicTicket) -> bytes:
        shown = badges.writable(ticket)
        colours = palette(
            public_request.settings(), _one_of("theme", THEMES)
        )  # no other colour: drawing it takes its time
        return png(poster(shown, colours, _reader(), languages.direction() == "rtl", _photo(shown)))

    return _picture(drawn, "image/png")


@bp.get("/p/<token>/qr.svg")
@may(Access.PUBLIC)
def qr_svg(token: str) -> Response:
    """The page's address as a QR code; with ``style=sign`` on a sheet to print, as SVG."""
    return _picture(
        lambda ticket: _sign(ticket) if _is_sign() else qr.code(_page()), "image/svg+xml", qr.STYLES, counts=False
    )


@bp.get("/p/<token>/qr.png")
@may(Access.PUBLIC)
def qr_png(token: str) -> Response:
    """The same in pixels; the code alone with ``scale=2`` twice as large."""

    def drawn(ticket: PublicTicket) -> bytes:
        if _is_sign():
            return png(_sign(badges.writable(ticket)))
        return qr.code_png(_page(), int(_one_of("scale", SCALES)))

    return _picture(drawn, "image/png", qr.STYLES, counts=False)


def _is_sign() -> bool:
    return _one_of("style", qr.STYLES) == "sign"


def _sign(ticket: PublicTicket) -> str:
    return qr.sign(_page(), ticket, palette(public_request.settings(), "light"), languages.direction() == "rtl")


def _page() -> str:
    return str(current_app.extensions["urls"].shared(g.share))


def _badge(ticket: PublicTicket) -> str:
    style, colours = _one_of("style", tuple(badges.STYLES)), _colours()
    photo = _photo(ticket) if style == "face" else None
    return badges.badge(ticket, style, colours, _reader(), languages.direction() == "rtl", photo)


def _picture(
    draw: Callable[[PublicTicket], str | bytes],
    mimetype: str,
    styles: tuple[str, ...] = tuple(badges.STYLES),
    *,
    counts: bool = True,
) -> Response:
    """What ``draw`` makes of the ticket, cached until it would look different; a visit, if it ``counts``."""
    _looks(styles)
    ticket = public_request.ticket(limit=0)
    drawn = draw(ticket)
    snapshot = opened().snapshot(glance.until(ticket, _reader()))
    visit = opened().visit(mimetype) if counts else None
    response = answer(drawn, mimetype, snapshot=snapshot, visit=visit)
    if isinstance(drawn, str) and "data:image" in drawn:
        response.headers["Content-Security-Policy"] = WITH_PHOTO
    return _dressed(response)


def _dressed(response: Response) -> Response:
    response.headers.update(ANYWHERE)
    return response


def _looks(styles: tuple[str, ...]) -> None:
    """400 in words for a look that there is not, whichever picture is asked for."""
    public_request.language()
    for name, offered in (("style", styles), ("theme", THEMES), ("scale", SCALES)):
        _one_of(name, offered)
    looks.accent(request.args)


def _one_of(name: str, offered: tuple[str, ...]) -> str:
    return looks.one_of(request.args, name, offered)


def _colours() -> Palette:
    return palette(public_request.settings(), _one_of("theme", THEMES), looks.accent(request.args))


def _reader() -> glance.Reader:
    return glance.reader_of(public_request.settings().company_zone, now())


def _photo(ticket: PublicTicket) -> bytes | None:
    """The uploaded photo that the customer shows, if there is one."""
    file = ticket.owner.photo if ticket.owner else ""
    found = db.session.get(Photo, file) if file.endswith(".webp") else None
    return found.data if found else None


@bp.errorhandler(410)
def gone(error: HTTPException) -> Response:
    """Switched off: the picture stays, and says only that."""
    text = gettext("no longer shown")
    if _asked_for("json"):
        return _dressed(make_response(jsonify(error=text), 410))
    style, theme, scale = (request.args.get(name, "") for name in ("style", "theme", "scale"))
    style = style if style in badges.STYLES else "pill"
    svg = badges.gone(style, palette(public_request.settings(), theme), text, languages.direction() == "rtl")
    is_png = _asked_for("png")
    response = make_response(png(svg, 2 if scale == "2" else 1) if is_png else svg, 410)
    response.mimetype = "image/png" if is_png else "image/svg+xml"
    return _dressed(response)


@bp.errorhandler(400)
def unclear(error: HTTPException) -> Response:
    """A look that there is not, said in words to whoever builds the page."""
    words = error.description or ""
    answered = jsonify(error=words) if _asked_for("json") else Response(f"{words}\n", mimetype="text/plain")
    return _dressed(make_response(answered, 400))


def _asked_for(kind: str) -> bool:
    return request.path.endswith(f".{kind}")
