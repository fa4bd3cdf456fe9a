"""The public view: what the customer lets anyone see. It reads one ``PublicTicket`` and never writes."""

from flask import Blueprint, Response, abort, request

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.present.public_page import PublicView, public_view, render_letters, render_live, render_page
from statuspage.protocol import Live
from statuspage.security.access import Access, OpenedShare, may, opened

bp = Blueprint("public", __name__)


@bp.get("/p/<token>")
@may(Access.PUBLIC, asks=("lang",))
def page(token: str) -> Response:
    """The whole page."""
    share = opened()
    view = _view(share)
    body = render_page(view, public_request.addresses(share), public_request.urls())
    snapshot = share.snapshot(view.glance.until)
    return answer(body, "text/html", snapshot=snapshot, visit=share.visit("text/html"))


@bp.get("/p/<token>/live")
@may(Access.PUBLIC, asks=("lang",))
def live(token: str) -> Response:
    """What the page's live region holds, and which state of what is public that is."""
    share = opened()
    view = _view(share)
    response = Response(render_live(view, public_request.addresses(share)))
    told = Live(share.ticket_id, view.version, share.until(view.glance.until), share.public_version)
    response.headers.update(told.to_headers())
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/p/<token>/letters")
@may(Access.PUBLIC, asks=("before", "lang"))
def letters(token: str) -> Response:
    """The letters before the one that ``before`` names."""
    share = opened()
    view = _view(share, before=request.args.get("before", ""))
    if not view.ticket.letters_shown:
        abort(404)
    body = render_letters(view, public_request.addresses(share))
    return answer(body, "text/html", snapshot=share.snapshot(view.glance.until))


def _view(share: OpenedShare, before: str = "") -> PublicView:
    ticket = public_request.ticket(share, before=before)
    return public_view(ticket, share.token, public_request.reader())
