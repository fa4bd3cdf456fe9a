"""Erasures: what somebody asked to have erased, who agreed, and which tickets it has emptied. None of their words.

A row of ``ErasedTicket`` is the one door in what is never rewritten: the triggers let the words of that ticket become
empty, and nothing else. It can be written only for an erasure that is done, and is never changed or deleted.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, only

_WAITS = "done_at IS NULL AND withdrawn_at IS NULL"


class Erasure(Base):
    """One wish that all words of a person go, or the deed without one. It waits until an agent agrees.

    ``customer_id`` is one of their rows, ``overview_id`` their overview where they had one. ``by`` is who
    began it: customer, agent, command, or time, where a setting says how long words are kept.
    The customer may take the wish back until it is ``done_at``; ``agent_id`` is who agreed. ``tickets`` to ``mails``
    count what went. ``leftovers`` are the names in the storage that are still to be deleted, and ``wiped_at`` is when
    no byte was left in the files of the database.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        Index("ix_erasure_overview_id", "overview_id"),
        Index("ix_erasure_done", "id", **only("done_at IS NOT NULL AND wiped_at IS NULL")),
        Index("uq_erasure_waiting", "customer_id", unique=True, **only(_WAITS)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    overview_id: Mapped[int | None]  # of the table overview
    by: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    tickets: Mapped[int] = mapped_column(default=0)
    files: Mapped[int] = mapped_column(default=0)
    companions: Mapped[int] = mapped_column(default=0)
    mails: Mapped[int] = mapped_column(default=0)
    leftovers: Mapped[list[str]] = mapped_column(default=list)
    wiped_at: Mapped[datetime | None]


class ErasedTicket(Base):
    """This ticket's words are gone, by that erasure."""

    __tablename__ = "erased_ticket"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    erasure_id: Mapped[int] = mapped_column(ForeignKey("erasure.id"))
    at: Mapped[datetime]


WAITING = (Erasure.done_at.is_(None), Erasure.withdrawn_at.is_(None))


def erased(session: Session, ticket_id: int) -> Erasure | None:
    """The erasure that has emptied this ticket; None for one that has its words."""
    found = select(Erasure).join(ErasedTicket, ErasedTicket.erasure_id == Erasure.id)
    return session.scalar(found.where(ErasedTicket.ticket_id == ticket_id))


def erased_overview(session: Session, overview_id: int) -> Erasure | None:
    """The erasure that has ended this overview; None for one that stands."""
    done = select(Erasure).where(Erasure.overview_id == overview_id, Erasure.done_at.is_not(None))
    return session.scalars(done.order_by(Erasure.id).limit(1)).first()
