"""From the customer's page to their mails; and from a link that was replaced to the present one, by mail alone."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import abort, make_response, render_template
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.asked_links import ask_for_link
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import ShareFacts
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import ask_for_overview
from statuspage.forms import go
from statuspage.security import throttle
from statuspage.security.access import Access, Companions, may, opened
from statuspage.security.csrf import is_ours
from statuspage.surfaces.customer.blueprint import bp


@dataclass(frozen=True, slots=True)
class AskedPage:
    """What is said after a link was asked for: the same, whether or not an address is on record.

    ``mailboxes`` is where the demo's mails lie, "" outside of the demo.
    """

    phone: str | None
    mailboxes: str


@bp.get("/t/<token>/mails")
@may(Access.PRIVATE, companions=Companions.READ)
def lead_to_mails(token: str) -> Response:
    """Lead to where this reader chooses their mails; back to the page, if there is no address that any could go to."""
    share = opened().share
    found = own_subscription(db.session(), share.ticket_id, share.companion_id)
    if found is None:
        return go(f"/t/{token}", "no_mails")
    return redirect(f"{public_request.urls().mails(found.id, found.generation)}?{urlencode({'page': token})}")


@bp.post("/t/<token>/overview")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def mail_overview(token: str) -> Response:
    """Mail the link to all their tickets to the customer's address on record; no page of a ticket ever holds it."""
    ticket = db.session.get_one(Ticket, opened().share.ticket_id)
    email = db.session.get_one(Customer, ticket.customer_id).email
    if not email or not public_request.way_of_mails(ticket.id).is_there:
        return go(f"/t/{token}", "no_mails")
    with write() as session:
        ask_for_overview(session, email, now())
    return go(f"/t/{token}", "overview")


def _mail_the_link(share: ShareFacts) -> Response:
    """Mail the present link to whom the replaced one belonged, and say the same whatever became of that."""
    if not is_ours():
        abort(403)
    throttle.refuse_more(throttle.ASKED_LINKS)
    settings = public_request.settings()
    way = public_request.way_of_mails(share.ticket_id)
    if not way.is_there:
        abort(410)
    with write() as session:
        ask_for_link(session, share.ticket_id, share.companion_id, now())
    return make_response(render_template("customer/asked.html", page=AskedPage(settings.company_phone, way.mailboxes)))


@bp.post("/t/<token>/mailed-link")
@may(Access.PRIVATE, replaced=_mail_the_link)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def mail_link(token: str) -> Response:
    """Whoever comes with the present link has it already."""
    return go(f"/t/{token}", "")
