"""What stands on other people's pages: the card, and the script that puts the card there.

It sets no cookie, stores nothing and holds no stream: cached bytes, asked for again on a slow timer, so that a crowd of
any size can look.
"""

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from statuspage import public_request, wearing
from statuspage.assets import kept
from statuspage.cacheable import answer
from statuspage.present.embed import stylesheet
from statuspage.present.embed.card import render_card, render_gone, render_unclear
from statuspage.present.embed.looks import ASKS, THEMES, Look, read_look
from statuspage.present.embed.scripts import bare
from statuspage.present.ticks import until
from statuspage.security.access import Access, may, opened
from statuspage.security.headers import ANYWHERE

bp = Blueprint("embed", __name__)


@bp.get("/e/<token>")
@may(Access.EMBED, asks=ASKS)
def card(token: str) -> Response:
    """The card: a page of its own for a frame at least 200 pixels wide, whole without script."""
    share, look = opened(), _look()
    ticket = public_request.ticket(share, limit=look.form.letters)
    reader = public_request.reader()
    follow = public_request.addresses(share).page
    body = render_card(ticket, look, reader, public_request.settings(), follow, wearing.logo())
    snapshot = share.snapshot(until(ticket, reader))
    response = answer(body, "text/html", snapshot=snapshot, visit=share.visit("text/html"))
    response.headers.update(ANYWHERE)
    return response


@bp.get("/p/<token>/card")
@may(Access.PUBLIC, asks=ASKS)
def card_of_page(token: str) -> BaseResponse:
    """From the address of the public view to its card, for whoever pasted that one."""
    _look()
    query = request.query_string.decode("ascii", "ignore")
    address = public_request.urls().shared(opened().shares["embed"])
    return redirect(f"{address}?{query}" if query else address)


@bp.get("/widget.js")
@may(Access.ANYONE, asks=())
def widget() -> Response:
    """The script that makes ``<virtual-ticket>`` a card, for any page anywhere."""
    response = answer(bare("widget.js"), "text/javascript", snapshot=None)
    response.headers.update(ANYWHERE)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.get("/card.css")
@may(Access.ANYONE, asks=(*ASKS, "v"))
def style() -> Response:
    """All the styles of a card, in one request."""
    response = answer(stylesheet.sheet(public_request.settings(), _look().accent), "text/css", snapshot=None)
    response.headers.update(ANYWHERE)
    response.headers["Cache-Control"] = kept(stylesheet.version(public_request.settings(), _look().accent))
    return response


@bp.errorhandler(410)
def gone(error: HTTPException) -> Response:
    """Switched off: the frame stays, and says only that."""
    theme = request.args.get("theme", "auto")
    body = render_gone(public_request.settings(), theme if theme in THEMES else "auto")
    response = make_response(body, 410)
    response.headers.update(ANYWHERE)
    return response


@bp.errorhandler(400)
def unclear(error: HTTPException) -> Response:
    """An unknown look, said in words to whoever builds the page."""
    words = error.description or ""
    if request.endpoint == "embed.style":
        response = Response(f"{words}\n", 400, mimetype="text/plain")
    else:
        response = make_response(render_unclear(public_request.settings(), words), 400)
    response.headers.update(ANYWHERE)
    return response


def _look() -> Look:
    """The look that the address asks for; 400 in words for an unknown one."""
    return read_look(request.args, public_request.settings().languages)
