"""Who is at a ticket now: an agent writing or sending a letter, the customer or a companion reading.

It lapses by itself, and is never in the log.
"""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base, upsert

LASTS = {"writing": timedelta(seconds=6), "reading": timedelta(seconds=40)}
SENDING = "sending"  # a letter is held: for colleagues alone, see desk/held_letters.py


class Presence(Base):
    """Someone is at a ticket until ``until`` (UTC).

    The customer's ``agent_id`` is 0, and a companion's is their id, negated.
    """

    __tablename__ = "presence"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    doing: Mapped[str] = mapped_column(String(8), primary_key=True)
    until: Mapped[datetime]


def be(session: Session, ticket_id: int, doing: str, now: datetime, agent_id: int = 0) -> None:
    """Say that someone is writing or reading now. It holds as long as ``LASTS`` says; a page says it again in time."""
    validation.choice("doing", doing, tuple(LASTS))
    until = now + LASTS[doing]
    upsert(session, Presence, ("ticket_id", "agent_id", "doing"), (ticket_id, agent_id, doing), until=until)


def send(session: Session, ticket_id: int, agent_id: int, until: datetime) -> None:
    """Say that this agent is sending a letter, which goes then."""
    upsert(session, Presence, ("ticket_id", "agent_id", "doing"), (ticket_id, agent_id, SENDING), until=until)


def leave(session: Session, ticket_id: int, doing: str, agent_id: int = 0) -> None:
    """Say that they have stopped."""
    session.execute(
        delete(Presence).where(Presence.ticket_id == ticket_id, Presence.agent_id == agent_id, Presence.doing == doing)
    )


def present(session: Session, ticket_id: int, now: datetime) -> list[Presence]:
    """Who is at this ticket at ``now``."""
    return list(session.scalars(select(Presence).where(Presence.ticket_id == ticket_id, Presence.until > now)))
