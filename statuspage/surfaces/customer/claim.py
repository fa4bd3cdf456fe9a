"""“You are not Ana?”: the reader of a link that was passed on gets a key of their own; and a companion leaves."""

from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, make_response, redirect, render_template
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.companion_verbs import claim, claimed_by, leave
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.shares.share import shares_of
from statuspage.forms import NO_FORM, Form, go, once, refused_form, sent_once, typed
from statuspage.present import mailing
from statuspage.present.mailing import MailWay
from statuspage.security import throttle
from statuspage.security.access import Access, Companions, may
from statuspage.surfaces.customer.blueprint import PageRequest, bp, page_request
from statuspage.surfaces.customer.context import key_of, read_ticket
from statuspage.surfaces.customer.parts import KeyPart
from statuspage.surfaces.customer.verbs import attempt


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """The page: whose key it was opened with, the form to say who one is, and its key, ``once``.

    ``mails`` says whether an address is of any use.
    """

    here: str
    key: KeyPart
    form: Form
    subject: str
    mails: MailWay
    once: str


@bp.get("/t/<token>/claim")
@may(Access.PRIVATE, companions=Companions.WRITE)
def show_claim(token: str) -> Response:
    """What it means to say so; nothing changes until the button is pressed."""
    return _page(page_request(token), NO_FORM)


@bp.post("/t/<token>/claim")
@may(Access.PRIVATE, companions=Companions.WRITE)
@throttle.limiter.limit(throttle.CLAIMS, key_func=throttle.link)
def claim_key(token: str) -> Response:
    """Make the key, and lead to its page. The button pressed twice leads there both times."""
    asked = page_request(token)
    given: dict[str, Any] = {"name": typed("name"), "email": typed("email"), "companion_id": asked.companion_id}
    given["company"] = current_app.extensions["settings"].company_name
    try:
        with write() as session:
            made: int | None = claim(session, asked.ticket_id, now(), **given, once=sent_once()).id
    except Repeated:
        made = claimed_by(db.session(), asked.ticket_id, sent_once())
    except Refused as refused:
        read_ticket(asked.ticket_id, asked.companion_id)  # from here on the reader's language is spoken
        return _page(asked, refused_form("claim", refused))
    db.session.rollback()
    key = shares_of(db.session(), asked.ticket_id, made or abort(410))["private"]
    return go(current_app.extensions["urls"].shared(key), "claimed")


@bp.post("/t/<token>/leaving")
@may(Access.PRIVATE, companions=Companions.READ)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def leave_ticket(token: str) -> Response:
    """A companion reads this no more; it is no deed of the customer, whose ticket it is. Their page then says so."""
    asked = page_request(token)
    if asked.companion_id is None:
        abort(400)
    attempt(asked.ticket_id, leave, companion_id=asked.companion_id)
    return redirect(asked.here, 303)


def _page(asked: PageRequest, form: Form) -> Response:
    head = read_ticket(asked.ticket_id, asked.companion_id)
    mails = mailing.way(is_demo=head.customer.is_demo)
    page = ClaimPage(asked.here, key_of(head), form, head.ticket.subject, mails, once())
    return make_response(render_template("customer/claim.html", page=page), 422 if form.errors else 200)
