"""The times that a form offers for the next word: within the hours of both people, where there are such times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statuspage.domain.absences.keeping import around
from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import Agent, Span, is_in
from statuspage.domain.people.away import away_then
from statuspage.domain.people.common_hours import common_hours
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import promised_for
from statuspage.present import times
from statuspage.present.languages import gettext
from statuspage.present.two_clocks import beside, share_days

_ROUND = timedelta(minutes=5)
_LEAST = timedelta(minutes=45)  # a time sooner than this is not offered
_SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Choice:
    """A time to promise with one click; ``value`` is the customer's wall clock, ``hint`` what the agent should know.

    ``when`` is the time as it stands in a sentence: "tomorrow 17:00". Where the agent's clock tells another day, or is
    still in another one, the weekday is named: "Tue 17:00".
    """

    value: str
    label: str
    hint: str
    when: str


def choices(customer: Customer, agent: Agent, at: datetime) -> list[Choice]:
    """A few times by the customer's clock, the soonest first: within the hours of both, where those meet."""
    zone = ZoneInfo(customer.zone)
    both = [
        (max(span[0], at + _LEAST), span[1])
        for span in common_hours(agent.hours, agent.zone, customer.zone, at, agent.away)
    ]
    usable = [span for span in both if span[0] < span[1]]
    made: dict[str, Choice] = {}
    offered = [*(_within(usable, zone, at) if usable else _offers(zone, at)), *_beside_absence(agent, zone, at)]
    for local, label in sorted(offered):
        wall = local.strftime("%Y-%m-%dT%H:%M")
        if (
            away_then(agent.away, local) is None
            and local - at >= _LEAST
            and wall not in made
            and _means(wall, customer.zone, local, at)
        ):
            made[wall] = _choice(wall, local, label, agent, at)
    return list(made.values())


def _within(spans: Sequence[Span], zone: ZoneInfo, at: datetime) -> Iterator[tuple[datetime, str]]:
    """The times worth offering, as near as these spans allow; and the ends of the first two days that have any."""
    for local, label in _offers(zone, at):
        if label and any(begins <= local <= ends for begins, ends in spans):
            yield local, label
    days = list(dict.fromkeys(begins.astimezone(zone).date() for begins, _ in spans))
    monday = at.astimezone(zone).date() + timedelta(days=7 - at.astimezone(zone).weekday())
    for day, hour in [*((day, 17) for day in days[:2]), *((day, 9) for day in days if day == monday)]:
        wanted = datetime.combine(day, time(hour), zone)
        there = [_nearest(wanted, span) for span in spans if span[0].astimezone(zone).date() == day]
        yield min(there, key=lambda found: abs(found - wanted)).astimezone(zone), ""


def _beside_absence(agent: Agent, zone: ZoneInfo, at: datetime) -> Iterator[tuple[datetime, str]]:
    """The last time before the agent's next absence, and the first after it, where that begins within two weeks."""
    ahead = sorted(one for one in agent.away if one.ends > at and one.begins < at + _SOON)
    for gone in ahead[:1]:
        near = around(agent, gone, at)
        for found in (near.before, near.after):
            if found is not None:
                yield found.astimezone(zone), ""


def _nearest(wanted: datetime, span: Span) -> datetime:
    """The time in this span that is nearest; an hour after it begins, so that there is time to write before."""
    begins, ends = span
    return min(wanted if wanted >= begins else _rounded(begins + timedelta(hours=1)), ends)


def _offers(zone: ZoneInfo, at: datetime) -> Iterator[tuple[datetime, str]]:
    """In 2 hours, today and tomorrow 17:00, Monday 9:00, by the customer's clock; what has no day has a label."""
    yield _rounded(at + timedelta(hours=2)).astimezone(zone), gettext("In 2 hours")
    today = at.astimezone(zone).date()
    for ahead, hour in ((0, 17), (1, 17), (7 - today.weekday(), 9)):
        yield datetime.combine(today + timedelta(days=ahead), time(hour), zone), ""


def _rounded(at: datetime) -> datetime:
    """Up to the next five minutes."""
    return at + (-timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond) % _ROUND)


def _choice(wall: str, local: datetime, label: str, agent: Agent, at: datetime) -> Choice:
    zone = str(local.tzinfo)
    clock, ahead = times.clock(local, zone), (local.date() - at.astimezone(local.tzinfo).date()).days
    named = {"day": times.day(local, zone, at), "time": clock}
    days = [
        (gettext("Today %(time)s"), gettext("today %(time)s")),
        (gettext("Tomorrow %(time)s"), gettext("tomorrow %(time)s")),
        (gettext("%(day)s %(time)s"), gettext("%(day)s %(time)s")),
    ]
    shares_days = share_days(local, zone, agent.zone, at)
    told, when = days[min(ahead, 2) if shares_days else 2]
    hour = clock if shares_days else beside(local, zone, agent.zone, at)
    return Choice(wall, label or told % named, _hint(local, hour if label else "", agent, at), when % named)


def _means(wall: str, zone: str, local: datetime, at: datetime) -> bool:
    """Whether this wall-clock time is the instant meant: when clocks change, an hour comes twice or not at all."""
    try:
        return promised_for(wall, zone, at).at == local.astimezone(ZoneInfo("UTC"))
    except Refused:
        return False


def _hint(local: datetime, clock: str, agent: Agent, at: datetime) -> str:
    """What the agent should know of a time: the hour, the hour by their own clock, and that they are not in then."""
    parts = [clock]
    own = local.astimezone(ZoneInfo(agent.zone))
    if own.utcoffset() != local.utcoffset():
        shares_days = share_days(local, str(local.tzinfo), agent.zone, at)
        words = times.clock(own, agent.zone) if shares_days else beside(local, agent.zone, str(local.tzinfo), at)
        parts.append(gettext("%(time)s yours", time=words))
    if not _is_in(agent, local.astimezone(UTC)):
        parts.append(gettext("you are not in"))
    return " · ".join(part for part in parts if part)


def _is_in(agent: Agent, then: datetime) -> bool:
    """Whether the agent is in then, or was until then. Whoever gives no hours always is, unless they are away."""
    return any(is_in(agent.hours, agent.zone, near, agent.away) for near in (then, then - timedelta(minutes=1)))
