"""Notes: what agents say among themselves. A table of their own, never a flag on what a customer might read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import markdown, validation
from statuspage.domain.base import Base
from statuspage.domain.errors import Repeated
from statuspage.domain.events import lock
from statuspage.domain.form_keys import form_key
from statuspage.domain.mentions import find_mentions, mention, named_in
from statuspage.domain.nudges.nudge import nudge
from statuspage.domain.people.agents import Agent
from statuspage.domain.words.passages import index


class Note(Base):
    """One remark. It raises the ticket's ``notes``, not its version: nothing outside the desk shows that it exists."""

    __tablename__ = "note"
    __table_args__ = (Index("uq_note_ticket_id_once", "ticket_id", "once", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]
    body: Mapped[str]
    html: Mapped[str]
    once: Mapped[str | None] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note as the desk shows it: ``html`` is safe to show, ``name`` and ``photo`` are its writer's.

    ``named`` are those whom it names with an @, as they are called now.
    """

    id: int
    at: datetime
    html: str
    name: str
    photo: str
    named: tuple[str, ...] = ()


def add_note(session: Session, ticket_id: int, agent: Agent, now: datetime, *, body: str, once: str = "") -> Note:
    """Add a note to the ticket, which may be open or closed. Colleagues whom it names with an @ are told of it."""
    body = validation.text("body", body, validation.LETTER_LIMIT)
    meant = find_mentions(session, body).meant
    ticket = lock(session, ticket_id, once)
    refuse_noted(session, ticket_id, once)
    note = Note(
        ticket_id=ticket_id, agent_id=agent.id, at=now, body=body, html=markdown.render(body), once=form_key(once)
    )
    session.add(note)
    ticket.notes += 1
    session.flush()
    index(session, "note", body, now, ticket_id=ticket.id, number=note.id)
    mention(session, ticket_id, note.id, agent, meant, now)
    for agent_id in meant.keys() - {agent.id}:
        place, once = f"n{note.id}", f"mention {note.id} {agent_id}"
        nudge(session, agent_id, "mention", now, once, ticket_id=ticket_id, entry=place)
    return note


def refuse_noted(session: Session, ticket_id: int, once: str) -> None:
    """Raise ``Repeated`` when the form with this key already became a note."""
    if once and session.scalar(select(Note.id).where(Note.ticket_id == ticket_id, Note.once == form_key(once))):
        raise Repeated


def read_notes(session: Session, ticket_id: int, *, before: int | None = None, limit: int) -> list[SignedNote]:
    """The newest ``limit`` notes, newest first; with ``before``, of those older than the note with this id."""
    query = (
        select(Note.id, Note.at, Note.html, Agent.called, Agent.photo)
        .join(Agent, Agent.id == Note.agent_id)
        .where(Note.ticket_id == ticket_id)
        .order_by(Note.id.desc())
        .limit(limit)
    )
    rows = session.execute(query if before is None else query.where(Note.id < before)).all()
    has_names = any("@" in row.html or "＠" in row.html for row in rows)
    named = named_in(session, [row.id for row in rows]) if has_names else {}
    return [SignedNote(row.id, row.at, row.html, row.called, row.photo, named.get(row.id, ())) for row in rows]
