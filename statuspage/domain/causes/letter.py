"""The letter of a cause, and the copies of it that are laid before the owners of its tickets.

A copy is an unsent letter of a ticket: whoever owns that has it before them, and it goes along in a handover. It leaves
only as an ordinary letter, which its owner has made theirs and ended with their own next word.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base, only

OUTCOMES = ("", "sent", "rewritten", "put_away", "replaced", "taken_back")
HAS_HEARD = ("sent", "rewritten")  # the customer has it, in the words of the letter or in others


class CauseLetter(Base):
    """What somebody wrote to all whom a cause concerns, with its open places, in the ``language`` with this tag."""

    __tablename__ = "cause_letter"
    __table_args__ = (Index("ix_cause_letter_cause_id", "cause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cause_id: Mapped[int] = mapped_column(ForeignKey("cause.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(12))
    body: Mapped[str]


class LaidLetter(Base):
    """One copy, with its reader's name and place filled in; a ticket has at most one that waits.

    ``outcome`` is one of ``OUTCOMES``, "" while it waits for its owner's hand: sent, rewritten (sent in words that are
    mostly others), put away by its owner, replaced by a newer letter of the cause, or taken back as the ticket was
    untied. ``version`` is that of the letter which was sent.
    """

    __tablename__ = "laid_letter"
    __table_args__ = (
        UniqueConstraint("letter_id", "ticket_id"),
        Index("uq_laid_letter_waiting", "ticket_id", unique=True, **only("settled_at IS NULL")),
        Index("ix_laid_letter_ticket_id", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("cause_letter.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    laid_at: Mapped[datetime]
    body: Mapped[str]
    outcome: Mapped[str] = mapped_column(String(12), default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    version: Mapped[int | None]


WAITING = LaidLetter.settled_at.is_(None)
