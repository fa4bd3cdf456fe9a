"""The append-only log of one ticket. (ticket, version) is its key; versions start at 1 and have no gaps."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base
from statuspage.domain.errors import Repeated, Stale

if TYPE_CHECKING:
    from statuspage.domain.tickets import Ticket

_OPENED: dict[str, Any] = {"sqlite_where": text("kind = 'opened'"), "postgresql_where": text("kind = 'opened'")}
_LONGEST_KEY = 64  # characters

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
    "share_withdrawn",
    "share_restored",
    "sites_changed",
)

# What an agent must have seen before they act: what people said, and what colleagues changed.
_NEWS = (
    "letter",
    "handover",
    "promise_moved",
    "reply",
    "heard_not_quite",
    "call_asked",
    "not_solved",
    "reopened",
    "confirmed",
    "closed",
)


class Event(Base):
    """One thing that happened. No person's words are kept here: they stand in letters, replies and handovers.

    ``agent_id`` names who did it, None being the customer. ``data`` holds small facts (ids, steps, instants in ISO
    form). ``once`` is the form's key, so that a form sent twice counts once.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("uq_event_ticket_id_once", "ticket_id", "once", unique=True),
        Index("uq_event_opened_once", "once", unique=True, **_OPENED),  # of a new ticket nothing else can be locked
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    once: Mapped[str | None] = mapped_column(String(_LONGEST_KEY))
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
        once=form_key(once),
        data=data,
    )
    session.add(event)
    happened(session)[ticket.id] = now
    return event


def happened(session: Session) -> dict[int, datetime]:
    """The tickets to which something happened in this session, and when it did last."""
    found: dict[int, datetime] = session.info.setdefault("happened", {})
    return found


def refuse_repeat(session: Session, ticket_id: int, once: str) -> None:
    """Raise ``Repeated`` when the form with this key was already counted for this ticket."""
    if not once:
        return
    same = select(Event.version).where(Event.ticket_id == ticket_id, Event.once == form_key(once))
    if session.scalar(same) is not None:
        raise Repeated


def refuse_unseen(session: Session, ticket_id: int, seen: int) -> None:
    """Raise ``Stale`` when something happened after version ``seen`` that an agent should know before they act."""
    newer = select(Event.version).where(Event.ticket_id == ticket_id, Event.version > seen, Event.kind.in_(_NEWS))
    if session.scalar(newer.limit(1)) is not None:
        raise Stale(seen)


@contextmanager
def repeats(once: str) -> Iterator[None]:
    """Tell a form that two requests brought at the same moment as ``Repeated``: the database let only one in."""
    try:
        yield
    except IntegrityError as fault:
        if once and "once" in str(fault.orig):
            raise Repeated from None
        raise


def form_key(once: str) -> str | None:
    """A form's key as it is kept: as given when it is short and printable, else its hash; None for no key."""
    if len(once) > _LONGEST_KEY or not (once.isascii() and once.isprintable()):
        return hashlib.sha256(once.encode(errors="surrogatepass")).hexdigest()
    return once or None


def history(session: Session, ticket_id: int, since: int = 0) -> list[Event]:
    """The events after version ``since``, oldest first."""
    return list(
        session.scalars(
            select(Event).where(Event.ticket_id == ticket_id, Event.version > since).order_by(Event.version)
        )
    )
