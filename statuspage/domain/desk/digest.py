"""What an agent should know as their day begins: what is promised for it, what is late, and who waits unheard."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from statuspage.domain.people.agents import DAYS, Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import IN_HAND, Ticket

MOST = 20  # tickets of one part
LATEST = timedelta(hours=3)  # after the beginning of the day; later than that it is no morning's digest any more
_BEGINS = time(9)  # for whoever gives no hours


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One ticket; ``at`` (UTC) is when its promise is due, or when its customer asked."""

    ticket_id: int
    customer: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """An agent's own open tickets: of each part the first ``MOST``, the earliest first."""

    late: tuple[DigestLine, ...]
    today: tuple[DigestLine, ...]
    unheard: tuple[DigestLine, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.today or self.unheard)


def read_digest(session: Session, agent: Agent, now: datetime) -> Digest:
    """What there is to know now; the day is that of the agent's own clock."""
    here = ZoneInfo(agent.zone)
    tomorrow = datetime.combine(now.astimezone(here).date() + timedelta(days=1), time.min, here).astimezone(UTC)
    promised = _theirs(agent, Ticket.promised_at).where(Ticket.heard_at.is_not(None), Ticket.promised_at.is_not(None))
    unheard = _theirs(agent, Ticket.opened_at).where(Ticket.heard_at.is_(None))
    return Digest(
        late=_lines(session, promised.where(Ticket.promised_at < now)),
        today=_lines(session, promised.where(Ticket.promised_at >= now, Ticket.promised_at < tomorrow)),
        unheard=_lines(session, unheard),
    )


def day_of(agent: Agent, now: datetime) -> str:
    """The agent's day, if it has begun, and not long ago; "" at any other time, and on a day off."""
    here = now.astimezone(ZoneInfo(agent.zone))
    span = agent.hours.get(DAYS[here.weekday()])
    if not span and any(agent.hours.values()):
        return ""
    begins = here.replace(hour=_BEGINS.hour, minute=0, second=0, microsecond=0)
    if span:
        first = time.fromisoformat(span[0])
        begins = begins.replace(hour=first.hour, minute=first.minute)
    since = now - begins.astimezone(UTC)
    return here.date().isoformat() if timedelta() <= since < LATEST else ""


def _theirs(agent: Agent, order: Any) -> Select[Any]:
    query = select(Ticket.id, Customer.name, Ticket.subject, order.label("at"))
    query = query.join(Customer, Customer.id == Ticket.customer_id)
    return query.where(Ticket.owner_id == agent.id, *IN_HAND).order_by(order, Ticket.id).limit(MOST)


def _lines(session: Session, query: Select[Any]) -> tuple[DigestLine, ...]:
    return tuple(DigestLine(*row) for row in session.execute(query))
