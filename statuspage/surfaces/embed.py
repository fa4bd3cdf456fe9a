"""What stands on other people's pages: the card, and the script that puts the card there.

No cookie, no storage, no stream: cached bytes, asked for again on a slow timer, so that any crowd can look.
"""

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.present import people
from statuspage.present.embed import stylesheet
from statuspage.present.embed.looks import THEMES, Look, read_look
from statuspage.present.glance import at_a_glance, reader_of
from statuspage.present.timeline import LETTERS, timeline
from statuspage.security.access import Access, may, opened
from statuspage.security.headers import ANYWHERE

bp = Blueprint("embed", __name__)


@bp.get("/e/<token>")
@may(Access.EMBED)
def card(token: str) -> Response:
    """The card: a page of its own for a frame of 200 pixels and more, whole without script."""
    look = _looks()
    long = look.size == "timeline"
    ticket = public_request.ticket(limit=LETTERS if long else 0)
    reader = reader_of(public_request.settings().company_zone, now())
    glance = at_a_glance(ticket, reader)
    story = timeline(ticket, glance, reader) if long else []
    page = public_request.address("public")
    photo = people.photo(glance.photo) if glance.name else "/static/mark.svg"
    dressed = _dressed(look.theme, look.accent) | {"size": look.size, "by": ticket.company}
    body = render_template("public/card.html", card=glance, story=story, photo=photo, page=page, **dressed)
    snapshot, visit = opened().snapshot(glance.until), opened().visit("text/html")
    response = answer(body, "text/html", snapshot=snapshot, visit=visit)
    response.headers.update(ANYWHERE)
    return response


@bp.get("/p/<token>/card")
@may(Access.PUBLIC)
def card_of_page(token: str) -> BaseResponse:
    """From the address of the public view to its card, for whoever pasted that one."""
    _looks()
    query = request.query_string.decode("ascii", "ignore")
    address = current_app.extensions["urls"].shared(g.shares["embed"])
    return redirect(f"{address}?{query}" if query else address)


@bp.get("/widget.js")
@may(Access.ANYONE)
def widget() -> Response:
    """The script that makes ``<virtual-ticket>`` a card, for any page anywhere."""
    with current_app.open_resource("../static/js/widget.js") as file:
        response = answer(file.read(), "text/javascript", snapshot=None)
    response.headers.update(ANYWHERE)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.get("/card.css")
@may(Access.ANYONE)
def style() -> Response:
    """All that a card wears, in one request."""
    response = answer(stylesheet.sheet(public_request.settings(), _looks().accent), "text/css", snapshot=None)
    response.headers.update(ANYWHERE)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
    return response


@bp.errorhandler(410)
def gone(error: HTTPException) -> Response:
    """Switched off: the frame stays, and says only that."""
    theme = request.args.get("theme", "auto")
    theme = theme if theme in THEMES else "auto"
    response = make_response(render_template("public/card_gone.html", **_dressed(theme)), 410)
    response.headers.update(ANYWHERE)
    return response


@bp.errorhandler(400)
def unclear(error: HTTPException) -> Response:
    """A look that there is not, said in words to whoever builds the page."""
    if request.endpoint == "embed.style":
        response = Response(f"{error.description}\n", 400, mimetype="text/plain")
    else:
        response = make_response(render_template("public/card_unclear.html", text=error.description, **_dressed()), 400)
    response.headers.update(ANYWHERE)
    return response


def _looks() -> Look:
    """The look that the address asks for; 400 in words for one that there is not."""
    return read_look(request.args, public_request.settings().languages)


def _dressed(theme: str = "auto", accent: str = "") -> dict[str, str]:
    """What the layout of a card takes."""
    return {"theme": theme, "style": stylesheet.address(public_request.settings(), accent)}
