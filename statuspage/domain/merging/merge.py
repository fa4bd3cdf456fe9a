"""Merges: a ticket that goes on in another of its customer, and what it was like before. No row of either moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, exists, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from statuspage.domain.base import Base, only
from statuspage.domain.events import Event
from statuspage.domain.kinds import where
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket

LASTS = timedelta(days=14)  # for so long it can be taken back

_STANDS = "undone_at IS NULL"


class Merge(Base):
    """The ticket ``gone_id`` goes on in ``into_id``, since their events ``version`` and ``into_version``.

    ``promise_id`` is the promise that was open in the one that closed, and ``before`` what both rows held that it
    changed, so that taking it back puts it there again: numbers and instants, and nobody's words. ``undone_by_id`` is
    the agent who took it back, None where that was the customer.
    """

    __tablename__ = "merge"
    __table_args__ = (
        Index("uq_merge_gone_id", "gone_id", unique=True, **only(_STANDS)),
        Index("ix_merge_into_id", "into_id", **only(_STANDS)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]
    version: Mapped[int]
    into_version: Mapped[int]
    promise_id: Mapped[int | None]
    before: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))


@dataclass(frozen=True, slots=True)
class Other:
    """The other ticket of a merge as the desk reads it, and who put them together when.

    ``since`` is the version of the one that goes on at which that was.
    ``until`` is when it can no longer be taken back (UTC), None where it cannot be any more: a letter was written
    since, or another ticket was put together with these later.
    """

    ticket_id: int
    subject: str
    owner_id: int
    owner: str
    by: str
    at: datetime
    since: int
    until: datetime | None


_Gone, _Into, _By = aliased(Ticket), aliased(Ticket), aliased(Agent)
_WORDS = where(is_word=True)
# What leaves no words before it waiting: a letter, or that it is over. What goes on elsewhere waits there.
ANSWERS = tuple(name for name in (*_WORDS, *where(life="ends")) if name != "merged")


def standing(session: Session, gone_id: int) -> Merge | None:
    """The merge by which this ticket goes on in another; None where it does not."""
    return session.scalar(select(Merge).where(Merge.gone_id == gone_id, Merge.undone_at.is_(None)))


def read_into(session: Session, gone_id: int) -> Other | None:
    """The ticket in which this one goes on."""
    return next(iter(_read(session, _Into, Merge.gone_id == gone_id)), None)


def read_gone(session: Session, into_id: int) -> list[Other]:
    """The tickets that go on in this one, the last to come first."""
    return _read(session, _Gone, Merge.into_id == into_id)


def written_since(into_id: Any, version: Any) -> Any:
    """The condition that a letter was written in the ticket that goes on since this version of it."""
    return exists().where(Event.ticket_id == into_id, Event.version > version, Event.kind.in_(_WORDS))


def _read(session: Session, shown: Any, *which: Any) -> list[Other]:
    later = aliased(Merge)
    covered = exists().where(later.into_id == Merge.into_id, later.undone_at.is_(None), later.id > Merge.id)
    query = (
        select(
            *(shown.id, shown.subject, shown.owner_id, Agent.called.label("owner"), _By.called.label("by")),
            *(Merge.at, Merge.into_version),
            written_since(Merge.into_id, Merge.into_version).label("is_written"),
            covered.label("is_covered"),
        )
        .select_from(Merge)
        .join(_Gone, _Gone.id == Merge.gone_id)
        .join(_Into, _Into.id == Merge.into_id)
        .join(Agent, Agent.id == shown.owner_id)
        .join(_By, _By.id == Merge.agent_id)
        .where(Merge.undone_at.is_(None), *which)
        .order_by(Merge.id.desc())
    )
    return [
        Other(
            ticket_id=row.id,
            subject=row.subject,
            owner_id=row.owner_id,
            owner=row.owner,
            by=row.by,
            at=row.at,
            since=row.into_version,
            until=None if row.is_written or row.is_covered else row.at + LASTS,
        )
        for row in session.execute(query)
    ]
