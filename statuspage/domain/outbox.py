"""What must leave, written in the same transaction as what caused it; delivery sends it later, at least once."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base

if TYPE_CHECKING:
    from statuspage.domain.tickets import Ticket

# To the customer goes what an agent did, to the owner what the customer did.
_TO_CUSTOMER = ("letter", "handover", "promise_moved", "closed")

_UNSENT: dict[str, Any] = {"sqlite_where": text("sent_at IS NULL"), "postgresql_where": text("sent_at IS NULL")}


class Outgoing(Base):
    """One thing to send: which event of which ticket, to whom. Its text is made when it is sent, never stored."""

    __tablename__ = "outgoing"
    __table_args__ = (Index("ix_outgoing_unsent", "id", **_UNSENT),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    to: Mapped[str] = mapped_column(String(8))  # "customer" or "owner"
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def put(session: Session, kind: str, ticket: "Ticket", now: datetime) -> None:
    """Leave word that this event must reach the other side."""
    to = "customer" if kind in _TO_CUSTOMER else "owner"
    session.add(Outgoing(ticket_id=ticket.id, version=ticket.version, kind=kind, to=to, created_at=now))
