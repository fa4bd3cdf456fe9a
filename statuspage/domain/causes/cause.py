"""A cause: what several customers suffer from at once, such as a batch of bad seals. It is the desk's own matter.

Nothing of it stands in a ticket's log, so that no customer, feed or public view can ever tell of it.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, column, select, table
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base, Instant
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.form_keys import LONGEST_KEY, form_key
from statuspage.domain.news import tell_of_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.words.passages import index

KNOWN_LIMIT = 5_000  # characters
_TIE = table("cause_tie", *map(column, ("id", "ticket_id", "cause_id", "untied_at")), column("tied_at", Instant))


class Cause(Base):
    """``known`` is what the team knows about it, plain text. One that has ``ended_at`` takes no more tickets.

    ``once`` is the key of the form that began it.
    """

    __tablename__ = "cause"
    __table_args__ = (Index("uq_cause_once", "once", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(validation.LINE_LIMIT))
    known: Mapped[str] = mapped_column(default="")
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    once: Mapped[str | None] = mapped_column(String(LONGEST_KEY))


def begin_cause(session: Session, agent: Agent, now: datetime, *, name: str, known: str = "", once: str = "") -> Cause:
    """Begin a cause. ``Repeated`` is raised for a form that began one already."""
    name, known = _checked(name, known)
    if once and begun_with(session, once) is not None:
        raise Repeated
    cause = Cause(name=name, known=known, agent_id=agent.id, begun_at=now, once=form_key(once))
    session.add(cause)
    session.flush()
    return cause


def begun_with(session: Session, once: str) -> int | None:
    """The cause that the form with this key began."""
    return session.scalar(select(Cause.id).where(Cause.once == form_key(once))) if once else None


def change_cause(session: Session, cause_id: int, *, name: str, known: str) -> Cause:
    """Say anew what it is called, and what is known about it."""
    cause = lock_cause(session, cause_id)
    cause.name, cause.known = _checked(name, known)
    for tie in session.execute(select(_TIE).where(_TIE.c.cause_id == cause_id, _TIE.c.untied_at.is_(None))).all():
        index(session, "cause", cause.name, tie.tied_at, ticket_id=tie.ticket_id, number=tie.id)
        tell_of_ticket(session, tie.ticket_id)
    return cause


def end_cause(session: Session, cause_id: int, now: datetime) -> Cause:
    """It is over. Its tickets stay tied to it, and letters that wait stay where they lie."""
    cause = lock_cause(session, cause_id)
    cause.ended_at = cause.ended_at or now
    return cause


def take_up(session: Session, cause_id: int) -> Cause:
    """It is not over after all."""
    cause = lock_cause(session, cause_id)
    cause.ended_at = None
    return cause


def lock_cause(session: Session, cause_id: int) -> Cause:
    """The cause, its row locked until the transaction ends. It is locked before any ticket is."""
    return session.get_one(Cause, cause_id, with_for_update=True, populate_existing=True)


def refuse_over(cause: Cause) -> None:
    """Refuse a cause that has ended."""
    if cause.ended_at is not None:
        raise Refused("", N_("“%(cause)s” is over. Take it up again first."), cause=cause.name)


def _checked(name: str, known: str) -> tuple[str, str]:
    return validation.line("name", name), validation.text("known", known, KNOWN_LIMIT, required=False)
