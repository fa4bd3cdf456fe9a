"""When a public feed reads differently, its hub must hear of it; when something private happened, it must not."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.outbox import ping
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.tickets import Ticket


def note_moved(session: Session, ticket_id: int, now: datetime) -> None:
    """Remember, until the transaction ends, that something public about this ticket has changed."""
    _moved(session)[ticket_id] = now


def note_letter(session: Session, ticket_id: int, version: int, now: datetime) -> None:
    """Remember, until the transaction ends, that it has made this letter public."""
    new_letters(session)[ticket_id, version] = now


def new_letters(session: Session) -> dict[tuple[int, int], datetime]:
    """The letters that this transaction has made public, by ticket and version, and when."""
    found: dict[tuple[int, int], datetime] = session.info.setdefault("public_letters", {})
    return found


def announce(session: Session) -> None:
    """Leave a ping for every public ticket that this transaction shows differently."""
    for ticket_id, now in _moved(session).items():
        if session.get_one(Ticket, ticket_id).published_at is not None:
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


def _moved(session: Session) -> dict[int, datetime]:
    """The tickets about which something public changed in this session, and when it last did."""
    found: dict[int, datetime] = session.info.setdefault("public_moved", {})
    return found


def _ping(session: Session, ticket_id: int, now: datetime) -> None:
    ping(session, ticket_id, session.get_one(Ticket, ticket_id).version, now)
