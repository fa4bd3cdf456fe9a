"""iCalendar (RFC 5545, with the names of RFC 7986): promises as events that other programs show.

The same facts give the same bytes. An event keeps its UID for ever, and each change of it has a higher SEQUENCE.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from statuspage.later import later
from statuspage.present.feeds.feed import clean

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = later("icalendar")

MIMETYPE = "text/calendar"
LENGTH = timedelta(minutes=15)  # a promise is an instant, which a calendar cannot show
REFRESH = timedelta(hours=1)
_MINUTE, _DAY, _YEAR = timedelta(minutes=1), timedelta(days=1), timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CalendarPromise:
    """One promise in a calendar. ``uid`` never changes, and ``sequence`` rises with each change (RFC 5545, 3.8.7.4).

    ``at`` and ``changed_at`` are in UTC; ``zone`` is the IANA zone whose clock shows it. ``rings`` says whether a
    calendar should remind of it, ``private`` whether it is the customer's own.
    """

    uid: str
    sequence: int
    at: datetime
    zone: str
    summary: str
    detail: str
    changed_at: datetime
    cancelled: bool = False
    rings: bool = False
    private: bool = True
    url: str = ""


def document(title: str, promises: Sequence[CalendarPromise], zone: str, *, source: str = "") -> bytes:
    """The calendar as bytes. With ``source``, its own address, it is one to subscribe to. ``zone`` is its reader's."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Statuspage//Promises//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    if source:
        made.add("name", icalendar.vText(clean(title)))
        made.add("x-wr-calname", icalendar.vText(clean(title)))
        made.add("x-wr-timezone", zone)
        made.add("source", source, parameters={"VALUE": "URI"})
        made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT1H")
    for timezone in _zones(zone, promises):
        made.add_component(timezone)
    for promise in promises:
        made.add_component(_event(promise))
    text: bytes = made.to_ical()
    return text


def _zones(zone: str, promises: Iterable[CalendarPromise]) -> "list[icalendar.Timezone]":
    """The zones that the promises and their reader need, with the changes of their clocks in the years around them."""
    promises = list(promises)
    years = [promise.at.year for promise in promises] or [2026]
    names = sorted({promise.zone for promise in promises} | {zone})
    return [_zone(name, min(years) - 1, max(years) + 2) for name in names if not _is_utc(name)]


@lru_cache(500)
def _zone(name: str, first: int, last: int) -> "icalendar.Timezone":
    """The rules of one zone from one year up to another, remembered because finding the changes of its clock is slow.

    Icalendar's own search misses a summer time of five weeks (Casablanca), and an hour where clocks go forward.
    """
    made, zone = icalendar.Timezone(), ZoneInfo(name)
    made.add("tzid", name)
    begin, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
    edges = [begin - _YEAR, *_changes(zone, begin - _YEAR, end + _YEAR), end + _YEAR]
    for onset, after in pairwise(edges):
        if after > begin and onset < end:
            is_summer = _is_summer(zone, onset, after)
            made.add_component(_rule(zone, max(begin, onset), max(begin, onset - _MINUTE), is_summer))
    return made


def _is_summer(zone: ZoneInfo, onset: datetime, after: datetime) -> bool:
    """Whether the clock from ``onset`` until ``after`` is summer time: ahead of what it changes with, by whatever name.

    Dublin and Casablanca call their larger offset the standard, and winter or Ramadan the exception. A change for good,
    in which neither clock is an exception, makes no summer.
    """
    changes = ((onset, onset - _MINUTE), (after - _MINUTE, after))
    return any(
        bool(here.astimezone(zone).dst()) != bool(there.astimezone(zone).dst())
        and _offset(zone, here) > _offset(zone, there)
        for here, there in changes
    )


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The instants (UTC) at which the offset of this zone changes."""
    while begin < end:
        offset = _offset(zone, begin)
        if _offset(zone, begin + _DAY) != offset:
            minutes = (begin + timedelta(minutes=minute) for minute in range(1, 1441))
            yield next(at for at in minutes if _offset(zone, at) != offset)
        begin += _DAY


def _rule(zone: ZoneInfo, onset: datetime, since: datetime, is_summer: bool) -> "icalendar.Component":
    """The rule that holds from ``onset`` on. It begins by the clock that was in use until then (RFC 5545, 3.6.5)."""
    local = onset.astimezone(zone)
    rule = icalendar.TimezoneDaylight() if is_summer else icalendar.TimezoneStandard()
    rule.TZOFFSETFROM, rule.TZOFFSETTO = _offset(zone, since), _offset(zone, onset)
    rule.DTSTART = (onset + rule.TZOFFSETFROM).replace(tzinfo=None)
    rule.add("tzname", local.tzname())
    return rule


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _event(promise: CalendarPromise) -> "icalendar.Event":
    event = icalendar.Event()
    zone = _clock_zone(promise)
    event.add("uid", promise.uid)
    event.add("sequence", promise.sequence)
    event.add("dtstamp", promise.changed_at.astimezone(UTC))
    event.add("last-modified", promise.changed_at.astimezone(UTC))
    event.add("dtstart", promise.at.astimezone(zone))
    event.add("dtend", (promise.at + LENGTH).astimezone(zone))
    event.add("summary", clean(promise.summary))
    event.add("description", clean(promise.detail))
    event.add("status", "CANCELLED" if promise.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # nobody's time is taken
    event.add("class", "PRIVATE" if promise.private else "PUBLIC")
    if promise.url:
        event.add("url", promise.url)
    if promise.rings:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta())
        alarm.add("description", clean(promise.summary))
        event.add_component(alarm)
    return event


def _clock_zone(promise: CalendarPromise) -> tzinfo:
    """The clock that its time is written by: UTC in an hour that comes twice, of which a zone can name only the first
    (RFC 5545, 3.3.5).
    """
    zone = UTC if _is_utc(promise.zone) else ZoneInfo(promise.zone)
    twice = any(at.astimezone(zone).fold for at in (promise.at, promise.at + LENGTH))
    return UTC if twice else zone


def _is_utc(zone: str) -> bool:
    return zone in ("", "UTC", "Etc/UTC")
