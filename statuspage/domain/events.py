"""The append-only log of one ticket. (ticket, version) is its key; versions start at 1 and have no gaps.

``append`` is the only way into it. What must leave because of an event is written at the same moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.audit import note_event
from statuspage.domain.base import Base, only
from statuspage.domain.desk.arrivals import meet
from statuspage.domain.errors import N_, Refused, Repeated, Stale
from statuspage.domain.form_keys import LONGEST_KEY, form_key
from statuspage.domain.kinds import KINDS, where
from statuspage.domain.nudges.nudge import nudge
from statuspage.domain.outbox import leave, release
from statuspage.domain.people.agents import Agent, in_from, stand_in
from statuspage.domain.subscriptions import subscribed
from statuspage.domain.tickets import ERASED, Ticket

_OPENED = "kind = 'opened'"


class Event(Base):
    """One thing that happened. Nobody's words are stored here: they stand in letters, replies and handovers.

    ``agent_id`` names the agent who did it, ``companion_id`` the companion who did it or whom it concerns; where both
    are None, it was the customer. ``data`` holds small facts (ids, steps, instants in ISO
    form). ``once`` is the form's key, so that a form sent twice counts once.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("uq_event_ticket_id_once", "ticket_id", "once", unique=True),
        Index(
            "uq_event_opened_once", "once", unique=True, **only(_OPENED)
        ),  # a ticket that does not exist yet cannot be locked
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    companion_id: Mapped[int | None]  # of the table companion
    once: Mapped[str | None] = mapped_column(String(LONGEST_KEY))
    data: Mapped[dict[str, Any]]


def append(
    session: Session,
    ticket: Ticket,
    kind: str,
    now: datetime,
    *,
    agent_id: int | None = None,
    companion_id: int | None = None,
    once: str = "",
    told_at: datetime | None = None,
    **data: Any,
) -> Event:
    """Raise the ticket's version by one, write the event that explains it, and leave in the outbox whom it must reach.

    The ticket's row must be locked. An unknown kind is a KeyError. Nothing is mailed about what may be no person's, or
    about a ticket that goes on in another, which tells it instead. ``told_at`` is when it is told, if that is later
    than it happened.
    """
    ticket.version += 1
    event = Event(
        ticket_id=ticket.id,
        version=ticket.version,
        kind=kind,
        at=now,
        agent_id=agent_id,
        companion_id=companion_id,
        once=form_key(once),
        data=data,
    )
    session.add(event)
    note_event(session, KINDS[kind], now, ticket_id=ticket.id, agent_id=agent_id, scope=data.get("scope"))
    if agent_id is not None:
        meet(session, ticket.id, agent_id)
        clear(session, ticket, now)
    if ticket.suspected_at is None and ticket.merged_into_id is None:  # what may be no person's, or goes on elsewhere
        _tell(session, event, ticket.owner_id, told_at or now)
    return event


def clear(session: Session, ticket: Ticket, now: datetime) -> None:
    """Doubt this ticket no more, as an agent takes it for a person's; what was held back leaves. Its row is locked."""
    if ticket.suspected_at is not None:
        ticket.suspected_at = ticket.dropped_at = None
        release(session, ticket.id, now)


def _tell(session: Session, event: Event, owner_id: int, at: datetime) -> None:
    """Leave word of this event in the outbox for everyone whom it must reach."""
    kind = KINDS[event.kind]
    if kind.tells == "customer":
        for one in subscribed(session, event.ticket_id):
            leave(session, event.ticket_id, kind.name, one.reader, at, version=event.version, subscription_id=one.id)
    owner_id = event.data.get("to", owner_id)
    if kind.tells == "owner" or (kind.tells_owner and event.agent_id != owner_id):
        notify(session, event, owner_id, at)
    if kind.nudge:
        place, once = f"v{event.version}", f"event {event.ticket_id}.{event.version}"
        nudge(session, owner_id, kind.nudge, at, once, ticket_id=event.ticket_id, entry=place, by=event.agent_id)


def notify(session: Session, event: Event, agent_id: int, at: datetime, notice: str = "") -> None:
    """Leave it for this agent, if that is a notice which they chose: at once, or when they are in next.

    ``notice`` says which, where it is not that of the event's kind. While they are away, it is for whoever covers.
    """
    agent = stand_in(session, session.get_one(Agent, agent_id), at)
    if (notice or KINDS[event.kind].notice) in agent.notices:
        quiet_until = in_from(agent.hours, agent.zone, at, agent.away)
        leave(session, event.ticket_id, event.kind, "agent", quiet_until, version=event.version, agent_id=agent.id)


def lock(session: Session, ticket_id: int, once: str = "") -> Ticket:
    """The ticket, its row locked until the transaction ends. Refuses a repeated form, and what was erased."""
    ticket = session.scalar(
        select(Ticket).where(Ticket.id == ticket_id).with_for_update().execution_options(populate_existing=True)
    )
    if ticket is None:
        raise LookupError(f"no ticket {ticket_id}")
    if ticket.closure == ERASED:
        raise Refused("", N_("This ticket was erased. Nothing can be written here any more."))
    refuse_repeat(session, ticket_id, once)
    return ticket


def refuse_repeat(session: Session, ticket_id: int, once: str) -> None:
    """Raise ``Repeated`` when the form with this key was already counted for this ticket."""
    if is_counted(session, ticket_id, once):
        raise Repeated


def key_for(session: Session, ticket_id: int, once: str, *, stands: bool) -> str:
    """The key of a deed that can be undone since: ``Repeated`` is raised while what the same form did still ``stands``.

    After that it is meant anew, and has no key: the log has counted the form's already.
    """
    if not is_counted(session, ticket_id, once):
        return once
    if stands:
        raise Repeated
    return ""


def is_counted(session: Session, ticket_id: int, once: str) -> bool:
    """Whether the form with this key was already counted for this ticket."""
    same = select(Event.version).where(Event.ticket_id == ticket_id, Event.once == form_key(once))
    return bool(once) and session.scalar(same) is not None


def refuse_unseen(session: Session, ticket_id: int, seen: int) -> None:
    """Raise ``Stale`` when something happened after version ``seen`` that an agent should know before they act."""
    if news_since(session, ticket_id, seen) is not None:
        raise Stale(seen)


def news_since(session: Session, ticket_id: int, seen: int) -> int | None:
    """The first version after ``seen`` of which an agent should know before they act; None when there is none."""
    news = Event.kind.in_(where(is_news=True))
    newer = select(Event.version).where(Event.ticket_id == ticket_id, Event.version > seen, news)
    return session.scalar(newer.order_by(Event.version).limit(1))


@contextmanager
def repeats(once: str) -> Iterator[None]:
    """Raise ``Repeated`` when two requests bring the same form at the same moment: the database lets only one in."""
    try:
        yield
    except IntegrityError as fault:
        if once and "once" in str(fault.orig):
            raise Repeated from None
        raise


def history(session: Session, ticket_id: int, since: int = 0) -> list[Event]:
    """The events after version ``since``, oldest first."""
    return list(
        session.scalars(
            select(Event).where(Event.ticket_id == ticket_id, Event.version > since).order_by(Event.version)
        )
    )
