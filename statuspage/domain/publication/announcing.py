"""When a public feed reads differently, its hub must hear of it; when something private happened, it must not.

So what was public before a transaction is compared with what is public at its end, and nothing is guessed from the kind
of what happened.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.events import happened
from statuspage.domain.outbox import ping
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.tickets import Ticket


def announce(session: Session, before: Session, company: str) -> None:
    """Leave a ping for every ticket that this transaction shows differently. ``before`` still sees how it was."""
    session.flush()
    for ticket_id, now in happened(session).items():
        shown = public_ticket(session, ticket_id, company, now)
        if shown is not None and shown != public_ticket(before, ticket_id, company, now):
            _ping(session, ticket_id, now)


def overdue(session: Session, company: str, since: datetime, now: datetime) -> list[int]:
    """The tickets whose public promise fell due after ``since``: nobody did anything, yet it is news."""
    due = select(Ticket.id).where(
        Ticket.published_at.is_not(None),
        Ticket.promised_at.is_not(None),
        Ticket.promised_at >= since,
        Ticket.promised_at < now,
    )
    shown = ((number, public_ticket(session, number, company, now)) for number in session.scalars(due).all())
    return [number for number, ticket in shown if ticket is not None and ticket.promise is not None]


def announce_overdue(session: Session, tickets: Iterable[int], now: datetime) -> None:
    """Leave a ping for each of these."""
    for ticket_id in tickets:
        _ping(session, ticket_id, now)


def _ping(session: Session, ticket_id: int, now: datetime) -> None:
    ping(session, ticket_id, session.get_one(Ticket, ticket_id).version, now)
