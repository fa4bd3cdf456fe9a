"""What came to an agent by another's hand is new to them, until they open the ticket or do something in it."""

from datetime import datetime

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert


class Arrival(Base):
    """A ticket that this agent has been given, and not opened yet. A ticket is new to its owner alone."""

    __tablename__ = "arrival"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]


def arrive(session: Session, ticket_id: int, agent_id: int, now: datetime) -> None:
    """A ticket becomes new to the agent whose it is from now on, and to nobody else."""
    upsert(session, Arrival, ("ticket_id",), (ticket_id,), agent_id=agent_id, at=now)


def meet(session: Session, ticket_id: int, agent_id: int | None = None) -> None:
    """This agent knows the ticket now; without one, it is new to nobody any more."""
    mine = () if agent_id is None else (Arrival.agent_id == agent_id,)
    session.execute(delete(Arrival).where(Arrival.ticket_id == ticket_id, *mine))
