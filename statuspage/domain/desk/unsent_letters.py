"""Letters that agents have begun and not sent: saved on the server, so that a closed tab loses nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert
from statuspage.domain.events import lock
from statuspage.domain.notes import refuse_noted

FIELDS = ("body", "heard", "step", "promise", "day", "time", "seen_by", "turn", "by_phone", "kind")


class UnsentLetter(Base):
    """What one agent has typed for one ticket, field by field, and when it was saved."""

    __tablename__ = "unsent"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


def save_unsent(
    session: Session, agent_id: int, ticket_id: int, fields: dict[str, str], now: datetime, *, once: str = ""
) -> None:
    """Save the form as it stands, whole, however long; when neither text has a word, forget it instead.

    A copy may arrive after the letter itself, when both were on their way at once. ``Repeated`` is raised then, and
    nothing is saved. The ticket's row stays locked until the transaction ends, so that no letter comes between.
    """
    lock(session, ticket_id, once)
    refuse_noted(session, ticket_id, once)
    known = {name: fields[name] for name in FIELDS if name in fields}
    if not (known.get("body", "").strip() or known.get("heard", "").strip()):
        forget_unsent(session, agent_id, ticket_id)
        return
    upsert(session, UnsentLetter, ("agent_id", "ticket_id"), (agent_id, ticket_id), fields=known, saved_at=now)


def read_unsent(session: Session, agent_id: int, ticket_id: int) -> UnsentLetter | None:
    """What this agent has typed for this ticket and not sent, or None."""
    return session.get(UnsentLetter, (agent_id, ticket_id))


def forget_unsent(session: Session, agent_id: int, ticket_id: int) -> None:
    """Forget it; nothing happens when there is none."""
    session.execute(delete(UnsentLetter).where(UnsentLetter.agent_id == agent_id, UnsentLetter.ticket_id == ticket_id))
