"""On which page of a ticket's timeline one entry of it stands, so that a link can lead there."""

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.notes import Note
from statuspage.domain.reading import PAGE

_ENTRY = re.compile(r"([vn])([0-9]{1,9})", re.ASCII)
_ABOVE = 3  # entries that stand above it, so that one sees what followed


def page_with(session: Session, ticket_id: int, entry: str) -> tuple[int | None, int | None]:
    """Before which version and before which note that page begins, as ``TicketRequest`` has them.

    An entry is "v" with a version, or "n" with a note's id. Both are None for the newest page, and for no such entry.
    """
    found = _ENTRY.fullmatch(entry)
    if found is None:
        return None, None
    number = int(found[2])
    version, note = _newer_than_note(session, ticket_id, number) if found[1] == "n" else (number + 1, None)
    if found[1] == "v":
        at = select(Event.at).where(Event.ticket_id == ticket_id, Event.version == number).scalar_subquery()
        note = session.scalar(select(func.min(Note.id)).where(Note.ticket_id == ticket_id, Note.at >= at))
    if version is None or _newer(session, ticket_id, version, note) < PAGE - 1:
        return None, None
    return version + _ABOVE, note


def _newer_than_note(session: Session, ticket_id: int, note_id: int) -> tuple[int | None, int | None]:
    """The first version and the first note behind this note; the version is one that is still to come if need be."""
    note = session.get(Note, note_id)
    if note is None or note.ticket_id != ticket_id:
        return None, None
    last = session.scalar(select(func.max(Event.version)).where(Event.ticket_id == ticket_id, Event.at <= note.at))
    following = select(func.min(Note.id)).where(Note.ticket_id == ticket_id, Note.id > note_id)
    return (last or 0) + 1, session.scalar(following)


def _newer(session: Session, ticket_id: int, version: int, note_id: int | None) -> int:
    """How many entries stand above: those from this version and from this note on."""
    newest = session.scalar(select(func.max(Event.version)).where(Event.ticket_id == ticket_id)) or 0
    notes = select(func.count()).select_from(Note).where(Note.ticket_id == ticket_id, Note.id >= (note_id or 0))
    return newest - version + 1 + (session.scalar(notes) or 0 if note_id else 0)
