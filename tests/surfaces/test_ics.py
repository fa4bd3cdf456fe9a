"""The calendar file itself: right in every zone, and folded by bytes, in whatever language."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from statuspage.domain.promises import promised_for
from statuspage.present import ics
from tests.surfaces.ics_rules import only

ZONES = [
    ("2026-11-26T17:00", "Asia/Kathmandu", "2026-11-26T11:15"),
    ("2026-11-26T17:00", "America/New_York", "2026-11-26T22:00"),
    ("2026-10-24T17:00", "Europe/Lisbon", "2026-10-24T16:00"),
    ("2026-10-26T17:00", "Europe/Lisbon", "2026-10-26T17:00"),
    ("2026-03-28T17:00", "Europe/Berlin", "2026-03-28T16:00"),
    ("2026-03-30T17:00", "Europe/Berlin", "2026-03-30T15:00"),
    ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30"),
    ("2026-11-26T17:00", "UTC", "2026-11-26T17:00"),
]


@pytest.mark.parametrize(("wall", "zone", "utc"), ZONES)
def test_every_zone_is_right_on_both_sides_of_the_change_of_clocks(wall: str, zone: str, utc: str) -> None:
    at = promised_for(wall, zone, datetime.fromisoformat(f"{wall}+00:00") - timedelta(days=9)).at
    assert at == datetime.fromisoformat(f"{utc}+00:00")
    moment = ics.Moment("x" * 22 + "@localhost", 0, at, zone, "Maria writes", "…", at)
    data = ics.document("", [moment], "Europe/Lisbon")
    start = only(data)["DTSTART"].dt
    assert start.astimezone(UTC) == at
    assert start.strftime("%Y-%m-%dT%H:%M") == wall
    rules = [zone_ for zone_ in Calendar.from_ical(data).walk("VTIMEZONE") if zone_["TZID"] == zone]
    by_the_file_alone = start.replace(tzinfo=rules[0].to_tz()) if rules else start
    assert by_the_file_alone.astimezone(UTC) == at


def test_long_words_of_any_language_are_folded_by_bytes() -> None:
    at = datetime(2026, 11, 26, 17, tzinfo=UTC)
    words = "ماكينة القهوة، لا تسخن; \\ \n" * 9 + "☕" * 40 + "\x08"
    event = only(ics.document(words, [ics.Moment("x" * 22 + "@localhost", 0, at, "UTC", words, words, at)], "UTC"))
    assert event["SUMMARY"] == words.replace("\x08", "")
