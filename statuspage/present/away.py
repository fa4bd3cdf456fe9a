"""That somebody is away, in words: until when, and who covers or writes meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from statuspage.domain.desk.workload import OpenTickets
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.away import Away, away_at
from statuspage.present import times
from statuspage.present.languages import gettext


@dataclass(frozen=True, slots=True)
class AwayLine:
    """One colleague who is away now, in a sentence; ``is_me`` says that it is whoever reads."""

    agent_id: int
    words: str
    is_me: bool


def away_lines(team: Sequence[OpenTickets], agent: Agent, now: datetime) -> tuple[AwayLine, ...]:
    """Who of the team is away now, whoever reads first."""
    names = {one.agent_id: one.name for one in team}
    gone = [(one, away_at(one.away, now)) for one in team]
    lines = [
        AwayLine(one.agent_id, _line(one, away, names, agent, now), one.agent_id == agent.id)
        for one, away in gone
        if away is not None
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_me))


def until(away: Away, zone: str, reader_zone: str, now: datetime) -> str:
    """Until when: a day, where they are back as it begins on their own clock; else the moment by the reader's."""
    if away.ends.astimezone(ZoneInfo(zone)).time() == time.min:
        return times.day(away.ends, zone, now)
    return times.moment(away.ends, reader_zone, now)


def away_words(name: str, cover: str, when: str) -> str:
    """The sentence for colleagues; ``cover`` is "" where nobody covers."""
    if cover:
        return gettext("%(name)s is away until %(when)s; %(cover)s covers.", name=name, when=when, cover=cover)
    return gettext("%(name)s is away until %(when)s.", name=name, when=when)


def customer_words(name: str, cover: str, when: str, *, is_promised: bool) -> str:
    """The calm line for the customer: who writes meanwhile, and that what was promised stays so."""
    told = [gettext("%(name)s is away until %(when)s.", name=name, when=when)]
    if cover:
        told.append(gettext("%(cover)s writes to you meanwhile.", cover=cover))
    if is_promised:
        told.append(gettext("What was promised stays promised."))
    return " ".join(told)


def _line(one: OpenTickets, away: Away, names: dict[int, str], agent: Agent, now: datetime) -> str:
    when, cover = until(away, one.zone, agent.zone, now), names.get(away.cover_id or 0, "")
    if one.agent_id == agent.id:
        if cover:
            return gettext("You are away until %(when)s; %(cover)s covers.", when=when, cover=cover)
        return gettext("You are away until %(when)s.", when=when)
    if away.cover_id == agent.id:
        return gettext("%(name)s is away until %(when)s; you cover.", name=one.name, when=when)
    return away_words(one.name, cover, when)
