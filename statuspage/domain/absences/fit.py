"""What an absence must fit to: one's other absences, and the cover, who is here meanwhile and covers nobody in turn.

As whoever covers is not away while either of the two would be in, covers make no circle and no chain.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.domain.absences.absence import Absence, covered_then, standing
from statuspage.domain.absences.planned import Planned
from statuspage.domain.errors import N_, At, Refused
from statuspage.domain.people.agents import Agent, times_in
from statuspage.domain.people.away import Away

_AWAY_ALREADY = N_("%(name)s is away already, from %(begins)s until %(ends)s: change that absence instead.")
_COVERS = N_("%(name)s covers for %(other)s then, until %(ends)s: choose another cover for %(other)s first.")
_SELF = N_("Nobody covers for themselves; choose a colleague.")
_NO_COVER = N_("Please choose who covers meanwhile.")
_GONE = N_("%(name)s no longer works here.")
_CIRCLE = N_("%(cover)s is away then too, until %(ends)s, and %(name)s covers for that: choose somebody else.")
_AWAY_TOO = N_("%(cover)s is away then too, from %(begins)s until %(ends)s: choose somebody else.")


def refuse_misfit(
    session: Session,
    team: Mapping[int, Agent],
    agent: Agent,
    wanted: Planned,
    cover_id: int | None,
    now: datetime,
    but: int | None = None,
) -> None:
    """Refuse what does not fit; ``team`` is everyone who works here, and ``but`` the absence whose place it takes."""
    if agent.id not in team:
        raise Refused("agent", _GONE, name=agent.called)
    mine = [one for one in standing(session, now, agent.id) if one.id != but]
    if met := _met(mine, wanted):
        begins, ends = _told(met.away, wanted.zone)
        raise Refused("from_day", _AWAY_ALREADY, name=agent.called, begins=begins, ends=ends)
    for covered in covered_then(session, agent.id, wanted.begins, wanted.ends):
        other = team.get(covered.agent_id)
        if other is not None and _matters(agent, other, covered.away, wanted):
            raise _covers(agent, other, covered.away, cover_id, wanted.zone)
    _refuse_cover(session, team, agent, wanted, cover_id)


def can_cover(team: Mapping[int, Agent], agent_id: int, wanted: Planned) -> list[Agent]:
    """Who could cover for this agent: everyone else who is not away at any time of it, by name."""
    free = (one for one in team.values() if one.id != agent_id and _away_in(one, team[agent_id], wanted) is None)
    return sorted(free, key=lambda one: one.called)


def _covers(agent: Agent, other: Agent, covered: Away, cover_id: int | None, zone: str) -> Refused:
    """The refusal for whoever covers for somebody else then; by the cover where that very one is to cover for them."""
    ends = At(covered.ends, zone)
    if cover_id == other.id:
        return Refused("cover", _CIRCLE, cover=other.called, name=agent.called, ends=ends)
    return Refused("from_day", _COVERS, name=agent.called, other=other.called, ends=ends)


def _refuse_cover(
    session: Session, team: Mapping[int, Agent], agent: Agent, wanted: Planned, cover_id: int | None
) -> None:
    if cover_id is None:
        if can_cover(team, agent.id, wanted):
            raise Refused("cover", _NO_COVER)
        return
    if cover_id == agent.id:
        raise Refused("cover", _SELF)
    cover = team.get(cover_id)
    if cover is None:
        gone = session.get(Agent, cover_id)
        raise Refused("cover", _GONE, name=gone.called) if gone else Refused("cover", _NO_COVER)
    if met := _away_in(cover, agent, wanted):
        begins, ends = _told(met, wanted.zone)
        raise Refused("cover", _AWAY_TOO, cover=cover.called, begins=begins, ends=ends)


def _away_in(cover: Agent, agent: Agent, wanted: Planned) -> Away | None:
    """The absence of this cover for which they cannot cover for the agent then."""
    return next((one for one in cover.away if _matters(cover, agent, one, wanted)), None)


def _matters(one: Agent, other: Agent, away: Away, wanted: Planned) -> bool:
    """Whether both are away at a time at which either would be in: a day begins at another hour in another zone."""
    begins, ends = max(away.begins, wanted.begins), min(away.ends, wanted.ends)
    return begins < ends and any(_works(who, begins, ends) for who in (one, other))


def _works(agent: Agent, begins: datetime, ends: datetime) -> bool:
    if not any(agent.hours.values()):
        return True
    return any(opens < ends and begins < closes for opens, closes in times_in(agent.hours, agent.zone, begins))


def _met(absences: list[Absence], wanted: Planned) -> Absence | None:
    return next((one for one in absences if one.away.meets(wanted.begins, wanted.ends)), None)


def _told(away: Away, zone: str) -> tuple[At, At]:
    return At(away.begins, zone), At(away.ends, zone)
