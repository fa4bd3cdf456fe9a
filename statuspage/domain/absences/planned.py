"""From when until when somebody is to be away, as a form or a command says it: days, and hours where they matter."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statuspage.domain import validation
from statuspage.domain.errors import N_, Refused

LONGEST = timedelta(days=366)
_NO_DAY = N_("Please give a day, and an hour only where it matters.")


@dataclass(frozen=True, slots=True)
class Planned:
    """From ``begins`` until ``ends`` (UTC), as it was said by the clock of this ``zone``."""

    begins: datetime
    ends: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class TypedSpan:
    """What was typed: the first day away ("2026-12-01") and from which hour, and the day and the hour of being back.

    An hour that is "" is the beginning of its day.
    """

    from_day: str
    from_time: str
    back_day: str
    back_time: str


def planned(typed: TypedSpan, zone: str, now: datetime, since: datetime | None = None) -> Planned:
    """The span that these words mean, or ``Refused`` for the field that is wrong.

    It begins today at the earliest, and now where that is past; only one that began before, at ``since``, may go on.
    """
    validation.zone("zone", zone)
    begins = _instant("from", typed.from_day, typed.from_time, zone)
    ends = _instant("back", typed.back_day, typed.back_time, zone)
    if since is not None and _minute(since) == begins:
        begins = since
    elif begins < now:
        if begins.astimezone(ZoneInfo(zone)).date() < now.astimezone(ZoneInfo(zone)).date():
            raise Refused("from_day", N_("That day has passed; an absence begins today at the earliest."))
        begins = now
    if ends <= now:
        raise Refused("back_day", N_("That is over already; give the day on which they are back."))
    if ends <= begins:
        raise Refused("back_day", N_("It ends before it begins; give the day on which they are back."))
    if ends - begins > LONGEST:
        raise Refused("back_day", N_("That is longer than a year; please look at the year."))
    if begins - now > LONGEST:
        raise Refused("from_day", N_("That is more than a year ahead; please look at the year."))
    return Planned(begins, ends, zone)


def _instant(end: str, day: str, hour: str, zone: str) -> datetime:
    """The instant (UTC) of this end. A day begins with its first hour, also where clocks skip its midnight."""
    if hour.strip():
        return validation.instant(f"{end}_day", f"{day.strip()}T{hour.strip()}", zone, _NO_DAY)
    try:
        first = datetime.combine(date.fromisoformat(day.strip()[:10]), time.min, ZoneInfo(zone))
        return first.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(f"{end}_day", _NO_DAY) from None


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
