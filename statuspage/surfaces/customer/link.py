"""The address of a page, its customer's or a companion's own: what it is now, and how it is replaced."""

from dataclasses import dataclass

from flask import current_app, make_response, render_template
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.companion_verbs import renew_keys
from statuspage.domain.events import is_counted
from statuspage.domain.shares.share import ShareFacts, read_shares
from statuspage.domain.shares.verbs import rotate
from statuspage.forms import NO_FORM, Form, go, once, refused_form, said, sent_once
from statuspage.security import throttle
from statuspage.security.access import Access, Companions, may
from statuspage.surfaces.customer.blueprint import SAID, PageRequest, bp, page_request
from statuspage.surfaces.customer.context import key_of, read_ticket
from statuspage.surfaces.customer.parts import KeyPart
from statuspage.surfaces.customer.verbs import attempt


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The page: the ``address`` of the ticket's page, what was just ``said``, and the key of its form, ``once``."""

    here: str
    key: KeyPart
    form: Form
    said: str
    subject: str
    address: str
    once: str


@bp.get("/t/<token>/link")
@may(Access.PRIVATE, companions=Companions.READ)
def show_link(token: str) -> Response:
    """What the address is, and what replacing it means; nothing changes until the button is pressed."""
    return _page(page_request(token), NO_FORM)


def _counted_already(share: ShareFacts) -> Response | None:
    """Lead whoever pressed the button twice to the new address: only they know the key of the form that was counted."""
    return _go_on(share) if is_counted(db.session(), share.ticket_id, sent_once()) else None


@bp.post("/t/<token>/link")
@may(Access.PRIVATE, companions=Companions.READ, replaced=_counted_already)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def replace_link(token: str) -> Response:
    """Replace the private link, and the feed and the calendar with it; the page goes on under the new address."""
    asked = page_request(token)
    if asked.companion_id is None:
        refused = attempt(asked.ticket_id, rotate, scope="private")
    else:
        refused = attempt(asked.ticket_id, renew_keys, companion_id=asked.companion_id)
    return _go_on(asked.shares["private"]) if refused is None else _page(asked, refused_form("link", refused))


def _go_on(share: ShareFacts) -> Response:
    private = read_shares(db.session(), share.id, now())["private"]
    return go(f"{current_app.extensions['urls'].shared(private)}/link", "link")


def _page(asked: PageRequest, form: Form) -> Response:
    head = read_ticket(asked.ticket_id, asked.companion_id)
    address = current_app.extensions["urls"].shared(asked.shares["private"])
    page = LinkPage(asked.here, key_of(head), form, said(SAID), head.ticket.subject, address, once())
    return make_response(render_template("customer/link.html", page=page), 422 if form.errors else 200)
