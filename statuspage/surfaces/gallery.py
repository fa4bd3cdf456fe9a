"""The gallery: every way to put a ticket on another page, live, from the ticket that the demo shows to everyone."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, render_template
from flask_babel import gettext

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.publication.gate import public_ticket
from statuspage.present.embed.looks import HEIGHTS
from statuspage.present.embed.snippets import make_snippets
from statuspage.security import headers
from statuspage.security.access import Access, may

bp = Blueprint("gallery", __name__)


@bp.get("/embed-gallery")
@may(Access.ANYONE)
def gallery() -> Response:
    """Live examples of each form with its text. There is none where there is no demo."""
    public_request.language()
    shares = current_app.extensions.get("demo_shares", dict)()
    company = public_request.settings().company_name
    ticket_id = shares["public"].ticket_id if shares else 0
    ticket = public_ticket(db.session(), ticket_id, company, now(), limit=0)
    texts = make_snippets(current_app.extensions["urls"], shares, ticket.company) if ticket else None
    if texts is None or not all(form.text for form in texts.forms):
        abort(404)
    shown = {"forms": [form for form in texts.forms if form.key != "element"], "page": texts.page, "embed": texts.embed}
    response = make_response(render_template("site/gallery.html", sizes=_sizes(shares, company), **shown))
    response.headers["Content-Security-Policy"] = headers.STUDIO
    return response


def _sizes(shares: dict[str, Any], company: str) -> list[dict[str, Any]]:
    """Each size of the card, with the text that makes it."""
    words = {
        "card": (gettext("The card"), gettext("Who is on it, how long it takes, and when the next word comes.")),
        "compact": (gettext("One small row"), gettext("For a sidebar, a footer, or the top of a page.")),
        "timeline": (gettext("The whole way"), gettext("With the letters that may be read, or the steps.")),
    }
    urls = current_app.extensions["urls"]
    found = [(size, make_snippets(urls, shares, company, size=size)) for size in HEIGHTS]
    return [
        {"size": size, "label": words[size][0], "hint": words[size][1], "text": texts.text("element")}
        for size, texts in found
        if texts
    ]
