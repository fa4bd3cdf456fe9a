"""What people wrote on a ticket: letters by agents, replies by the customer, notes of a handover."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base, only


class Letter(Base):
    """A letter from an agent. ``body`` is Markdown as typed, ``html`` what it became, safe to show.

    ``heard`` is what the agent understood, when this letter says so; ``is_public`` whether its writer allows it on
    the public view (the customer decides whether there is one). ``public_number`` counts a ticket's public letters from
    1, and ``lasting_name`` is how addresses name one.
    """

    __tablename__ = "letter"
    __table_args__ = (
        ForeignKeyConstraint(["ticket_id", "version"], ["event.ticket_id", "event.version"]),
        Index("uq_letter_ticket_id_public_number", "ticket_id", "public_number", unique=True),
        Index("uq_letter_ticket_id_lasting_name", "ticket_id", "lasting_name", unique=True),
        Index(
            "ix_letter_public", "ticket_id", "version", **only("is_public", "is_public = 1")
        ),  # finds a few public letters among ten thousand at once
    )

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]
    body: Mapped[str]
    html: Mapped[str]
    heard: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    public_number: Mapped[int | None]
    lasting_name: Mapped[str | None] = mapped_column(String(22))
    by_phone: Mapped[bool] = mapped_column(default=False)
    thanked_at: Mapped[datetime | None]


class Reply(Base):
    """What the customer wrote, or a companion, plain text; ``kind`` is the event that it came with."""

    __tablename__ = "reply"
    __table_args__ = (ForeignKeyConstraint(["ticket_id", "version"], ["event.ticket_id", "event.version"]),)

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    body: Mapped[str]


class Handover(Base):
    """One agent handed the ticket to another, with a note that the customer reads."""

    __tablename__ = "handover"
    __table_args__ = (ForeignKeyConstraint(["ticket_id", "version"], ["event.ticket_id", "event.version"]),)

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]
    note: Mapped[str]
