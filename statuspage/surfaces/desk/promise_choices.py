"""When the next word comes, in a form: the times that it offers, and the one that was chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import request

from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import Agent, availability
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Due, promised_for
from statuspage.present import times
from statuspage.present.languages import gettext

_ROUND = timedelta(minutes=5)
_LEAST = timedelta(minutes=45)  # a time sooner than this is not offered


@dataclass(frozen=True, slots=True)
class Choice:
    """A time to promise with one click; ``value`` is the customer's wall clock, ``hint`` what the agent should know."""

    value: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class ChosenPromise:
    """What the promise's fields hold: ``promise`` is the value of a choice, "pick" for another time, "ask", or "".

    ``day`` ("2026-11-26") and ``time`` ("17:00") are that other time, by the customer's clock.
    """

    promise: str
    day: str
    time: str


def choices(customer: Customer, agent: Agent, at: datetime) -> list[Choice]:
    """In 2 hours, today 17:00, tomorrow 17:00, Monday 9:00, all by the customer's clock, the soonest first."""
    today = at.astimezone(ZoneInfo(customer.zone)).date()
    made: dict[str, Choice] = {}
    for local, label in sorted(_offers(ZoneInfo(customer.zone), at)):
        wall = local.strftime("%Y-%m-%dT%H:%M")
        if local - at >= _LEAST and wall not in made and _means(wall, customer.zone, local, at):
            clock = times.clock(local, customer.zone)
            words = label or _day((local.date() - today).days) % {"time": clock}
            made[wall] = Choice(wall, words, _hint(local, clock if label else "", agent, at))
    return list(made.values())


def until(customer: Customer, at: datetime) -> datetime:
    """The next full hour by the customer's clock, in UTC: no time that is offered now has passed before then."""
    local = at.astimezone(ZoneInfo(customer.zone))
    return at + timedelta(hours=1) - timedelta(minutes=local.minute, seconds=local.second, microseconds=at.microsecond)


def due_of(customer: Customer, at: datetime) -> Due | None:
    """The promise that the form was sent with, or None when it was sent with none."""
    promise = request.form.get("promise", "")
    kind = "call" if request.form.get("kind") == "call" else "letter"
    if promise in ("", "ask"):
        return None
    wall = f"{request.form.get('day', '')}T{request.form.get('time', '')}" if promise == "pick" else promise
    return promised_for(wall, customer.zone, at, kind)


def chosen(typed: Mapping[str, str], offered: list[Choice], customer: Customer, at: datetime) -> ChosenPromise:
    """What the promise's fields hold. A choice that is no longer offered becomes "another time", filled in."""
    promise, day, clock = (typed.get(name, "") for name in ("promise", "day", "time"))
    if promise not in ("", "ask", "pick", *(choice.value for choice in offered)):
        day, _, clock = promise[:16].partition("T")
        promise = "pick"
    tomorrow = (at.astimezone(ZoneInfo(customer.zone)) + timedelta(days=1)).date()
    return ChosenPromise(promise, day or tomorrow.isoformat(), clock or "10:00")


def _offers(zone: ZoneInfo, at: datetime) -> Iterator[tuple[datetime, str]]:
    """Times worth offering, by the customer's clock, each with its label, "" for those called by their day."""
    soon = at + timedelta(hours=2)
    soon += -timedelta(minutes=soon.minute % 5, seconds=soon.second, microseconds=soon.microsecond) % _ROUND
    yield soon.astimezone(zone), gettext("In 2 hours")
    today = at.astimezone(zone).date()
    for ahead, hour in ((0, 17), (1, 17), (7 - today.weekday(), 9)):
        yield datetime.combine(today + timedelta(days=ahead), time(hour), zone), ""


def _day(ahead: int) -> str:
    days = [gettext("Today %(time)s"), gettext("Tomorrow %(time)s")]
    return days[ahead] if ahead < len(days) else gettext("Monday %(time)s")


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
        words = times.clock(own, agent.zone) if own.date() == local.date() else times.moment(local, agent.zone, at)
        parts.append(gettext("%(time)s yours", time=words))
    if not _is_in(agent, local.astimezone(UTC)):
        parts.append(gettext("you are not in"))
    return " · ".join(part for part in parts if part)


def _is_in(agent: Agent, then: datetime) -> bool:
    """Whether the agent is in then, or was until then. Whoever gives no hours always is."""
    just_before = then - timedelta(minutes=1)
    return not any(agent.hours.values()) or any(
        availability(agent.hours, agent.zone, near).is_in for near in (then, just_before)
    )
