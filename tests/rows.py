"""Rows of one ticket as tests look at them; the app itself reads no more of them than a page shows."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.notes import Note
from statuspage.domain.promises import Promise


def promises_of(session: Session, ticket_id: int) -> list[Promise]:
    """Every promise of a ticket, in the order in which they were made."""
    return list(session.scalars(select(Promise).where(Promise.ticket_id == ticket_id).order_by(Promise.id)))


def notes_of(session: Session, ticket_id: int) -> list[Note]:
    """The notes of a ticket, oldest first."""
    return list(session.scalars(select(Note).where(Note.ticket_id == ticket_id).order_by(Note.id)))
