"""Promises and absences: none is made for a time at which whoever makes it is away, and there is a time near it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from statuspage.domain.errors import N_, At, Refused
from statuspage.domain.people.agents import Agent, availability, is_in, times_in
from statuspage.domain.people.away import Away, away_then

_WEEK, _HOUR = timedelta(days=7), timedelta(hours=1)
_EITHER = N_(
    "You are away then, until %(ends)s. Choose a time before you go (until %(before)s) or after you are back "
    "(from %(after)s)."
)
_AFTER = N_("You are away then, until %(ends)s. Choose a time after you are back (from %(after)s).")
_EITHER_OR_COVER = N_(
    "You are away then, until %(ends)s. Choose a time before you go (until %(before)s) or after you are back "
    "(from %(after)s), or hand this to %(cover)s, who covers."
)
_AFTER_OR_COVER = N_(
    "You are away then, until %(ends)s. Choose a time after you are back (from %(after)s), or hand this to %(cover)s, "
    "who covers."
)


@dataclass(frozen=True, slots=True)
class Around:
    """The times (UTC) nearest to an absence that can be kept: ``before`` its agent goes, None where that has passed,
    and ``after`` they have been back for an hour.
    """

    before: datetime | None
    after: datetime


def refuse_away(session: Session, agent: Agent, due: datetime, now: datetime) -> None:
    """Refuse a promise of this agent's that falls into an absence of theirs, and say what else can be promised."""
    gone = away_then(agent.away, due)
    if gone is None:
        return
    near = around(agent, gone, now)
    cover = session.get(Agent, gone.cover_id) if gone.cover_id else None
    either, after = (_EITHER_OR_COVER, _AFTER_OR_COVER) if cover else (_EITHER, _AFTER)
    raise Refused(
        "promise",
        either if near.before else after,
        ends=At(gone.ends, agent.zone),
        before=At(near.before or near.after, agent.zone),
        after=At(near.after, agent.zone),
        cover=cover.called if cover else "",
    )


def around(agent: Agent, gone: Away, now: datetime) -> Around:
    """The last time in before this absence, and the first after it, for a promise that is made at ``now``.

    It counts whether it is set already or only being typed; then it takes the place of those that it meets.
    """
    away = [*(one for one in agent.away if not one.meets(gone.begins, gone.ends)), gone]
    return Around(_before(agent, away, gone, now), _after(agent, away, gone))


def _before(agent: Agent, away: Sequence[Away], gone: Away, now: datetime) -> datetime | None:
    if gone.begins <= now:
        return None
    if not any(agent.hours.values()):
        return gone.begins
    spans = times_in(agent.hours, agent.zone, max(now, gone.begins - _WEEK), away)
    ends = [closes for opens, closes in spans if opens < gone.begins and closes > now]
    return max(ends, default=None)


def _after(agent: Agent, away: Sequence[Away], gone: Away) -> datetime:
    """An hour after they are back, so that there is time to write before; or the end of a shorter day."""
    opens = gone.ends
    if not is_in(agent.hours, agent.zone, opens, away):
        opens = availability(agent.hours, agent.zone, opens, away).changes_at or opens
    closes = availability(agent.hours, agent.zone, opens, away).changes_at
    return min(opens + _HOUR, closes or opens + _HOUR)
