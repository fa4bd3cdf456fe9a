"""The calendar file itself: right in every zone, and folded by bytes, in whatever language."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from statuspage.domain.promises import promised_for
from statuspage.present.calendar import ics
from tests.surfaces.ics_rules import meant, only, onsets

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
    promise = ics.CalendarPromise("x" * 22 + "@localhost", 0, at, zone, "Maria writes", "…", at)
    data = ics.document("", [promise], "Europe/Lisbon")
    start = only(data)["DTSTART"].dt
    assert start.astimezone(UTC) == at
    assert start.strftime("%Y-%m-%dT%H:%M") == wall
    assert zone == "UTC" or meant(rules(data, zone), start) == at


CHANGING = [
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Gaza",
]


@pytest.mark.parametrize("zone", CHANGING)
def test_the_rules_in_the_file_change_the_clocks_when_they_change(zone: str) -> None:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    data = ics.document("", [ics.CalendarPromise("x" * 22 + "@localhost", 0, at, zone, "Maria writes", "…", at)], zone)
    told, place = onsets(rules(data, zone)), ZoneInfo(zone)
    hours = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * number) for number in range(3 * 365 * 48)]
    changes = [later for hour, later in pairwise(hours) if offset(place, hour) != offset(place, later)]
    assert [onset for onset, *_ in told[1:]] == changes
    assert told[0][0] == hours[0]
    for onset, before, after in told[1:]:
        assert before.replace(tzinfo=UTC) == onset + offset(place, onset - timedelta(minutes=1))
        assert after.replace(tzinfo=UTC) == onset + offset(place, onset)


SUMMERS = [
    ("Europe/Dublin", 2026, {"summer": 1, "winter": 0}),
    ("Europe/Dublin", 1985, {"summer": 1, "winter": 0}),
    ("Africa/Casablanca", 2026, {"summer": 1, "winter": 0}),
    ("Africa/Casablanca", 2014, {"summer": 1, "winter": 0}),
    ("Africa/Windhoek", 2015, {"summer": 2, "winter": 1}),
    ("Europe/Berlin", 2026, {"summer": 2, "winter": 1}),
    ("Australia/Sydney", 2026, {"summer": 11, "winter": 10}),
    ("Asia/Kolkata", 2026, {"winter": 5.5}),
    ("Europe/Istanbul", 2026, {"winter": 3}),
    ("Europe/Moscow", 2012, {"winter": 4}),
]


@pytest.mark.parametrize(("zone", "year", "hours"), SUMMERS)
def test_summer_is_what_people_call_so_whatever_the_law_calls_it(zone: str, year: int, hours: dict[str, float]) -> None:
    rules = kinds(zone, year)
    told = [*[rule for rule in rules if rule[0].year < year][-1:], *[rule for rule in rules if rule[0].year == year]]
    found = {("summer" if is_summer else "winter", there / timedelta(hours=1)) for _, is_summer, there in told}
    assert found == {*hours.items()}


@settings(deadline=None)
@given(st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})), st.integers(1972, 2036))
@example("America/Cancun", 1998)
@example("Europe/Dublin", 2026)
@example("Africa/Casablanca", 2026)
@example("Africa/El_Aaiun", 2031)
@example("Antarctica/Troll", 2020)
def test_in_every_zone_and_year_the_larger_offset_is_daylight(zone: str, year: int) -> None:
    rules = kinds(zone, year)
    place = ZoneInfo(zone)
    for (_, was_summer, before), (_, is_summer, after) in pairwise(rules):
        assert was_summer == is_summer or (before > after) == was_summer
    days = [datetime(year - 1, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(3 * 365)]
    has_exceptions = {bool(day.astimezone(place).dst()) for day in days} == {True, False}
    assert has_exceptions or {is_summer for _, is_summer, _ in rules} <= {rules[0][1]}


def kinds(zone: str, year: int) -> list[tuple[datetime, bool, timedelta]]:
    """Since when (UTC), whether it is DAYLIGHT, and the offset then, in a file with a promise of this year."""
    at = datetime(year, 7, 1, tzinfo=UTC)
    found = ics._zone(zone, at.year - 1, at.year + 2)
    told = [(rule, True) for rule in found.daylight] + [(rule, False) for rule in found.standard]
    return sorted(
        ((rule.DTSTART - rule.TZOFFSETFROM).replace(tzinfo=UTC), is_summer, rule.TZOFFSETTO) for rule, is_summer in told
    )


TWICE = [
    ("2026-10-25T00:50", "Europe/Berlin"),
    ("2026-10-25T01:30", "Europe/Berlin"),
    ("2026-11-01T06:30", "America/New_York"),
]


@pytest.mark.parametrize(("utc", "zone"), TWICE)
def test_an_hour_that_comes_twice_is_told_so_that_it_means_one(utc: str, zone: str) -> None:
    at = datetime.fromisoformat(f"{utc}+00:00")
    data = ics.document("", [ics.CalendarPromise("x" * 22 + "@localhost", 0, at, zone, "Maria writes", "…", at)], zone)
    event = only(data)
    assert {event[key].dt.tzname() for key in ("DTSTART", "DTEND")} == {"UTC"}
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at, at + ics.LENGTH)


def rules(data: bytes, zone: str) -> Timezone:
    return next(found for found in Calendar.from_ical(data).walk("VTIMEZONE") if found["TZID"] == zone)


def offset(place: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta()


def test_long_words_of_any_language_are_folded_by_bytes() -> None:
    at = datetime(2026, 11, 26, 17, tzinfo=UTC)
    words = "ماكينة القهوة، لا تسخن; \\ \n" * 9 + "☕" * 40 + "\x08"
    event = only(
        ics.document(words, [ics.CalendarPromise("x" * 22 + "@localhost", 0, at, "UTC", words, words, at)], "UTC")
    )
    assert event["SUMMARY"] == words.replace("\x08", "")


NAMES = {
    "Pump, valve; C:\\new": "Pump\\, valve\\; C:\\\\new",
    "two\nlines": "two\\nlines",
    "BEGIN:VEVENT": "BEGIN:VEVENT",
    '\u201cquoted\u201d: "yes"': '\u201cquoted\u201d: "yes"',
    "\\, \\; \\\\": "\\\\\\, \\\\\\; \\\\\\\\",
}


@pytest.mark.parametrize(("name", "written"), NAMES.items())
def test_a_calendars_name_is_escaped(name: str, written: str) -> None:
    data = ics.document(name, [], "UTC", source="https://status.example.com/c/x.ics")
    lines = data.decode().replace("\r\n ", "").split("\r\n")
    assert f"NAME:{written}" in lines
    assert f"X-WR-CALNAME:{written}" in lines
    read = Calendar.from_ical(data)
    assert read.walk("VEVENT") == []


@pytest.mark.parametrize("words", NAMES)
def test_what_an_event_says_is_escaped_as_well(words: str) -> None:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    event = only(
        ics.document("", [ics.CalendarPromise("x" * 22 + "@localhost", 0, at, "UTC", words, words, at)], "UTC")
    )
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (words, words)
