"""Looking before showing: what others would see with a choice that is ticked and not yet saved, for its owner alone.

Each view is drawn by the function that draws the public address, from the same ``PublicTicket``, as if the public view
were on. It follows nothing live, because nobody else sees what is previewed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from flask import Response, abort, request

from statuspage import public_request, wearing
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import ShareFacts
from statuspage.present.embed.card import render_card
from statuspage.present.embed.looks import read_look
from statuspage.present.pictures.drawing import PICTURES, PictureSubject
from statuspage.present.pictures.looks import read_picture_look
from statuspage.present.public_page import public_view, render_page
from statuspage.security import headers
from statuspage.security.access import Access, OpenedShare, may, opened
from statuspage.surfaces.customer.blueprint import bp
from statuspage.surfaces.customer.context import read_ticket
from statuspage.surfaces.customer.studio.form import previewed_choice


@dataclass(frozen=True, slots=True)
class Previewed:
    """The body of an answer, and its media type."""

    body: str | bytes
    mimetype: str = "text/html"


@bp.get("/t/<token>/studio/preview")
@may(Access.PRIVATE)
def preview(token: str) -> Response:
    """``view`` is one of ``VIEWS``; the rest are the form's fields, and the parameters of that public address.

    Without fields it shows what is saved.
    """
    draw = VIEWS.get(request.args.get("view", "card")) or abort(400)
    share = opened()
    stored = PublicChoice.of(read_ticket(share.ticket_id).ticket.public_choice)
    choice = previewed_choice(request.args, stored) if "owner" in request.args else stored
    drawn = draw(_switched_on(share), choice)
    response = Response(drawn.body, mimetype=drawn.mimetype)
    response.headers["Content-Security-Policy"] = headers.PREVIEW
    return response


def _card(share: OpenedShare, choice: PublicChoice) -> Previewed:
    look, settings = read_look(request.args, public_request.settings().languages), public_request.settings()
    ticket = public_request.ticket(share, limit=look.form.letters, choice=choice)
    follow = public_request.addresses(share).page
    return Previewed(render_card(ticket, look, public_request.reader(), settings, follow, wearing.logo()))


def _page(share: OpenedShare, choice: PublicChoice) -> Previewed:
    """The page. What its reader's system decides elsewhere, ``theme`` decides here: light or dark."""
    theme, urls = request.args.get("theme", ""), public_request.urls()
    ticket = public_request.ticket(share, choice=choice)
    view = public_view(ticket, urls.token(share.shares["public"]), public_request.reader())
    theme = theme if theme in ("light", "dark") else ""
    return Previewed(render_page(view, public_request.addresses(share), urls, live=False, theme=theme))


def _picture(name: str, share: OpenedShare, choice: PublicChoice) -> Previewed:
    kind = PICTURES[name]
    public_request.language()
    look = read_picture_look(request.args, kind.styles)
    ticket = public_request.ticket(share, limit=0, choice=choice)
    page = public_request.urls().shared(share.shares["public"])
    reader, settings = public_request.reader(), public_request.settings()
    photo = partial(public_request.photo, share, ticket)
    subject = PictureSubject(ticket, look, reader, settings, page, photo, wearing.logo())
    return Previewed(kind.draw(subject), kind.mimetype)


VIEWS: dict[str, Callable[[OpenedShare, PublicChoice], Previewed]] = {
    "card": _card,
    "badge": partial(_picture, "badge.svg"),
    "badge_png": partial(_picture, "badge.png"),
    "page": _page,
    "qr": partial(_picture, "qr.svg"),
    "picture": partial(_picture, "picture.png"),
}


def _switched_on(share: OpenedShare) -> OpenedShare:
    """The same with the public shares as they are while the public view is on."""
    on = {scope: _as_if_on(share.ticket_id, scope, share.shares.get(scope)) for scope in PUBLIC_SCOPES}
    return replace(share, shares=on)


def _as_if_on(ticket_id: int, scope: str, share: ShareFacts | None) -> ShareFacts:
    """This share while the public view is on. One that was never made has an address that opens nothing yet."""
    if share is None:
        return ShareFacts(id=0, ticket_id=ticket_id, scope=scope, generation=0)
    return share if share.withdrawn_alone else replace(share, withdrawn_at=None)
