"""When a public feed reads differently, its hub must hear of it; when something private happened, it must not.

So what was public before a transaction is compared with what is public at its end, and nothing is guessed from the kind
of what happened.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.events import happened
from statuspage.domain.outbox import ping
from statuspage.domain.public import public_ticket
from statuspage.domain.tickets import Ticket


def announce(session: Session, before: Session, company: str) -> None:
    """Leave a ping for every ticket that this transaction shows differently. ``before`` still sees how it was."""
    session.flush()
    for ticket_id, now in happened(session).items():
        shown = public_ticket(session, ticket_id, company, now)
        if shown is not None and shown != public_ticket(before, ticket_id, company, now):
            _ping(session, ticket_id, now)


def announce_overdue(session: Session, company: str, since: datetime, now: datetime) -> None:
    """Leave a ping for every public promise that fell due after ``since``: nobody did anything, yet it is news."""
    due = select(Ticket.id).where(
        Ticket.published_at.is_not(None), Ticket.promised_at.is_not(None), Ticket.promised_at >= since
    )
    for ticket_id in session.scalars(due.where(Ticket.promised_at < now)):
        shown = public_ticket(session, ticket_id, company, now)
        if shown is not None and shown.promise is not None:
            _ping(session, ticket_id, now)


def _ping(session: Session, ticket_id: int, now: datetime) -> None:
    ping(session, ticket_id, session.get_one(Ticket, ticket_id).version, now)
