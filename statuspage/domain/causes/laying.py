"""Laying a cause's letter before the owners of its tickets: one copy in each open ticket, and never two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.causes.cause import Cause, lock_cause, refuse_over
from statuspage.domain.causes.filling import IN_ENGLISH, Filler, filled, refuse_unknown
from statuspage.domain.causes.letter import WAITING, CauseLetter, LaidLetter
from statuspage.domain.causes.ties import CauseTie
from statuspage.domain.errors import N_, Refused
from statuspage.domain.news import tell_of_open
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

BODY_LIMIT = 10_000  # characters; what is filled in makes it longer


@dataclass(frozen=True, slots=True)
class Laying:
    """What came of it: in how many tickets it was laid, before how many owners, and how many that are over got none."""

    laid: int
    owners: int
    over: int


def lay(
    session: Session,
    cause_id: int,
    agent: Agent,
    now: datetime,
    *,
    body: str,
    language: str,
    filler: Filler = IN_ENGLISH,
    seen: int | None = None,
) -> Laying:
    """Lay this letter before the owner of each open ticket that has not had it; an older one that waits there goes.

    ``seen`` is the newest letter that the agent had before them, 0 for none: when a colleague has laid another one
    since, it is refused. What an owner has begun to write is not touched.
    """
    cause = lock_cause(session, cause_id)
    refuse_over(cause)
    body = checked_letter(body, filler)
    tickets = _tied(session, cause)
    letter = _letter(session, cause, agent, now, body, language, seen)
    copies = {
        one.ticket_id: one for one in session.scalars(select(LaidLetter).where(LaidLetter.letter_id == letter.id))
    }
    new = [ticket for ticket in tickets if ticket.is_open and _goes(copies.get(ticket.id))]
    _replace(session, letter, [ticket.id for ticket in new], agent, now)
    readers = select(Customer).where(Customer.id.in_({ticket.customer_id for ticket in new}))
    customers = {customer.id: customer for customer in session.scalars(readers)}
    for ticket in new:
        laid = copies.get(ticket.id) or LaidLetter(letter_id=letter.id, ticket_id=ticket.id)
        laid.body = _written(letter, customers[ticket.customer_id], ticket, filler)
        laid.laid_at, laid.outcome, laid.settled_at, laid.settled_by_id = now, "", None, None
        session.add(laid)
    session.flush()
    tell_of_open(session, [ticket.id for ticket in new])
    return Laying(len(new), len({ticket.owner_id for ticket in new}), sum(not ticket.is_open for ticket in tickets))


def checked_letter(body: str, filler: Filler) -> str:
    """A letter as it can be laid; refused where it is too long, says nothing, or has a place that nobody can fill."""
    body = validation.text("body", body, BODY_LIMIT)
    refuse_unknown("body", body, filler)
    return body


def newest_letter(session: Session, cause_id: int) -> CauseLetter | None:
    """The letter of this cause that was written last."""
    mine = select(CauseLetter).where(CauseLetter.cause_id == cause_id)
    return session.scalar(mine.order_by(CauseLetter.id.desc()).limit(1))


def _tied(session: Session, cause: Cause) -> Sequence[Ticket]:
    """Its tickets, their rows locked. Refused when there is none to write to."""
    tickets = session.scalars(
        select(Ticket)
        .join(CauseTie, CauseTie.ticket_id == Ticket.id)
        .where(CauseTie.cause_id == cause.id, CauseTie.untied_at.is_(None))
        .order_by(Ticket.id)
        .with_for_update(of=Ticket)
        .execution_options(populate_existing=True)
    ).all()
    if not tickets:
        raise Refused("", N_("No ticket is tied to this cause yet. Tie one first."))
    if not any(ticket.is_open for ticket in tickets):
        raise Refused("", N_("Every ticket of this cause is over: there is nobody to write to."))
    return tickets


def _letter(
    session: Session, cause: Cause, agent: Agent, now: datetime, body: str, language: str, seen: int | None
) -> CauseLetter:
    """The cause's letter with these words: the newest where it says the same, else a new one."""
    newest = newest_letter(session, cause.id)
    if newest is not None and (newest.body, newest.language) == (body, language):
        return newest
    if newest is not None and seen is not None and newest.id != seen:
        by = session.get_one(Agent, newest.agent_id)
        words = N_("%(name)s has laid another letter meanwhile. Please read it first; what you wrote is still here.")
        raise Refused("", words, name=by.called)
    letter = CauseLetter(cause_id=cause.id, agent_id=agent.id, at=now, language=language, body=body)
    session.add(letter)
    session.flush()
    return letter


def _goes(before: LaidLetter | None) -> bool:
    """Whether it is to be laid there: not where it was; one that was taken back, as the ticket was untied, is again."""
    return before is None or before.outcome == "taken_back"


def _replace(session: Session, letter: CauseLetter, tickets: list[int], agent: Agent, now: datetime) -> None:
    older = LaidLetter.ticket_id.in_(tickets), LaidLetter.letter_id != letter.id, WAITING
    goes = {"outcome": "replaced", "settled_at": now, "settled_by_id": agent.id}
    session.execute(update(LaidLetter).where(*older).values(goes))


def _written(letter: CauseLetter, customer: Customer, ticket: Ticket, filler: Filler) -> str:
    body = filled(letter.body, customer, filler, subject=ticket.subject)
    return validation.text("body", body, validation.LETTER_LIMIT)
