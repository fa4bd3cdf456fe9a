"""What RFC 5545 asks of a calendar file, and what is in it."""

import re

from icalendar import Calendar, Event


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
