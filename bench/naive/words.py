"""Instants and spans in words, and where things stand in the drawing: what the templates of the page call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, format_timedelta
from flask_babel import get_locale, gettext

STEPS = {
    "heard": "Heard",
    "looking": "Looking into it",
    "working": "Working on it",
    "solved": "Solved",
    "confirmed": "You agree",
}


@dataclass(frozen=True)
class Clock:
    """By whose clock times are told."""

    zone: str
    now: datetime

    def day(self, at: datetime) -> str:
        local, today = at.astimezone(ZoneInfo(self.zone)), self.now.astimezone(ZoneInfo(self.zone))
        near = abs((local.date() - today.date()).days) < 6
        skeleton = "E" if near else "yMMMEd" if local.year != today.year else "MMMEd"
        return format_skeleton(skeleton, local, locale=_locale())

    def moment(self, at: datetime) -> str:
        """Such as "today, 13:40", "Mon, 11:05", "Thu 26 Nov, 17:00"."""
        time, days = self.hour(at), self.days(at)
        if days == 0:
            return gettext("today, %(time)s", time=time)
        if days == 1:
            return gettext("tomorrow, %(time)s", time=time)
        if days == -1:
            return gettext("yesterday, %(time)s", time=time)
        return gettext("%(day)s, %(time)s", day=self.day(at), time=time)

    def hour(self, at: datetime) -> str:
        return format_time(at.astimezone(ZoneInfo(self.zone)), "HH:mm", locale=_locale())

    def days(self, at: datetime) -> int:
        """How many days from today it is."""
        zone = ZoneInfo(self.zone)
        return (at.astimezone(zone).date() - self.now.astimezone(zone).date()).days

    def date(self, at: datetime) -> str:
        return format_skeleton("yMMMEd", at.astimezone(ZoneInfo(self.zone)), locale=_locale())


def span(length: timedelta) -> str:
    """In at most two units."""
    if length < timedelta(minutes=1):
        return gettext("less than a minute")
    days, rest = length.days, timedelta(seconds=length.seconds)
    if days >= 10 or (days and rest < timedelta(hours=1)):
        return format_timedelta(timedelta(days=days), "day", threshold=10**9, locale=_locale())
    if days:
        longer = format_timedelta(timedelta(days=days), "day", threshold=10**9, locale=_locale())
        return gettext("%(longer)s %(shorter)s", longer=longer, shorter=format_timedelta(rest, locale=_locale()))
    return format_timedelta(rest, locale=_locale())


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


def _locale() -> str:
    found = str(get_locale())
    return "en_GB" if found == "en" else found
