"""“This is the same as …”: an agent chooses the other ticket and which of the two goes on, reads what will happen, and
does it; and takes two apart again.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.merging.one_customer import others_of
from statuspage.domain.merging.rules import Foreseen, foresee
from statuspage.domain.merging.verbs import merge, part
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket
from statuspage.forms import NO_FORM, Form, go, number, refused_form, sent_once
from statuspage.present.languages import say as in_words
from statuspage.present.merging import MergeOffer, offer_of, told
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.deeds import do
from statuspage.surfaces.desk.lookup import customer_of

FORM = "together"


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """The page. ``offers`` are the customer's other open tickets; ``other`` is the chosen one, 0 for none.

    ``goes_on`` is the id of the one that is to go on. ``told`` says what will happen, a sentence each, and ``why_not``
    why it cannot; both are empty while nothing is chosen. ``seen`` are the versions of both that are told of.
    """

    form: Form
    ticket_id: int
    name: str
    this: MergeOffer
    offers: tuple[MergeOffer, ...]
    other: int
    goes_on: int
    told: tuple[str, ...]
    why_not: str
    seen: int
    seen_other: int

    @property
    def chosen(self) -> MergeOffer | None:
        """The other ticket that was chosen."""
        return next((one for one in self.offers if one.id == self.other), None)


@bp.get("/tickets/<int:ticket_id>/together")
@may(Access.AGENT)
def together(ticket_id: int) -> Response:
    """The choice, and with ``other`` and ``goes_on`` what will happen; nothing changes."""
    return _page(ticket_id, number(request.args.get("other")), number(request.args.get("goes_on")), NO_FORM)


@bp.post("/tickets/<int:ticket_id>/together")
@may(Access.AGENT)
def put_together(ticket_id: int) -> Answer | Response:
    """Do it, and lead to the ticket that goes on."""
    form, agent = request.form, access.agent()
    other, goes_on = number(form.get("other")) or 0, number(form.get("goes_on")) or 0
    seen = {ticket_id: number(form.get("seen")) or 0, other: number(form.get("seen_other")) or 0}
    gone = other if goes_on == ticket_id else ticket_id
    try:
        with write() as session:
            customer_of(session, ticket_id)
            if goes_on not in (ticket_id, other) or not other:
                raise Refused("other", N_("Choose the other ticket, and which of the two goes on."))
            versions = {"seen": seen[gone], "seen_into": seen[goes_on]}
            merge(session, gone, goes_on, agent, now(), **versions, once=sent_once())
    except Repeated:
        pass
    except LookupError:
        return _page(ticket_id, 0, 0, refused_form(FORM, Refused("other", N_("There is no such ticket."))))
    except Refused as refused:
        return _page(ticket_id, other, goes_on, refused_form(FORM, refused))
    return go(urls().ticket(goes_on), "together")


@bp.post("/tickets/<int:ticket_id>/apart")
@may(Access.AGENT)
def take_apart(ticket_id: int) -> Answer | Response:
    """Take a ticket that goes on in another apart from it again."""

    def undo(session: Session, agent: Agent, key: str) -> None:
        part(session, ticket_id, now(), agent=agent, once=key)

    return do(ticket_id, "apart", "apart", undo)


def _page(ticket_id: int, other: int | None, goes_on: int | None, form: Form) -> Response:
    session, at, agent = db.session(), now(), access.agent()
    db.session.rollback()  # what was read before the verb
    ticket = session.get(Ticket, ticket_id) or abort(404)
    customer = customer_of(session, ticket_id)
    reader = Reader(agent.zone, at, customer.first_name)
    this, *offers = (offer_of(session, one, reader) for one in (ticket, *others_of(session, ticket)))
    chosen = session.get(Ticket, other) if other else None
    into = goes_on if goes_on is not None and goes_on in (ticket_id, other) else _sooner(ticket, chosen)
    found, why_not = _foresee(session, ticket_id, chosen, into, at)
    page = TogetherPage(
        form=form,
        ticket_id=ticket_id,
        name=customer.first_name,
        this=this,
        offers=tuple(offers),
        other=chosen.id if chosen else 0,
        goes_on=into,
        told=told(session, found, reader) if found else (),
        why_not=why_not,
        seen=ticket.version,
        seen_other=chosen.version if chosen else 0,
    )
    code = 422 if form.errors else 200
    return make_response(render_template("desk/together.html", page=page), code)


def _foresee(
    session: Session, ticket_id: int, chosen: Ticket | None, goes_on: int, at: datetime
) -> tuple[Foreseen | None, str]:
    """What will happen, or why it cannot; neither while nothing is chosen."""
    if chosen is None:
        return None, ""
    gone = chosen.id if goes_on == ticket_id else ticket_id
    try:
        return foresee(session, gone, goes_on, at), ""
    except Refused as refused:
        return None, in_words(refused.words)


def _sooner(ticket: Ticket, other: Ticket | None) -> int:
    """Which of the two is proposed to go on: the one with the sooner promise, else the one that came first."""
    if other is None:
        return ticket.id
    both = sorted((ticket, other), key=lambda one: (one.promised_at is None, one.promised_at or one.opened_at, one.id))
    return both[0].id
