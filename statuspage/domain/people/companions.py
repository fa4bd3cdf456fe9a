"""Companions: the people whom a customer lets in to one ticket, each with a name and keys of their own."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base
from statuspage.domain.people.names import first_name_in

CAME = ("customer", "agent", "link")  # who let them in; "link" is a forwarded one, whose reader said who they are

_HERE = "let_go_at IS NULL AND email <> ''"
_EMAIL: dict[str, Any] = {"sqlite_where": text(_HERE), "postgresql_where": text(_HERE)}


class Companion(Base):
    """One person who reads a ticket beside its customer, and may also write.

    ``email`` is "" for whoever came by a forwarded link and gave none. ``language`` is "" while nobody has said it, as
    with a customer. ``came`` is one of ``CAME``, and ``agent_id`` the agent who let them in. The row stays when they
    are let go, since what they wrote bears their name.
    """

    __tablename__ = "companion"
    __table_args__ = (
        Index("ix_companion_ticket_id", "ticket_id"),
        Index("uq_companion_email", "ticket_id", "email", unique=True, **_EMAIL),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12), default="")
    may_write: Mapped[bool] = mapped_column(default=False)
    came: Mapped[str] = mapped_column(String(9))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    created_at: Mapped[datetime]
    let_go_at: Mapped[datetime | None]

    @property
    def first_name(self) -> str:
        """The first name, without titles, by which we speak to them."""
        return first_name_in(self.name)
