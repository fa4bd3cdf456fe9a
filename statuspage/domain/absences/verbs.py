"""An absence is set, changed, ended early, and each of these undone. Nobody is told by mail; what it means is shown.

All who work here are locked meanwhile, so that of two people who set what does not go together, one is refused.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.absences.absence import Absence, lock_team, note_on_agent
from statuspage.domain.absences.fit import refuse_misfit
from statuspage.domain.absences.planned import Planned
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent

_AT_ONCE = timedelta(minutes=2)  # a form that is sent twice means one absence
_MEANWHILE = N_("Meanwhile this absence was changed, in another window or by a colleague. Look at it as it stands now.")


def set_absence(
    session: Session, agent_id: int, by: Agent | None, now: datetime, wanted: Planned, cover_id: int | None
) -> Absence:
    """Set that this agent is away, and who covers. ``by`` is who says so: they, a colleague, or None for a command.

    The same said twice is one absence.
    """
    team = lock_team(session)
    agent = team.get(agent_id) or session.get_one(Agent, agent_id)
    if (same := _same(session, agent, wanted, cover_id)) is not None:
        return same
    refuse_misfit(session, team, agent, wanted, cover_id, now)
    return _add(session, agent, by, now, wanted, cover_id)


def change_absence(
    session: Session, absence_id: int, by: Agent | None, now: datetime, wanted: Planned, cover_id: int | None
) -> Absence:
    """Set another time or another cover in its place."""
    team = lock_team(session)
    found = _stands(session, absence_id, now)
    agent = session.get_one(Agent, found.agent_id)
    refuse_misfit(session, team, agent, wanted, cover_id, now, but=found.id)
    found.withdrawn_at = now
    return _add(session, agent, by, now, wanted, cover_id, instead_of=found.id)


def end_absence(session: Session, absence_id: int, by: Agent | None, now: datetime) -> Absence:
    """They are back now; one that has not begun never comes. What was handed over meanwhile stays where it is."""
    lock_team(session)
    found = _stands(session, absence_id, now)
    agent = session.get_one(Agent, found.agent_id)
    found.withdrawn_at = now
    if found.begins_at >= now:
        note_on_agent(session, agent, now)
        return found
    rest = Planned(found.begins_at, now, found.zone)
    return _add(session, agent, by, now, rest, found.cover_id, instead_of=found.id)


def undo_absence(session: Session, absence_id: int, now: datetime) -> Absence:
    """Undo the last deed on it: what was set is taken back, and what it took the place of stands again.

    Returns the absence that stands now, or else the one that was taken back. Refused where that does not fit any more.
    """
    team = lock_team(session)
    found = session.get_one(Absence, absence_id)
    agent = session.get_one(Agent, found.agent_id)
    before = session.get(Absence, found.instead_of_id or 0)
    if found.withdrawn_at is None:
        found.withdrawn_at = now
    elif _was_replaced(session, found):
        raise Refused("", _MEANWHILE)
    else:
        before = found
    session.flush()
    if before is not None:
        if before.ends_at <= now:
            raise Refused("", N_("That absence is over; there is nothing to take back."))
        wanted = Planned(before.begins_at, before.ends_at, before.zone)
        refuse_misfit(session, team, agent, wanted, before.cover_id, now, but=found.id)
        before.withdrawn_at = None
    note_on_agent(session, agent, now)
    return before or found


def _add(
    session: Session,
    agent: Agent,
    by: Agent | None,
    now: datetime,
    wanted: Planned,
    cover_id: int | None,
    instead_of: int | None = None,
) -> Absence:
    made = Absence(
        agent_id=agent.id,
        begins_at=wanted.begins,
        ends_at=wanted.ends,
        zone=wanted.zone,
        cover_id=cover_id,
        set_by_id=by.id if by else None,
        set_at=now,
        instead_of_id=instead_of,
    )
    session.add(made)
    note_on_agent(session, agent, now)
    return made


def _stands(session: Session, absence_id: int, now: datetime) -> Absence:
    """This absence, while it stands and is not over."""
    found = session.get_one(Absence, absence_id, populate_existing=True)
    if found.withdrawn_at is not None:
        raise Refused("", _MEANWHILE)
    if found.ends_at <= now:
        raise Refused("", N_("That absence is over already."))
    return found


def _was_replaced(session: Session, found: Absence) -> bool:
    return session.scalar(select(Absence.id).where(Absence.instead_of_id == found.id).limit(1)) is not None


def _same(session: Session, agent: Agent, wanted: Planned, cover_id: int | None) -> Absence | None:
    """The absence that was set by the very same words just now."""
    near = Absence.begins_at.between(wanted.begins - _AT_ONCE, wanted.begins)
    mine = Absence.agent_id == agent.id, Absence.ends_at == wanted.ends, Absence.withdrawn_at.is_(None)
    cover = Absence.cover_id.is_not_distinct_from(cover_id)
    return session.scalar(select(Absence).where(*mine, near, cover).limit(1))
