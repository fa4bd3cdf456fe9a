"""How long words are kept: everything of a person goes once all of their tickets have been over for so many days.

It is off until a setting says otherwise. Whoever has an open ticket is left alone, with all that is older.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.erasing import erase
from statuspage.domain.tickets import ERASED, Ticket


@dataclass(frozen=True, slots=True)
class Overdue:
    """One person whose time is over: one of their rows, how many ``tickets``, and when the last of them was closed."""

    customer_id: int
    tickets: int
    ended_at: datetime


def overdue(session: Session, days: int, now: datetime, limit: int) -> Sequence[Overdue]:
    """Whose words have been kept for as long as they may be, the longest first; nobody where ``days`` is 0."""
    if not days:
        return []
    ended = func.coalesce(Ticket.closed_at, Ticket.dropped_at)
    person = func.coalesce(Customer.overview_id, -Customer.id)
    last = func.max(ended)
    found = (
        select(func.min(Customer.id), func.count(), last)
        .join(Ticket, Ticket.customer_id == Customer.id)
        .group_by(person)
        .having(
            func.count().filter(ended.is_(None)) == 0,
            last <= now - timedelta(days=days),
            func.count().filter(Ticket.closure != ERASED) > 0,
        )
        .order_by(last, func.min(Customer.id))
        .limit(limit)
    )
    return [Overdue(*row) for row in session.execute(found)]


def erase_overdue(session: Session, one: Overdue, now: datetime) -> None:
    """Erase everything of this person, as their time is over."""
    erase(session, one.customer_id, now, by="time")
