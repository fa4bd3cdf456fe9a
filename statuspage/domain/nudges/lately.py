"""What the desk shows an agent of all this, whether or not a browser tells it: who names them, and how much came."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select, true
from sqlalchemy.orm import Session

from statuspage.domain.mentions import Mention
from statuspage.domain.notes import Note
from statuspage.domain.nudges.nudge import NEWS_FOR, NUDGES, Nudge
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

MOST = 50  # of what came
SHOWN = 20  # tickets in which somebody is named


@dataclass(frozen=True, slots=True)
class UnseenMention:
    """A note that names an agent who has not opened its ticket since; ``by`` is what its writer is called."""

    ticket_id: int
    note_id: int
    customer: str
    subject: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lately:
    """The ids of what an agent was ``told`` of within a day, the newest last; and where they are ``mentioned``, newest
    first, of each ticket once.
    """

    told: tuple[int, ...]
    mentioned: tuple[UnseenMention, ...]


def read_lately(session: Session, agent_id: int, now: datetime) -> Lately:
    """What came for this agent, in one statement."""
    since = Nudge.agent_id == agent_id, Nudge.at > now - NEWS_FOR, Nudge.kind.in_(NUDGES)
    numbers = select(Nudge.id).where(*since).order_by(Nudge.id.desc()).limit(MOST).subquery()
    told = select(func.aggregate_strings(cast(numbers.c.id, String), " ")).scalar_subquery()
    mentions, one = _mentions(agent_id).subquery(), select(literal(1).label("one")).subquery()
    query = select(told.label("told"), *mentions.c).select_from(one.outerjoin(mentions, true()))
    rows = session.execute(query.order_by(mentions.c.note_id.desc())).all()
    return Lately(
        tuple(sorted(map(int, (rows[0].told or "").split()))),
        tuple(UnseenMention(*row[1:]) for row in rows if row.note_id is not None),
    )


def _mentions(agent_id: int) -> Select[Any]:
    newest = select(func.max(Mention.note_id)).where(Mention.agent_id == agent_id, Mention.seen_at.is_(None))
    return (
        select(
            *(Ticket.id.label("ticket_id"), Note.id.label("note_id"), Customer.name, Ticket.subject),
            *(Agent.called, Note.at),
        )
        .join(Ticket, Ticket.id == Note.ticket_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .join(Agent, Agent.id == Note.agent_id)
        .where(Note.id.in_(newest.group_by(Mention.ticket_id)))
        .order_by(Note.id.desc())
        .limit(SHOWN)
    )
