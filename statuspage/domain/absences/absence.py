"""One absence of an agent: from when until when, and who covers. It is never overwritten, so deeds can be undone."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, only
from statuspage.domain.news import tell_of_agent
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.away import Away, written

_REMEMBERED = timedelta(days=30)  # so long it is asked who was away when something fell late
_STANDS = "withdrawn_at IS NULL"


class Absence(Base):
    """Somebody is away from ``begins_at`` until ``ends_at`` (UTC), when they are back, as it was said in this ``zone``.

    ``cover_id`` is None where nobody could cover. One that was changed, ended early or taken back is ``withdrawn_at``
    then, and the one that took its place has its id as ``instead_of_id``. Who set it is None where a command did.
    It holds nobody's words.
    """

    __tablename__ = "absence"
    __table_args__ = (
        Index("ix_absence_agent_id", "agent_id", "ends_at", **only(_STANDS)),
        Index("ix_absence_cover_id", "cover_id", "ends_at", **only(_STANDS)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    set_at: Mapped[datetime]
    instead_of_id: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]

    @property
    def away(self) -> Away:
        """The same as whoever asks for hours needs it."""
        return Away(self.begins_at, self.ends_at, self.cover_id)


def standing(session: Session, now: datetime, agent_id: int | None = None) -> list[Absence]:
    """The absences, of one agent or of everyone, that stand and are not over, the earliest first."""
    query = select(Absence).where(Absence.withdrawn_at.is_(None), Absence.ends_at > now)
    if agent_id is not None:
        query = query.where(Absence.agent_id == agent_id)
    return list(session.scalars(query.order_by(Absence.begins_at, Absence.id)))


def covered_then(session: Session, cover_id: int, begins: datetime, ends: datetime) -> list[Absence]:
    """The absences that this agent covers within these instants, the earliest first."""
    query = select(Absence).where(
        Absence.withdrawn_at.is_(None),
        Absence.cover_id == cover_id,
        Absence.begins_at < ends,
        Absence.ends_at > begins,
    )
    return list(session.scalars(query.order_by(Absence.begins_at, Absence.id)))


def covered_now(session: Session, cover_id: int, now: datetime) -> tuple[int, ...]:
    """For whom this agent covers now, by their ids."""
    lasts = Absence.begins_at <= now, Absence.ends_at > now
    query = select(Absence.agent_id).where(Absence.withdrawn_at.is_(None), Absence.cover_id == cover_id, *lasts)
    return tuple(session.scalars(query.order_by(Absence.agent_id)))


def note_on_agent(session: Session, agent: Agent, now: datetime) -> None:
    """Write on the agent's own row when they are away, so that whoever reads their hours knows it."""
    session.flush()
    query = select(Absence).where(
        Absence.agent_id == agent.id, Absence.withdrawn_at.is_(None), Absence.ends_at > now - _REMEMBERED
    )
    agent.absences = written(one.away for one in session.scalars(query))
    session.flush()
    tell_of_agent(session, agent.id)


def lock_team(session: Session) -> dict[int, Agent]:
    """Everyone who works here, by id, locked: of two who set absences or let somebody go at once, one waits."""
    query = select(Agent).where(Agent.is_active).order_by(Agent.id).with_for_update()
    return {one.id: one for one in session.scalars(query.execution_options(populate_existing=True))}
