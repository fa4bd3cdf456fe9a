"""Which tickets have one cause: tied by an agent, and untied again. A ticket has at most one cause at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, only
from statuspage.domain.causes.cause import Cause, lock_cause, refuse_over
from statuspage.domain.causes.letter import WAITING, LaidLetter
from statuspage.domain.desk.find import find
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import lock
from statuspage.domain.news import tell_of_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer, find_customers
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import forget, index
from statuspage.domain.words.wanted import wanted

MOST = 300  # tickets of one cause: each gets a letter that a person makes their own
_FOUND = 12  # tickets that a search proposes
_TIED = "untied_at IS NULL"


class CauseTie(Base):
    """A ticket is part of a cause: who said so and when; and who took it back, once somebody has."""

    __tablename__ = "cause_tie"
    __table_args__ = (
        Index("uq_cause_tie_ticket_id", "ticket_id", unique=True, **only(_TIED)),
        Index("ix_cause_tie_cause_id", "cause_id", **only(_TIED)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause_id: Mapped[int] = mapped_column(ForeignKey("cause.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    tied_at: Mapped[datetime]
    untied_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    untied_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class TieableTicket:
    """A ticket that a search proposes. ``cause`` is the name of the one that it is part of already, "" for none."""

    id: int
    subject: str
    customer: str
    is_open: bool
    cause: str


def tie(session: Session, cause_id: int, tickets: Iterable[int], agent: Agent, now: datetime) -> int:
    """Tie these tickets to the cause: all of them, or none. How many were not tied to it before."""
    cause = lock_cause(session, cause_id)
    refuse_over(cause)
    wanted = sorted(set(tickets))
    if not wanted:
        raise Refused("ticket", N_("Please choose a ticket."))
    new = [ticket_id for ticket_id in wanted if not _is_tied(session, cause, ticket_id)]
    count = session.scalar(select(func.count()).where(CauseTie.cause_id == cause.id, CauseTie.untied_at.is_(None))) or 0
    if count + len(new) > MOST:
        raise Refused("ticket", N_("%(most)s tickets are the most that one cause has."), most=MOST)
    ties = [CauseTie(cause_id=cause.id, ticket_id=ticket_id, agent_id=agent.id, tied_at=now) for ticket_id in new]
    session.add_all(ties)
    session.flush()
    for one in ties:
        index(session, "cause", cause.name, now, ticket_id=one.ticket_id, number=one.id)
        tell_of_ticket(session, one.ticket_id)
    return len(new)


def untie(session: Session, cause_id: int, ticket_id: int, agent: Agent, now: datetime) -> bool:
    """The ticket is not part of this cause after all; False when it was not. A letter that waits in it is taken back.

    What its owner has begun to write stays theirs.
    """
    lock_cause(session, cause_id)
    lock(session, ticket_id)
    here = CauseTie.cause_id == cause_id, CauseTie.ticket_id == ticket_id, CauseTie.untied_at.is_(None)
    found = session.scalar(select(CauseTie).where(*here))
    if found is None:
        return False
    found.untied_by_id, found.untied_at = agent.id, now
    forget(session, "cause", ticket_id=ticket_id, number=found.id)
    back = {"outcome": "taken_back", "settled_at": now, "settled_by_id": agent.id}
    session.execute(update(LaidLetter).where(LaidLetter.ticket_id == ticket_id, WAITING).values(back))
    tell_of_ticket(session, ticket_id)
    return True


def cause_of(session: Session, ticket_id: int) -> Cause | None:
    """The cause that this ticket is part of."""
    tied = CauseTie.ticket_id == ticket_id, CauseTie.untied_at.is_(None)
    return session.scalar(select(Cause).join(CauseTie, CauseTie.cause_id == Cause.id).where(*tied))


def find_to_tie(session: Session, words: str, ticket_id: int | None = None) -> list[TieableTicket]:
    """The ticket with this id, and the open ones that have these words in them or in how their customer is found."""
    ids = _open_with(session, words)
    ids += [ticket_id] if ticket_id else []
    customers = [one.id for one in find_customers(session, words, _FOUND)] if words.strip() else []
    of_them = Ticket.customer_id.in_(customers), Ticket.closed_at.is_(None)
    theirs = select(Ticket.id).where(*of_them).order_by(Ticket.id.desc()).limit(_FOUND)
    ids += session.scalars(theirs)
    return _tieable(session, ids)


def _open_with(session: Session, words: str) -> list[int]:
    """The newest open tickets in which these words are; none for what cannot be looked for."""
    try:
        sought = wanted(words)
    except Refused:
        return []
    return [hit.ticket_id for hit in find(session, sought, is_open=True).hits[:_FOUND]] if sought else []


def _tieable(session: Session, ids: Sequence[int]) -> list[TieableTicket]:
    query = (
        select(Ticket.id, Ticket.subject, Customer.name, Ticket.closed_at.is_(None), func.coalesce(Cause.name, ""))
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(CauseTie, (CauseTie.ticket_id == Ticket.id) & CauseTie.untied_at.is_(None))
        .outerjoin(Cause, Cause.id == CauseTie.cause_id)
        .where(Ticket.id.in_(ids))
        .order_by(Ticket.closed_at.is_not(None), Ticket.id.desc())
        .limit(_FOUND)
    )
    return [TieableTicket(row[0], row[1], row[2], bool(row[3]), row[4]) for row in session.execute(query)]


def _is_tied(session: Session, cause: Cause, ticket_id: int) -> bool:
    """Whether it is part of this cause; refused when it is part of another one. The ticket's row is locked."""
    try:
        ticket = lock(session, ticket_id)
    except LookupError:
        raise Refused("ticket", N_("There is no such ticket.")) from None
    other = cause_of(session, ticket_id)
    if other is not None and other.id != cause.id:
        words = N_("“%(ticket)s” is part of “%(cause)s” already. Untie it there first.")
        raise Refused("ticket", words, ticket=ticket.subject, cause=other.name)
    return other is not None
