"""What people wrote on a ticket: letters by agents and their corrections, replies, notes of a handover."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, and_, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

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


class Correction(Base):
    """Other words for the letter with the version ``letter``, in the words of the agent who corrected it.

    ``version`` is the event that says so. The letter itself stays as it was written, and so does every earlier
    correction: the newest is what is read.
    """

    __tablename__ = "correction"
    __table_args__ = (
        ForeignKeyConstraint(["ticket_id", "version"], ["event.ticket_id", "event.version"]),
        ForeignKeyConstraint(
            ["ticket_id", "letter"], ["letter.ticket_id", "letter.version"], name="fk_correction_ticket_id_letter"
        ),
        Index("ix_correction_letter", "ticket_id", "letter", "version"),
    )

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    letter: Mapped[int]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]
    body: Mapped[str]
    html: Mapped[str]


_Later = aliased(Correction)


def corrects(letter: Any = Letter, until: Any = None) -> Any:
    """The condition of a join: this row of ``Correction`` has the words that are read of this letter.

    With ``until``, a version, those that were read then. No row has them for a letter that nobody has corrected.
    """
    newest = select(func.max(_Later.version)).where(
        _Later.ticket_id == letter.ticket_id, _Later.letter == letter.version
    )
    if until is not None:
        newest = newest.where(_Later.version <= until)
    version = newest.correlate_except(_Later).scalar_subquery()
    return and_(Correction.ticket_id == letter.ticket_id, Correction.version == version)
