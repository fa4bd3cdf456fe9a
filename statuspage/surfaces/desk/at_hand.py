"""A promise for a time away can go to the cover at hand: the ticket is handed over with the letter that makes it."""

from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.away import away_then
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Due
from statuspage.domain.tickets import Ticket
from statuspage.forms import Form
from statuspage.surfaces.desk.promise_choices import due_of

TO_COVER = "to_cover"


@dataclass(frozen=True, slots=True)
class CoverAtHand:
    """Who could keep it, by name; whether that ``is_chosen``, and the ``note`` for them, as it was typed."""

    name: str
    is_chosen: bool
    note: str


def chosen_cover(session: Session, agent: Agent, due: Due | None) -> Agent | None:
    """The cover to whom this letter hands the ticket, if its form says so and its promise falls into an absence."""
    return _cover(session, agent, due) if TO_COVER in request.form else None


def cover_at_hand(
    session: Session, agent: Agent, customer: Customer, ticket: Ticket, form: Form, at: datetime
) -> CoverAtHand | None:
    """Who could keep the promise that this letter was just refused with; None where that is nobody."""
    if form.name != "letter" or not form.errors:
        return None
    try:
        cover = _cover(session, agent, due_of(customer, at))
    except Refused:
        return None
    if cover is None or cover.id == ticket.owner_id:
        return None
    return CoverAtHand(cover.called, TO_COVER in form.typed, form.value("letter", "note"))


def _cover(session: Session, agent: Agent, due: Due | None) -> Agent | None:
    gone = away_then(agent.away, due.at) if due is not None else None
    return session.get(Agent, gone.cover_id) if gone is not None and gone.cover_id else None
