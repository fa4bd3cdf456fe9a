"""The time that somebody names as people do: "tomorrow 17:00", "Mo 9", "بعد ساعتين"; or why it names none, in words.

A day alone means 17:00, the end of it. A weekday is the nearest that is still to come. An hour of one figure from 1 to
6 may be in the afternoon too, so it needs am, pm or another such word, or a zero before it. Whatever could be read in
two ways is refused, not guessed.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statuspage.delivery.incoming.time_shapes import AHEAD, MONTHS, WEEKDAYS, in_our_words, shapes
from statuspage.domain import validation
from statuspage.domain.errors import N_, Refused, Words
from statuspage.domain.promises import Due, promised_for

_NO_TIME = N_("“%(typed)s” does not say when. Please write a day and an hour: “tomorrow 17:00” or “26 Nov 9:00”.")
_TWO_TIMES = N_("“%(typed)s” could be %(one)s or %(other)s. Please write which of the two you mean.")
_TWICE = N_("The clocks go back then, and %(time)s comes twice. Please choose another hour.")
_OTHER_DAY = N_("In “%(typed)s”, the weekday and the date do not agree. Please write the one that you mean.")
_WHICH_WEEK = N_("“%(typed)s” could be this week or the week after. Please write the date: “26 Nov 9:00”.")
_END_OF_DAY = time(17)
_SHOWN = 60  # characters of what was typed

Parts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WhenSaid:
    """What was named: ``due``, or a ``fault``. ``is_time`` says whether all of its words have to do with times."""

    due: Due | None
    fault: Words | None
    is_time: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question: what these words mean for somebody whose clock shows ``here`` (no zone) at ``now`` (UTC)."""

    typed: str
    zone: str
    now: datetime
    here: datetime

    def refused(self, message: str, **params: str) -> Refused:
        return Refused("promise", message, typed=shown(self.typed), **params)


def read_when(typed: str, language: str, zone: str, now: datetime) -> WhenSaid:
    """The promise that these words name, by the clock of an IANA ``zone``."""
    said = in_our_words(typed, language)
    if said is None:
        return WhenSaid(None, Words(_NO_TIME, {"typed": shown(typed)}), is_time=False)
    words = said.split()
    try:
        here = now.astimezone(ZoneInfo(validation.zone("zone", zone))).replace(tzinfo=None)
        asked = _Asked(typed, zone, now.astimezone(UTC), here)
        due = _only_reading(" ".join(word for word in words if word != "call"), asked)
    except Refused as why:
        return WhenSaid(None, why.words, is_time=True)
    return WhenSaid(Due(due.at, due.wall, due.zone, "call" if "call" in words else "letter"), None, is_time=True)


def shown(typed: str) -> str:
    """The beginning of what was typed, as a sentence may quote it."""
    seen = validation.visible(typed)
    return seen if len(seen) <= _SHOWN else f"{seen[:_SHOWN]}…"


def _only_reading(said: str, asked: _Asked) -> Due:
    """The one promise that this can mean. Readings that are refused do not count, if there is another."""
    found: dict[str, Due] = {}
    faults: list[Refused] = []
    for parts in shapes(said):
        try:
            with suppress(ValueError, OverflowError):  # no such day or hour: not a reading at all
                due = _span(parts, asked) if _is_span(parts) else _day_and_hour(parts, asked)
                found[due.wall] = due
        except Refused as why:
            faults.append(why)
    if len(found) > 1:
        one, other = (wall.replace("T", " ") for wall in sorted(found)[:2])
        raise asked.refused(_TWO_TIMES, one=one, other=other)
    if not found:
        raise faults[0] if faults else asked.refused(_NO_TIME)
    return next(iter(found.values()))


def _is_span(parts: Parts) -> bool:
    return any(name in parts for name in ("hours", "odd", "one", "half"))


def _span(parts: Parts, asked: _Asked) -> Due:
    """A promise so many hours and minutes from now, to the next full minute."""
    hours = 1 if "one" in parts else int(parts.get("hours", 0)) + (0.5 if "tenths" in parts or "half" in parts else 0)
    at = asked.now + timedelta(hours=hours, minutes=int(parts.get("odd", 0)))
    at += -timedelta(seconds=at.second, microseconds=at.microsecond) % timedelta(minutes=1)
    local = at.astimezone(ZoneInfo(asked.zone))
    if local.fold:  # no wall clock tells this hour from the one before
        raise Refused("promise", _TWICE, time=local.strftime("%H:%M"))
    return promised_for(local.strftime("%Y-%m-%dT%H:%M"), asked.zone, asked.now)


def _day_and_hour(parts: Parts, asked: _Asked) -> Due:
    hour = _hour(parts, asked)
    wall = datetime.combine(_day(parts, hour, asked), hour)
    return promised_for(wall.isoformat(timespec="minutes"), asked.zone, asked.now)


def _hour(parts: Parts, asked: _Asked) -> time:
    """The time of day; raises ValueError if there is none such ("25:00", "13 am")."""
    if "noon" in parts:
        return time(12)
    if "hour" not in parts:
        return _END_OF_DAY
    hour, minute = int(parts["hour"]), int(parts.get("minute") or parts.get("minutes") or 0)
    half = parts.get("after") or parts.get("before")
    if not half and parts["hour"] in tuple("123456"):
        one, other = (time(each, minute).strftime("%H:%M") for each in (hour, hour + 12))
        raise asked.refused(_TWO_TIMES, one=one, other=other)
    return time(_in_half(hour, half) if half else hour, minute)


def _in_half(hour: int, half: str) -> int:
    """The hour of 24: before noon (ante), after it (post), or around it (noon, which Arabic says until three)."""
    if (
        (half == "ante" and hour > 12)
        or (half == "noon" and hour not in (12, 1, 2, 3))
        or (half != "ante" and not hour)
    ):
        raise ValueError(hour)
    return hour % 12 + (12 if half != "ante" else 0) if hour <= 12 else hour


def _day(parts: Parts, hour: time, asked: _Asked) -> date:
    today = asked.here.date()
    if "day" in parts:
        return _date(parts, asked)
    if "weekday" in parts:
        return _weekday(parts, hour, asked)
    return today + timedelta(days=AHEAD[parts["ahead"]] if "ahead" in parts else int(parts.get("days", 0)))


def _weekday(parts: Parts, hour: time, asked: _Asked) -> date:
    """The nearest such day that is still to come; the “next” one only where nobody can mean another."""
    today = asked.here.date()
    ahead = (WEEKDAYS.index(parts["weekday"]) - today.weekday()) % 7
    is_over = datetime.combine(today, hour) <= asked.here
    if not ahead and (is_over or "next" in parts):
        ahead = 7
    if "next" in parts and (ahead == 1 or today.weekday() + ahead < 7):
        raise asked.refused(_WHICH_WEEK)
    return today + timedelta(days=ahead)


def _date(parts: Parts, asked: _Asked) -> date:
    """The day of a date; without a year, the nearest that is not over. Raises ValueError if there is none such."""
    month = MONTHS.index(parts["month"]) + 1 if parts["month"] in MONTHS else int(parts["month"])
    day, today = int(parts["day"]), asked.here.date()
    if "year" in parts:
        found = date(int(parts["year"]) % 2000 + 2000 if len(parts["year"]) == 2 else int(parts["year"]), month, day)
    else:
        found = _nearest(month, day, today)
    if "weekday" in parts and found.weekday() != WEEKDAYS.index(parts["weekday"]):
        raise asked.refused(_OTHER_DAY)
    return found


def _nearest(month: int, day: int, today: date) -> date:
    this_year = None
    with suppress(ValueError):  # 29 February
        this_year = date(today.year, month, day)
    return this_year if this_year and this_year >= today else date(today.year + 1, month, day)
