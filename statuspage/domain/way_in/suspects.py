"""What may come from no person: a ticket like any other, with the same page and owner, that the desk looks at apart.

Nothing is lost, and nothing is mailed meanwhile: the receipt waits. Whoever answers such a ticket has believed it.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.domain.events import Event, clear, lock, notify
from statuspage.domain.outbox import hold_back
from statuspage.domain.tickets import Ticket

# Why: a field was filled in that no person sees, it was quicker than one can type, it was sent without its form, many
# came from one place, or very many came at all and it brought no proof of work.
REASONS = ("trap", "quick", "no_form", "many", "flood")


def suspect(session: Session, ticket: Ticket, now: datetime) -> None:
    """Let the desk look at this new ticket apart; its receipt waits."""
    ticket.suspected_at = now
    session.flush()
    hold_back(session, ticket.id, now)


def believe(session: Session, ticket_id: int, now: datetime) -> None:
    """An agent says that it is a person's: it stands with all others, its receipt leaves, and its owner hears of it."""
    ticket = lock(session, ticket_id)
    if ticket.suspected_at is None:
        return
    clear(session, ticket, now)
    notify(session, session.get_one(Event, (ticket.id, 1)), ticket.owner_id, now, "handover")


def drop(session: Session, ticket_id: int, now: datetime) -> None:
    """An agent says that it is not a person's. It is kept, out of the way, and can be believed all the same."""
    ticket = lock(session, ticket_id)
    if ticket.suspected_at is not None:
        ticket.dropped_at = ticket.dropped_at or now
