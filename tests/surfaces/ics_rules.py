"""What RFC 5545 asks of a calendar file, and what is in it."""

import re
from datetime import UTC, datetime

from icalendar import Calendar, Event, Timezone


def events(data: bytes) -> dict[str, Event]:
    """The events by UID, once the file is what RFC 5545 asks for."""
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    read = Calendar.from_ical(data)
    assert (read["VERSION"], read["METHOD"]) == ("2.0", "PUBLISH")
    assert read["PRODID"]
    named = {zone["TZID"] for zone in read.walk("VTIMEZONE")}
    found = {str(event["UID"]): event for event in read.walk("VEVENT")}
    assert len(found) == len(read.walk("VEVENT"))
    for uid, event in found.items():
        assert re.fullmatch(r"[\w-]{22}@localhost", uid)
        assert event["DTSTAMP"].dt.tzinfo is not None
        assert event["DTSTART"].params.get("TZID", "UTC") in {*named, "UTC"}
        assert event["DTEND"].dt > event["DTSTART"].dt
    return found


def only(data: bytes) -> Event:
    (event,) = events(data).values()
    return event


def onsets(zone: Timezone) -> list[tuple[datetime, datetime, datetime]]:
    """What a reader that trusts the file alone makes of a zone: from when (UTC), and each clock at that instant.

    An observance begins at its DTSTART by the clock of TZOFFSETFROM (RFC 5545, 3.6.5).
    """
    rules = [(rule, (rule.DTSTART - rule.TZOFFSETFROM).replace(tzinfo=UTC)) for rule in zone.standard + zone.daylight]
    return sorted((at, rule.DTSTART, rule.DTSTART - rule.TZOFFSETFROM + rule.TZOFFSETTO) for rule, at in rules)


def meant(zone: Timezone, wall: datetime) -> datetime:
    """The instant that this time of day means in the file's own zone: of two, the first (RFC 5545, 3.3.5)."""
    for at, before, after in reversed(onsets(zone)):
        if max(before, after) <= wall.replace(tzinfo=None):
            return at + (wall.replace(tzinfo=None) - after)
    raise AssertionError(f"{zone['TZID']} says nothing of {wall}")
