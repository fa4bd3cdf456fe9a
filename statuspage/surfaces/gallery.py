"""The gallery: every way to put a ticket on another page, live, from the ticket that the demo shows to everyone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, make_response, render_template

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.shares.share import Share
from statuspage.present.embed.ask_snippets import AskSnippet, ask_snippets
from statuspage.present.embed.looks import FORMS, Look
from statuspage.present.embed.snippets import Snippet, SnippetSubject, make_snippets
from statuspage.present.languages import gettext
from statuspage.present.public_addresses import public_addresses
from statuspage.security import headers
from statuspage.security.access import Access, may

bp = Blueprint("gallery", __name__)


@dataclass(frozen=True, slots=True)
class GallerySample:
    """One form of the card, in words, with the text that puts it on a page."""

    size: str
    label: str
    hint: str
    text: str


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """What ``site/gallery.html`` shows: each form of the card as an element, every other snippet, and at last the form
    by which anyone asks, None while nobody may.

    ``address`` is the public page's, ``card`` the card's, and ``ask`` that of the form.
    """

    cards: tuple[GallerySample, ...]
    snippets: tuple[Snippet, ...]
    address: str
    card: str
    asking: AskSnippet | None
    ask: str


@bp.get("/embed-gallery")
@may(Access.ANYONE)
def gallery() -> Response:
    """Live examples of each form, with their texts; 404 where there is no demo."""
    public_request.language()
    page = _page() or abort(404)
    response = make_response(render_template("site/gallery.html", page=page))
    response.headers["Content-Security-Policy"] = headers.STUDIO
    return response


def _page() -> GalleryPage | None:
    """What the gallery shows of the demo's ticket; None unless each form of it can be shown."""
    offered: Callable[[], Mapping[str, Share]] = current_app.extensions.get("demo_shares", dict)
    shares, company = offered(), public_request.settings().company_name
    ticket_id = shares["public"].ticket_id if shares else 0
    ticket = public_ticket(db.session(), ticket_id, company, now(), limit=0)
    texts = make_snippets(public_request.urls(), shares, _subject(ticket)) if ticket else None
    if ticket is None or texts is None or not all(snippet.text for snippet in texts.forms):
        return None
    addresses = public_addresses(public_request.urls(), shares)
    others = tuple(snippet for snippet in texts.forms if snippet.key != "element")
    urls = public_request.urls()
    asking = ask_snippets(urls, company)[0] if public_request.settings().ask else None
    return GalleryPage(_cards(shares, ticket), others, addresses.page, addresses.card, asking, urls.ask())


def _cards(shares: Mapping[str, Share], ticket: PublicTicket) -> tuple[GallerySample, ...]:
    urls = public_request.urls()
    made = ((form, make_snippets(urls, shares, _subject(ticket), Look(size=form.name))) for form in FORMS.values())
    return tuple(
        GallerySample(form.name, gettext(form.title), gettext(form.hint), texts.text("element"))
        for form, texts in made
        if texts
    )


def _subject(ticket: PublicTicket) -> SnippetSubject:
    return SnippetSubject(ticket.company, ticket.title, ticket.language, ticket.letters_shown)
