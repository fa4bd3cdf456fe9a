"""A letter that an agent has begun: kept on the server, so that a closed tab or another machine loses nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert
from statuspage.domain.events import lock
from statuspage.domain.notes import refuse_noted

FIELDS = ("body", "heard", "step", "promise", "day", "time", "seen_by", "turn", "by_phone", "kind")


class UnsentLetter(Base):
    """What one agent has typed for one ticket, field by field, and when."""

    __tablename__ = "unsent"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


def save_unsent(
    session: Session, agent_id: int, ticket_id: int, fields: dict[str, str], now: datetime, *, once: str = ""
) -> None:
    """Remember the form as it stands, whole, however long; an empty letter is forgotten instead.

    A copy may arrive after the letter itself, when both were on their way at once: ``Repeated`` then, and nothing is
    kept. The ticket's row stays locked until the transaction ends, so that no letter comes between.
    """
    lock(session, ticket_id, once)
    refuse_noted(session, ticket_id, once)
    kept = {name: fields[name] for name in FIELDS if name in fields}
    if not (kept.get("body", "").strip() or kept.get("heard", "").strip()):
        forget_unsent(session, agent_id, ticket_id)
        return
    upsert(session, UnsentLetter, ("agent_id", "ticket_id"), (agent_id, ticket_id), fields=kept, saved_at=now)


def read_unsent(session: Session, agent_id: int, ticket_id: int) -> UnsentLetter | None:
    return session.get(UnsentLetter, (agent_id, ticket_id))


def forget_unsent(session: Session, agent_id: int, ticket_id: int) -> None:
    session.execute(delete(UnsentLetter).where(UnsentLetter.agent_id == agent_id, UnsentLetter.ticket_id == ticket_id))
