"""The whole of a mail that somebody's words came by, for whoever wrote it, and for nobody else on this page."""

from dataclasses import dataclass

from flask import abort, render_template

from statuspage.clock import now
from statuspage.db import db
from statuspage.delivery.incoming.original import whole_text
from statuspage.domain.incoming.listing import read_of_event
from statuspage.domain.incoming.mail import IncomingMail, original
from statuspage.domain.subscriptions import Subscription
from statuspage.present import times
from statuspage.present.came_in import BroughtFile, brought_files
from statuspage.present.reader import Reader
from statuspage.security.access import Access, Companions, may
from statuspage.surfaces.customer.blueprint import bp, page_request
from statuspage.surfaces.customer.context import key_of, read_ticket
from statuspage.surfaces.customer.parts import KeyPart


@dataclass(frozen=True, slots=True)
class OriginalPage:
    """The page: all ``text`` of the mail as it came, and what it brought, which is not shown yet."""

    here: str
    key: KeyPart
    subject: str
    at_iso: str
    at_text: str
    text: str
    files: tuple[BroughtFile, ...]


@bp.get("/t/<token>/mails/<int:version>")
@may(Access.PRIVATE, companions=Companions.READ)
def show_original(token: str, version: int) -> str:
    """The mail as it came; 404 for whoever has not written it."""
    asked = page_request(token)
    head = read_ticket(asked.ticket_id, asked.companion_id)
    mail = read_of_event(db.session(), asked.ticket_id, version) or abort(404)
    if mail.agent_id is not None or _writer(mail) != asked.companion_id:
        abort(404)
    reader = Reader(head.holder.zone, now())
    page = OriginalPage(
        here=asked.here,
        key=key_of(head),
        subject=mail.subject,
        at_iso=times.iso(mail.came_at),
        at_text=reader.moment(mail.came_at),
        text=whole_text(b"".join(original(db.session(), mail.id))),
        files=brought_files(mail),
    )
    return render_template("customer/original.html", page=page)


def _writer(mail: IncomingMail) -> int | None:
    """The companion who wrote it; None where it was the customer."""
    found = db.session.get(Subscription, mail.subscription_id) if mail.subscription_id else None
    return found.companion_id if found else None
