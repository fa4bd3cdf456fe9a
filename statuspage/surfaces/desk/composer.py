"""The letter being written: what its form offers, and what it was sent with."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import g, request
from flask_babel import gettext

from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import availability
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Due, promised_for
from statuspage.present import times

_ROUND = timedelta(minutes=5)
_LEAST = timedelta(minutes=45)  # a promise sooner than this is no quick choice


@dataclass(frozen=True, slots=True)
class Choice:
    """A time to promise with one click: ``value`` is the customer's wall clock, ``hint`` tells the agent's own."""

    value: str
    label: str
    hint: str


def choices(customer: Customer, at: datetime) -> list[Choice]:
    """In 2 hours, today 17:00, tomorrow 17:00, Monday 9:00, all by the customer's clock, the soonest first."""
    zone = ZoneInfo(customer.zone)
    here = at.astimezone(zone)
    soon = at + timedelta(hours=2)
    soon += -timedelta(minutes=soon.minute % 5, seconds=soon.second, microseconds=soon.microsecond) % _ROUND
    monday = here.date() + timedelta(days=7 - here.weekday())
    tomorrow = here.date() + timedelta(days=1)
    offers = [(soon.astimezone(zone), gettext("In 2 hours"))] + [
        (datetime.combine(day, time(hour), zone), "") for day, hour in ((here.date(), 17), (tomorrow, 17), (monday, 9))
    ]
    made: dict[str, Choice] = {}
    for local, label in sorted(offers):
        wall = local.strftime("%Y-%m-%dT%H:%M")
        if local - at >= _LEAST and wall not in made and _means(wall, customer.zone, local, at):
            clock = times.clock(local, customer.zone)
            words = label or _day((local.date() - here.date()).days) % {"time": clock}
            made[wall] = Choice(wall, words, _hint(local, customer.zone, clock if label else "", at))
    return list(made.values())


def due_of(customer: Customer, at: datetime) -> Due | None:
    """The promise that the form was sent with, by the customer's clock; None for none."""
    chosen = request.form.get("promise", "")
    kind = "call" if request.form.get("kind") == "call" else "letter"
    if chosen in ("", "ask"):
        return None
    wall = f"{request.form.get('day', '')}T{request.form.get('time', '')}" if chosen == "pick" else chosen
    return promised_for(wall, customer.zone, at, kind)


def picked(kept: dict[str, str], offered: list[Choice], customer: Customer, at: datetime) -> dict[str, str]:
    """What the form's promise fields hold: a choice that is no longer offered becomes a picked time."""
    chosen, day, clock = (kept.get(name, "") for name in ("promise", "day", "time"))
    if chosen not in ("", "ask", "pick", *(choice.value for choice in offered)):
        day, _, clock = chosen[:16].partition("T")
        chosen = "pick"
    tomorrow = (at.astimezone(ZoneInfo(customer.zone)) + timedelta(days=1)).date()
    return {"promise": chosen, "day": day or tomorrow.isoformat(), "time": clock or "10:00"}


def _day(ahead: int) -> str:
    days = [gettext("Today %(time)s"), gettext("Tomorrow %(time)s")]
    return days[ahead] if ahead < len(days) else gettext("Monday %(time)s")


def _means(wall: str, zone: str, local: datetime, at: datetime) -> bool:
    """Whether these words are a time that exists, and the one that is meant (an hour can come twice, or never)."""
    try:
        return promised_for(wall, zone, at).at == local.astimezone(ZoneInfo("UTC"))
    except Refused:
        return False


def _hint(local: datetime, zone: str, clock: str, at: datetime) -> str:
    """What the agent should know of it: the hour itself, their own clock where it differs, and whether they are out."""
    mine = g.agent.zone
    parts = [clock]
    if local.astimezone(ZoneInfo(mine)).utcoffset() != local.utcoffset():
        same_day = local.astimezone(ZoneInfo(mine)).date() == local.date()
        own = times.clock(local, mine) if same_day else times.moment(local, mine, at)
        parts.append(gettext("%(time)s yours", time=own))
    if not _is_in(local):
        parts.append(gettext("you are not in"))
    return " · ".join(part for part in parts if part)


def _is_in(local: datetime) -> bool:
    """Whether the agent is in then, or just until then; whoever gives no hours is."""
    hours, zone = g.agent.hours, g.agent.zone
    then = local.astimezone(UTC)
    return not any(hours.values()) or any(
        availability(hours, zone, near).is_in for near in (then, then - timedelta(minutes=1))
    )
