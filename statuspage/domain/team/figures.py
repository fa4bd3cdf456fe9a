"""How well the team keeps its word: five measures of the last twelve finished weeks, and nothing about anyone.

This is the one gate to the team page. A figure about fewer than ten is dropped here, so that nothing behind it can show
it. The total of a measure adds up the weeks that are shown and no others: subtracting them leaves nothing, today and
next week. Only where no week is shown, the total is that of a fixed block of twelve weeks, none of which is shown
either. Blocks share no week, so subtracting one from another tells nothing.

There is no handle time here, and no person: neither is ever counted.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from statuspage.domain.team import queries, weeks
from statuspage.domain.team.queries import Counted

LEAST = 10  # fewer are too few to say anything about


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` of ``count`` (always ten or more), or the median or longest of ``count`` waits, ``value`` seconds."""

    count: int
    value: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: a figure or None for each week, and one of ``told`` weeks together.

    ``until`` is the Monday after them when they are a block of earlier weeks, else None.
    """

    weeks: tuple[Figure | None, ...]
    whole: Figure | None = None
    told: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """What anyone may know of the team. ``weeks`` are Mondays in ``zone``, oldest first; ``ends_at`` is in UTC."""

    zone: str
    weeks: tuple[date, ...]
    ends_at: tuple[datetime, ...]
    promises: Measure
    heard: Measure
    silence: Measure
    handovers: Measure
    reopened: Measure

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say at all."""
        return not any(getattr(self, name).whole for name in MEASURES)


MEASURES = ("promises", "heard", "silence", "handovers", "reopened")


def team_figures(session: Session, zone: str, now: datetime) -> TeamFigures:
    """The figures of the weeks that are over at ``now`` in this zone; they stay the same until the next one is."""
    mondays = weeks.finished(zone, now)
    bounds = weeks.bounds(mondays, zone)
    found = {name: _told(counted) for name, counted in _count(session, bounds).items()}
    whole = queries.heard(session, bounds, tuple(found["heard"])) if found["heard"] else {}
    measures = {name: _measure(name, told, len(mondays), whole) for name, told in found.items()}
    if missing := [name for name, measure in measures.items() if measure.whole is None]:
        measures |= _blocks(session, weeks.block(mondays), zone, missing, measures)
    return TeamFigures(zone, mondays, bounds[1:], **measures)


def _count(session: Session, bounds: tuple[datetime, ...]) -> dict[str, Counted]:
    handovers, reopened = queries.endings(session, bounds)
    return {
        "promises": queries.promises(session, bounds),
        "heard": queries.heard(session, bounds),
        "silence": queries.silence(session, bounds, LEAST),
        "handovers": handovers,
        "reopened": reopened,
    }


def _told(counted: Counted) -> Counted:
    return {week: figure for week, figure in counted.items() if figure[0] >= LEAST}


def _measure(name: str, told: Counted, span: int, median: Counted) -> Measure:
    """The measure with these weeks, each about ten or more."""
    if not told:
        return Measure((None,) * span)
    counts, values = zip(*told.values(), strict=True)
    value = median[0][1] if name == "heard" else max(values) if name == "silence" else sum(values)
    each = tuple(Figure(*told[week]) if week in told else None for week in range(span))
    return Measure(each, Figure(sum(counts), value), len(told))


def _blocks(
    session: Session, mondays: tuple[date, ...], zone: str, names: list[str], measures: dict[str, Measure]
) -> dict[str, Measure]:
    """For measures of which no week is shown: the last block of twelve weeks as one, where it is about ten or more."""
    bounds = weeks.bounds(mondays, zone)
    weekly, once = _count(session, bounds), _count(session, (bounds[0], bounds[-1]))
    until = mondays[-1] + (mondays[-1] - mondays[-2])
    return {
        name: Measure(measures[name].weeks, Figure(*once[name][0]), len(mondays), until)
        for name in names
        if not _told(weekly[name]) and _told(once[name])
    }
