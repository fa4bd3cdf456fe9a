"""How a cause stands: its tickets, before whom its letter lies, who has sent it with which promise, and who has not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, distinct, func, select
from sqlalchemy.orm import Session, aliased

from statuspage.domain.causes.cause import Cause
from statuspage.domain.causes.letter import HAS_HEARD, CauseLetter, LaidLetter
from statuspage.domain.causes.ties import CauseTie
from statuspage.domain.desk.unsent_letters import UnsentLetter, is_begun
from statuspage.domain.events import Event
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

SHOWN = 300  # causes in the list


@dataclass(frozen=True, slots=True)
class CauseItem:
    """One cause in the list, by whom it was begun; how many tickets it has, and of these how many have heard."""

    id: int
    name: str
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None
    tickets: int
    heard: int


@dataclass(frozen=True, slots=True)
class TiedTicket:
    """One ticket of a cause, and what became of the newest letter that was laid in it.

    ``outcome`` is None where none was. ``begun`` says that its owner has begun to write there: "it" for this letter,
    "other" for another one. ``due`` is what was promised in the letter that was sent, None where it ``asks``.
    ``has_heard`` says that the customer has the letter, or an older one of this cause.
    """

    id: int
    subject: str
    customer: str
    owner_id: int
    owner: str
    step: str | None
    promised_at: datetime | None
    is_open: bool
    tied_at: datetime
    tied_by: str
    outcome: str | None
    begun: str
    laid_at: datetime | None
    settled_at: datetime | None
    settled_by: str
    due: datetime | None
    asks: bool
    has_heard: bool

    @property
    def waits(self) -> bool:
        """Whether it waits for its owner's hand."""
        return self.outcome == "" and self.is_open


def read_causes(session: Session) -> list[CauseItem]:
    """The causes, open ones first, of each the newest first."""
    heard = case((LaidLetter.outcome.in_(HAS_HEARD), CauseTie.ticket_id))
    query = (
        select(
            *(Cause.id, Cause.name, Cause.begun_at, Agent.called, Cause.ended_at),
            func.count(distinct(CauseTie.ticket_id)),
            func.count(distinct(heard)),
        )
        .join(Agent, Agent.id == Cause.agent_id)
        .outerjoin(CauseTie, (CauseTie.cause_id == Cause.id) & CauseTie.untied_at.is_(None))
        .outerjoin(CauseLetter, CauseLetter.cause_id == Cause.id)
        .outerjoin(LaidLetter, (LaidLetter.letter_id == CauseLetter.id) & (LaidLetter.ticket_id == CauseTie.ticket_id))
        .group_by(Cause.id, Agent.called)
        .order_by(Cause.ended_at.is_not(None), Cause.id.desc())
        .limit(SHOWN)
    )
    return [CauseItem(*row) for row in session.execute(query)]


def read_tied(session: Session, cause_id: int) -> list[TiedTicket]:
    """The tickets of this cause: those that are open, and then those that are over."""
    rows = session.execute(_tied(cause_id)).all()
    begun = _begun(session, rows)
    return [_told(row, begun) for row in rows]


def _tied(cause_id: int) -> Select[Any]:
    newest = (
        select(func.max(LaidLetter.id).label("id"))
        .join(CauseLetter, CauseLetter.id == LaidLetter.letter_id)
        .where(CauseLetter.cause_id == cause_id)
        .group_by(LaidLetter.ticket_id)
        .subquery()
    )
    laid = select(LaidLetter).join(newest, newest.c.id == LaidLetter.id).subquery()
    heard = select(LaidLetter.ticket_id).join(CauseLetter, CauseLetter.id == LaidLetter.letter_id)
    heard = heard.where(CauseLetter.cause_id == cause_id, LaidLetter.outcome.in_(HAS_HEARD))
    tied_by, settled_by = aliased(Agent), aliased(Agent)
    return (
        select(
            *(Ticket.id, Ticket.subject, Customer.name.label("customer"), Ticket.owner_id),
            *(Agent.called.label("owner"), Ticket.step, Ticket.promised_at, Ticket.closed_at, CauseTie.tied_at),
            *(tied_by.called.label("tied_by"), laid.c.id.label("laid_id"), laid.c.outcome, laid.c.laid_at),
            *(laid.c.settled_at, settled_by.called.label("settled_by"), Event.data),
            Ticket.id.in_(heard).label("has_heard"),
        )
        .select_from(CauseTie)
        .join(Ticket, Ticket.id == CauseTie.ticket_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .join(Agent, Agent.id == Ticket.owner_id)
        .join(tied_by, tied_by.id == CauseTie.agent_id)
        .outerjoin(laid, laid.c.ticket_id == Ticket.id)
        .outerjoin(settled_by, settled_by.id == laid.c.settled_by_id)
        .outerjoin(Event, (Event.ticket_id == Ticket.id) & (Event.version == laid.c.version))
        .where(CauseTie.cause_id == cause_id, CauseTie.untied_at.is_(None))
        .order_by(Ticket.closed_at.is_not(None), Ticket.id)
    )


def _begun(session: Session, rows: Sequence[Row[Any]]) -> Mapping[tuple[int, int], set[str]]:
    """Which letters each owner has begun in their ticket: the ids of those that were laid, "" for any other."""
    found: dict[tuple[int, int], set[str]] = {}
    query = select(UnsentLetter.agent_id, UnsentLetter.ticket_id, UnsentLetter.fields)
    for agent_id, ticket_id, fields in session.execute(
        query.where(UnsentLetter.ticket_id.in_([row.id for row in rows]), is_begun())
    ):
        if fields:
            found.setdefault((agent_id, ticket_id), set()).add(fields.get("laid", ""))
    return found


def _told(row: Row[Any], begun: Mapping[tuple[int, int], set[str]]) -> TiedTicket:
    letters, facts = begun.get((row.owner_id, row.id), set()), row.data or {}
    return TiedTicket(
        id=row.id,
        subject=row.subject,
        customer=row.customer,
        owner_id=row.owner_id,
        owner=row.owner,
        step=row.step,
        promised_at=row.promised_at,
        is_open=row.closed_at is None,
        tied_at=row.tied_at,
        tied_by=row.tied_by,
        outcome=row.outcome,
        begun="it" if str(row.laid_id) in letters else "other" if letters else "",
        laid_at=row.laid_at,
        settled_at=row.settled_at,
        settled_by=row.settled_by or "",
        due=datetime.fromisoformat(facts["due"]) if facts.get("due") else None,
        asks=bool(facts.get("asks")),
        has_heard=bool(row.has_heard),
    )
