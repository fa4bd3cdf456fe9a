"""What the desk shows an agent of all this, whether or not a browser tells it: who names them, and how much came."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, cast, func, select

from statuspage.domain.mentions import Mention
from statuspage.domain.notes import Note
from statuspage.domain.nudges.nudge import NUDGES, Nudge
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


_NUMBERS = (
    select(Nudge.id)
    .where(Nudge.agent_id == bindparam("agent"), Nudge.at > bindparam("since"), Nudge.kind.in_(NUDGES))
    .order_by(Nudge.id.desc())
    .limit(MOST)
    .subquery()
)
# To be selected: the ids of what an ``agent`` was told of ``since``, with a space between two.
TOLD = select(func.aggregate_strings(cast(_NUMBERS.c.id, String), " ")).scalar_subquery()
_UNSEEN = (
    select(func.max(Mention.note_id))
    .where(Mention.agent_id == bindparam("agent"), Mention.seen_at.is_(None))
    .group_by(Mention.ticket_id)
)
# Where the ``agent`` is named and has not looked since, as ``UnseenMention``: newest first, and each ticket once.
MENTIONS = (
    select(
        *(Ticket.id.label("ticket_id"), Note.id.label("note_id"), Customer.name, Ticket.subject),
        *(Agent.called, Note.at),
    )
    .join(Ticket, Ticket.id == Note.ticket_id)
    .join(Customer, Customer.id == Ticket.customer_id)
    .join(Agent, Agent.id == Note.agent_id)
    .where(Note.id.in_(_UNSEEN))
    .order_by(Note.id.desc())
    .limit(SHOWN)
)
