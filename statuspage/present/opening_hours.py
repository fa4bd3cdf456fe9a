"""When somebody of the team is in, in words: now or next, and through the week, by the company's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from statuspage.domain.people.agents import Span
from statuspage.present import times
from statuspage.present.languages import gettext

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """``told`` says whether somebody ``is_in`` now, and until or from when.

    ``week`` has the days, such as "Mon – Fri", with their hours; it is empty for a team that is always in.
    """

    is_in: bool
    told: str
    week: tuple[tuple[str, str], ...]


def tell_hours(spans: Sequence[Span], zone: str, now: datetime) -> OpeningHours | None:
    """The hours that these spans make, by the clock of this zone; None where nobody has any."""
    ahead = [span for span in spans if span[1] > now]
    if not ahead:
        return None
    opens, closes = ahead[0]
    is_in = opens <= now
    if any(ends - begins > _DAY for begins, ends in ahead):
        return OpeningHours(is_in, gettext("Somebody is in, day and night"), ())
    changes = closes if is_in else opens
    today = changes.astimezone(ZoneInfo(zone)).date() == now.astimezone(ZoneInfo(zone)).date()
    moment = times.clock(changes, zone) if is_in and today else times.moment(changes, zone, now)
    if is_in:
        told = gettext("Somebody is in until %(moment)s", moment=moment)
    else:
        told = gettext("We are back %(moment)s", moment=moment)
    return OpeningHours(is_in, told, _week(spans, zone, now))


def _week(spans: Sequence[Span], zone: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """The seven days from today on, in the order of a week; days in a row with the same hours are one line."""
    clock = ZoneInfo(zone)
    today = now.astimezone(clock).date()
    days = sorted((today + timedelta(days=ahead) for ahead in range(7)), key=date.weekday)
    hours = {day: _hours([span for span in spans if span[0].astimezone(clock).date() == day], zone) for day in days}
    lines = []
    for told, group in groupby(days, key=hours.__getitem__):
        first, *_, last = [*group] * 2
        if told:
            lines.append((_days(first, last), told))
    return tuple(lines)


def _hours(spans: Sequence[Span], zone: str) -> str:
    return gettext(", ").join(f"{times.clock(opens, zone)}\u2013{times.clock(closes, zone)}" for opens, closes in spans)


def _days(first: date, last: date) -> str:
    names = [times.on(day, "E") for day in (first, last)]
    return names[0] if first == last else " \u2013 ".join(names)
