"""What must leave, written in the same transaction as what caused it; delivery sends it later, at least once.

Mails are left by ``events.append``, as the table of kinds says; pings by ``publication/announcing.py``.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base

PING = "websub"  # the kind of a ping to the hub; everything else is a mail

_UNSENT: dict[str, Any] = {"sqlite_where": text("sent_at IS NULL"), "postgresql_where": text("sent_at IS NULL")}
_UNSENT_PING = "sent_at IS NULL AND kind = 'websub'"  # the sender looks often, and must not scan all mails
_PINGS: dict[str, Any] = {"sqlite_where": text(_UNSENT_PING), "postgresql_where": text(_UNSENT_PING)}


class Outgoing(Base):
    """One thing to send: which event of which ticket, to whom. Its text is made when it is sent, never stored."""

    __tablename__ = "outgoing"
    __table_args__ = (
        Index("ix_outgoing_unsent", "id", **_UNSENT),
        Index("ix_outgoing_unsent_ping", "id", **_PINGS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    to: Mapped[str] = mapped_column(String(8))  # "customer", "owner" or "hub"
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def ping(session: Session, ticket_id: int, version: int, now: datetime) -> None:
    """Leave word for the hub that this ticket's public feed reads differently now."""
    session.add(Outgoing(ticket_id=ticket_id, version=version, kind=PING, to="hub", created_at=now))
