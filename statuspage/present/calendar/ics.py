"""iCalendar (RFC 5545, with the names of RFC 7986): promises as events that other programs show.

The same facts give the same bytes. An event keeps its UID for ever, and each change of it has a higher SEQUENCE.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard

from statuspage.present.feeds.feed import clean

MIMETYPE = "text/calendar"
LENGTH = timedelta(minutes=15)  # what a calendar has to show; a promise is an instant
REFRESH = timedelta(hours=1)
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarPromise:
    """One promise in a calendar. ``uid`` lasts; ``sequence`` rises; ``at`` and ``changed_at`` are in UTC.

    ``zone`` is where its time is shown on the clock; ``rings`` whether a calendar may remind of it.
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


def document(title: str, moments: Sequence[CalendarPromise], zone: str, *, source: str = "") -> bytes:
    """The calendar; with ``source``, its own address, one that is subscribed to. ``zone`` is its reader's."""
    made = Calendar()
    made.add("prodid", "-//Statuspage//Promises//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    if source:
        made.add("name", clean(title))
        made.add("x-wr-calname", clean(title))
        made.add("x-wr-timezone", zone)
        made.add("source", source, parameters={"VALUE": "URI"})
        made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT1H")
    for timezone in _zones(zone, moments):
        made.add_component(timezone)
    for moment in moments:
        made.add_component(_event(moment))
    return made.to_ical()


def _zones(zone: str, moments: Iterable[CalendarPromise]) -> list[Timezone]:
    """The zones that are named, each with its changes of the clock in the years that matter."""
    moments = list(moments)
    years = [moment.at.year for moment in moments] or [2026]
    names = sorted({moment.zone for moment in moments} | {zone})
    return [_zone(name, min(years) - 1, max(years) + 2) for name in names if not _is_utc(name)]


@lru_cache(500)
def _zone(name: str, first: int, last: int) -> Timezone:
    """One zone's rules from one year up to another; looking for its changes is slow.

    Icalendar's own search misses a summer of five weeks (Casablanca), and an hour where clocks go forward.
    """
    zone, place = Timezone(), ZoneInfo(name)
    zone.add("tzid", name)
    begin, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
    for onset in [begin, *_changes(place, begin, end)]:
        zone.add_component(_rule(place, onset, since=max(begin, onset - _MINUTE)))
    return zone


def _changes(place: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The instants (UTC) from which this place has another offset."""
    while begin < end:
        offset = _offset(place, begin)
        if _offset(place, begin + _DAY) != offset:
            minutes = (begin + timedelta(minutes=minute) for minute in range(1, 1441))
            yield next(at for at in minutes if _offset(place, at) != offset)
        begin += _DAY


def _rule(place: ZoneInfo, onset: datetime, since: datetime) -> Component:
    """What holds from here on; it begins by the clock that was in use until then (RFC 5545, 3.6.5)."""
    local = onset.astimezone(place)
    rule = TimezoneDaylight() if local.dst() else TimezoneStandard()
    rule.TZOFFSETFROM, rule.TZOFFSETTO = _offset(place, since), _offset(place, onset)
    rule.DTSTART = (onset + rule.TZOFFSETFROM).replace(tzinfo=None)
    rule.add("tzname", local.tzname())
    return rule


def _offset(place: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta()


def _event(moment: CalendarPromise) -> Event:
    event = Event()
    place = _place(moment)
    event.add("uid", moment.uid)
    event.add("sequence", moment.sequence)
    event.add("dtstamp", moment.changed_at.astimezone(UTC))
    event.add("last-modified", moment.changed_at.astimezone(UTC))
    event.add("dtstart", moment.at.astimezone(place))
    event.add("dtend", (moment.at + LENGTH).astimezone(place))
    event.add("summary", clean(moment.summary))
    event.add("description", clean(moment.detail))
    event.add("status", "CANCELLED" if moment.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # nobody's time is taken
    event.add("class", "PRIVATE" if moment.private else "PUBLIC")
    if moment.url:
        event.add("url", moment.url)
    if moment.rings:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta())
        alarm.add("description", clean(moment.summary))
        event.add_component(alarm)
    return event


def _place(moment: CalendarPromise) -> tzinfo:
    """On which clock it is written: of an hour that comes twice only the first can be said in a zone (3.3.5)."""
    zone = UTC if _is_utc(moment.zone) else ZoneInfo(moment.zone)
    twice = any(at.astimezone(zone).fold for at in (moment.at, moment.at + LENGTH))
    return UTC if twice else zone


def _is_utc(zone: str) -> bool:
    return zone in ("", "UTC", "Etc/UTC")
