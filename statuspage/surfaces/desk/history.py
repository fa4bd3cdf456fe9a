"""A customer's history with us: every ticket, how it felt, and the thanks that came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.kinds import where
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.person import is_one_with
from statuspage.domain.tickets import Ticket
from statuspage.present import times
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader

SHOWN = 30  # tickets
_ANSWERS = 200  # the newest answers and thanks that are counted
_THANKS = 4  # that are shown


@dataclass(frozen=True, slots=True)
class PastTicket:
    """One ticket of a customer; ``is_this`` marks the one in front of the agent, ``is_merged`` one that goes on in
    another.
    """

    id: int
    subject: str
    opened_text: str
    is_open: bool
    is_solved: bool
    owner: str
    is_this: bool
    is_merged: bool


@dataclass(frozen=True, slots=True)
class Thanks:
    """Thanks for a letter: the first name of whoever wrote it, and when they came."""

    name: str
    at_iso: str
    at_text: str


@dataclass(frozen=True, slots=True)
class History:
    """What a customer has been through with us. Of ``answered``, so many felt listened to, wholly or partly."""

    tickets: tuple[PastTicket, ...]
    answered: int
    listened: int
    partly: int
    thanks: tuple[Thanks, ...]


def read_history(
    session: Session, customer: Customer, reader: Reader, *, this: int = 0, names: Mapping[int, str] | None = None
) -> History:
    """All of it, in two statements; also of whoever stands on one overview with them, as that is the same person.

    ``this`` is the ticket at hand, ``names`` the first names of agents by their id.
    """
    tickets = _tickets(session, customer, reader, this)
    answers = _answers(session, [ticket.id for ticket in tickets])
    felt = [row.data["listened"] for row in answers if row.kind == "felt"]
    thanks = [(row.data.get("to", 0), row.at) for row in answers if row.kind == "thanked"]
    told = tuple(_thanks(to, at, reader, names or {}) for to, at in thanks[:_THANKS])
    return History(tickets, len(felt), felt.count("yes"), felt.count("partly"), told)


def _tickets(session: Session, customer: Customer, reader: Reader, this: int) -> tuple[PastTicket, ...]:
    rows = session.execute(
        select(
            *(Ticket.id, Ticket.subject, Ticket.opened_at, Ticket.closed_at, Ticket.closure, Ticket.merged_into_id),
            Agent.name.label("owner"),
        )
        .join(Agent, Agent.id == Ticket.owner_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(is_one_with(customer))
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
        .limit(SHOWN)
    )
    return tuple(
        PastTicket(
            id=row.id,
            subject=row.subject,
            opened_text=reader.moment(row.opened_at),
            is_open=row.closed_at is None,
            is_solved=row.closure == "confirmed",
            owner=row.owner,
            is_this=row.id == this,
            is_merged=row.merged_into_id is not None,
        )
        for row in rows
    )


def _answers(session: Session, tickets: list[int]) -> Sequence[Row[Any]]:
    """The newest answers how it felt and thanks, as ``kind``, ``at`` and ``data``."""
    return session.execute(
        select(Event.kind, Event.at, Event.data)
        .where(Event.ticket_id.in_(tickets), Event.kind.in_(where(is_feedback=True)))
        .order_by(Event.at.desc())
        .limit(_ANSWERS)
    ).all()


def _thanks(to: int, at: datetime, reader: Reader, names: Mapping[int, str]) -> Thanks:
    return Thanks(names.get(to, gettext("a colleague")), times.iso(at), reader.moment(at))
