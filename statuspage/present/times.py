"""Instants and spans of time as people say them, by language and zone. Formatting is slow, so results are kept."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time, format_timedelta

from statuspage.present.languages import code, gettext

_REMEMBERED = 20_000
_ANY_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - of a zone whose clock never changes
_LETTERS = {"EST", "HST", "MST"}  # clocks that never change, whatever city CLDR gives them
_NAMES_NOW: Mapping[str, str] = get_global("zone_aliases")


def iso(at: datetime) -> str:
    """The instant for ``<time datetime>``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(at: datetime, zone: str, now: datetime) -> str:
    """When that was or will be, as seen from ``now``: "today, 13:40", "Mon, 11:05", "Thu 26 Nov, 17:00"."""
    return _moment(at, zone, now.astimezone(ZoneInfo(zone)).date(), code())


def day(at: datetime, zone: str, now: datetime) -> str:
    """The day: "Mon" when it is less than six days away, else "Thu 26 Nov", with its year when that is another one."""
    clock = ZoneInfo(zone)
    return _day_near(at.astimezone(clock).date(), now.astimezone(clock).date(), code())


def on(day: date, skeleton: str = "MMMMd") -> str:
    """A day by its date: "16 November", or with another of CLDR's skeletons, "16 Nov 2026"."""
    return _day(day.isoformat(), skeleton, code())


def clock(at: datetime, zone: str) -> str:
    """The time of day as the language writes it; English has 24 hours too, so that nobody confuses am and pm."""
    return _clock(at.astimezone(ZoneInfo(zone)).strftime("%H:%M"), code())


def second(at: datetime, zone: str) -> str:
    """The time of day to the second."""
    local, language = at.astimezone(ZoneInfo(zone)), code()
    pattern = "HH:mm:ss" if Locale.parse(language).language == "en" else "medium"
    return format_time(local, pattern, locale=language).replace(" ", "\u00a0")


def span(length: timedelta) -> str:
    """How long, in at most two units: "3 days 4 hours", "19 hours", "12 minutes", "less than a minute"."""
    return _span(max(int(length.total_seconds()) // 60, 0), code())


def seconds(number: int) -> str:
    """A short time in its largest whole unit: "10 seconds", "2 minutes"."""
    return str(format_timedelta(timedelta(seconds=number), "second", threshold=1, locale=code()))


def zone_name(zone: str) -> str:
    """The city by which people know a zone, in their language; "UTC−5", how far its clock is from UTC, without one."""
    return _city(zone, code()) or _offset(zone)


def zone_time(zone: str) -> str:
    """Whose time of day it is: "Lisbon time"; "UTC−5" in a zone without a city."""
    city = _city(zone, code())
    return gettext("%(city)s time", city=city) if city else _offset(zone)


def midnight(zone: str, now: datetime) -> datetime:
    """When the next day begins in this zone, in UTC: from then on "today" is another day."""
    clock = ZoneInfo(zone)
    tomorrow = now.astimezone(clock).date() + timedelta(days=1)
    return datetime.combine(tomorrow, datetime.min.time(), clock).astimezone(UTC)


@lru_cache(_REMEMBERED)
def _moment(at: datetime, zone: str, today: date, language: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    time = _clock(local.strftime("%H:%M"), language)
    days = (local.date() - today).days
    if days == 0:
        return gettext("today, %(time)s", time=time)
    if days == 1:
        return gettext("tomorrow, %(time)s", time=time)
    if days == -1:
        return gettext("yesterday, %(time)s", time=time)
    return gettext("%(day)s, %(time)s", day=_day_near(local.date(), today, language), time=time)


def _day_near(date: date, today: date, language: str) -> str:
    near = abs((date - today).days) < 6
    skeleton = "E" if near else "yMMMEd" if date.year != today.year else "MMMEd"
    return _day(date.isoformat(), skeleton, language)


@lru_cache(_REMEMBERED)
def _day(date: str, skeleton: str, language: str) -> str:
    at = datetime.fromisoformat(date)
    language = "en_GB" if language == "en" else language  # writes the day before the month
    if skeleton == "E":
        return format_date(at, "EEE", locale=language)
    return format_skeleton(skeleton, at, locale=language)


@lru_cache(_REMEMBERED)
def _clock(wall: str, language: str) -> str:
    pattern = "HH:mm" if Locale.parse(language).language == "en" else "short"
    time = datetime.strptime(wall, "%H:%M").time()  # noqa: DTZ007 - a wall clock
    return format_time(time, pattern, locale=language).replace(" ", "\u00a0")  # no line breaks before am or pm


@lru_cache(_REMEMBERED)
def _span(minutes: int, language: str) -> str:
    if not minutes:
        return gettext("less than a minute")
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days >= 10:
        units = [timedelta(days=days)]
    elif days:
        units = [timedelta(days=days), timedelta(hours=hours)]
    elif hours:
        units = [timedelta(hours=hours), timedelta(minutes=left if hours < 3 else 0)]
    else:
        units = [timedelta(minutes=left)]
    words = [_unit(unit, language) for unit in units if unit or len(units) == 1]
    return gettext("%(longer)s %(shorter)s", longer=words[0], shorter=words[1]) if len(words) == 2 else words[0]


@lru_cache(_REMEMBERED)
def _city(zone: str, language: str) -> str:
    """The city; "" for a zone of the sea or of machines. CLDR knows some only by a name of long ago (Asia/Calcutta)."""
    now, told = _NAMES_NOW.get(zone, zone), Locale.parse(language).time_zones
    if now.startswith("Etc/") or zone in _LETTERS:
        return ""
    names = [zone, now, *(old for old, new in _NAMES_NOW.items() if new == now)]
    known = (told[name]["city"] for name in names if "city" in told.get(name, {}))
    return str(next(known, now.rpartition("/")[2].replace("_", " ")))


@lru_cache(_REMEMBERED)
def _offset(zone: str) -> str:
    """How far a clock that never changes is from UTC, with the sign that people use: Etc/GMT+5 means UTC−5 (POSIX)."""
    ahead = ZoneInfo(zone).utcoffset(_ANY_DAY) or timedelta()
    hours = ahead // timedelta(hours=1)
    return f"UTC{hours:+}".replace("-", "−") if hours else "UTC"


def _unit(unit: timedelta, language: str) -> str:
    granularity: Literal["day", "hour", "minute"] = "day" if unit.days else "hour" if unit.seconds >= 3600 else "minute"
    return str(format_timedelta(unit, granularity, threshold=10**9, locale=language))
