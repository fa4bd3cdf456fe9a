"""The append-only log of one ticket. (ticket, version) is its key; versions start at 1 and have no gaps."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base
from statuspage.domain.errors import Repeated

if TYPE_CHECKING:
    from statuspage.domain.tickets import Ticket

# What can happen to a ticket. Nothing here is done by a timer; a promise that fell due is read off the clock.
KINDS = (
    "opened",
    "letter",
    "handover",
    "promise_moved",
    "closed",
    "reply",
    "heard_right",
    "heard_not_quite",
    "call_asked",
    "thanked",
    "confirmed",
    "not_solved",
    "reopened",
    "felt",
    "published",
    "unpublished",
    "share_rotated",
)


class Event(Base):
    """One thing that happened. No person's words are kept here: they stand in updates, replies and handovers.

    ``agent_id`` names who did it, None being the customer. ``data`` holds small facts (ids, steps, instants in ISO
    form). ``once`` is the form's key, so that a form sent twice counts once.
    """

    __tablename__ = "event"
    __table_args__ = (Index("uq_event_ticket_id_once", "ticket_id", "once", unique=True),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    once: Mapped[str | None] = mapped_column(String(64))
    data: Mapped[dict[str, Any]]


def append(
    session: Session,
    ticket: "Ticket",
    kind: str,
    now: datetime,
    *,
    agent_id: int | None = None,
    once: str = "",
    **data: Any,
) -> Event:
    """Raise the ticket's version by one and write the event that explains it. The ticket's row must be locked."""
    ticket.version += 1
    event = Event(
        ticket_id=ticket.id,
        version=ticket.version,
        kind=kind,
        at=now,
        agent_id=agent_id,
        once=once or None,
        data=data,
    )
    session.add(event)
    return event


def refuse_repeat(session: Session, ticket_id: int, once: str) -> None:
    """Raise ``Repeated`` when the form with this key was already counted for this ticket."""
    if not once:
        return
    if session.scalar(select(Event.version).where(Event.ticket_id == ticket_id, Event.once == once[:64])) is not None:
        raise Repeated


def history(session: Session, ticket_id: int, since: int = 0) -> list[Event]:
    """The events after version ``since``, oldest first."""
    return list(
        session.scalars(
            select(Event).where(Event.ticket_id == ticket_id, Event.version > since).order_by(Event.version)
        )
    )
