"""Letters that were sent and have not gone yet: each is held for some seconds, in which its writer may take it back.

A held letter is no event. Until it is released nothing of it stands in the log, on any page but its writer's own, in
the outbox or in the index.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_, delete, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base, only
from statuspage.domain.desk.unsent_letters import UnsentLetter
from statuspage.domain.events import Event
from statuspage.domain.kinds import where
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket

BY_HAND = -1  # seconds: held until its writer says so
LENGTHS = (0, 10, 20, 30, 60, 120, 300, BY_HAND)  # seconds, for an agent to choose from
_REMEMBERED = timedelta(days=1)  # how long it is known what became of one
_HELD = "outcome = ''"


class LetterOnHold(Base):
    """One letter between the pressing of its button and its release, at ``send_at`` or, where that is None, by hand.

    ``fields`` are its form as its writer has typed it, and ``said`` is what the verb is called with: both are the
    writer's own words, and are emptied as soon as it is held no more. ``copy`` names the unsent letter that it becomes
    when it comes back.

    ``outcome`` is "" while it is held; then it was sent, as the event ``version``; it was taken back by its writer; or
    it came back unsent, because of the event ``version``, or without one because the verb refused it.
    """

    __tablename__ = "held_letter"
    __table_args__ = (
        Index("ix_held_letter_waiting", "send_at", **only(_HELD)),
        Index("ix_held_letter_agent_id", "agent_id", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    pressed_at: Mapped[datetime]
    send_at: Mapped[datetime | None]
    seen: Mapped[int]
    once: Mapped[str] = mapped_column(String(64))
    copy: Mapped[str] = mapped_column(String(64))
    fields: Mapped[dict[str, Any]]
    said: Mapped[dict[str, Any]]
    outcome: Mapped[str] = mapped_column(String(8), default="", server_default="")
    version: Mapped[int | None]
    ended_at: Mapped[datetime | None]

    @property
    def is_held(self) -> bool:
        return not self.outcome

    def end(self, outcome: str, now: datetime, version: int | None = None) -> None:
        """It is held no more, and its words are kept nowhere here."""
        self.outcome, self.version, self.ended_at = outcome, version, now
        self.fields, self.said = {}, {}


def choose_hold(agent: Agent, seconds: int | None) -> None:
    """Set how long this agent's letters are held: one of ``LENGTHS``, or None for as long as the team's are."""
    if seconds is not None:
        validation.choice("hold", str(seconds), tuple(map(str, LENGTHS)))
    agent.hold_seconds = seconds


def read_held(session: Session, agent_id: int) -> list[LetterOnHold]:
    """Whatever this agent has sent that has not gone, the newest first: it is held, or it came back and lies there."""
    lies_there = exists().where(
        UnsentLetter.agent_id == LetterOnHold.agent_id,
        UnsentLetter.ticket_id == LetterOnHold.ticket_id,
        UnsentLetter.copy == LetterOnHold.copy,
    )
    came_back = and_(LetterOnHold.outcome == "returned", lies_there)
    mine = select(LetterOnHold).where(LetterOnHold.agent_id == agent_id, or_(LetterOnHold.outcome == "", came_back))
    return list(session.scalars(mine.order_by(LetterOnHold.id.desc())))


def is_on_its_way() -> ColumnElement[bool]:
    """The condition that a letter is held which was sent before the ticket's promise fell due: it is kept."""
    return exists().where(
        LetterOnHold.ticket_id == Ticket.id,
        LetterOnHold.outcome == "",
        LetterOnHold.send_at.is_not(None),
        LetterOnHold.pressed_at <= Ticket.promised_at,
    )


def ready(session: Session, now: datetime, most: int = 100) -> list[int]:
    """The letters that are due by ``now``, and those that do not go as they are because there is news, the first first.

    Each is to be released in a transaction of its own.
    """
    news = Event.kind.in_(where(is_news=True))
    overtaken = exists().where(Event.ticket_id == LetterOnHold.ticket_id, Event.version > LetterOnHold.seen, news)
    found = select(LetterOnHold.id).where(LetterOnHold.outcome == "", or_(LetterOnHold.send_at <= now, overtaken))
    return list(session.scalars(found.order_by(LetterOnHold.pressed_at, LetterOnHold.id).limit(most)))


def forget_ended(session: Session, now: datetime) -> None:
    """Forget what became of the letters of yesterday."""
    session.execute(delete(LetterOnHold).where(LetterOnHold.outcome != "", LetterOnHold.ended_at < now - _REMEMBERED))
