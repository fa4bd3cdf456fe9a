"""The hours that an agent and a customer have in common, each by their own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from statuspage.domain.people.agents import OFFICE_HOURS
from statuspage.domain.people.common_hours import common_hours

MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
NIGHT = {day: ["17:00", "02:00"] for day in OFFICE_HOURS}


def first(hours, zone, customer_zone, now=MONDAY, many=2):
    there = ZoneInfo(customer_zone)
    spans = common_hours(hours, zone, customer_zone, now)[:many]
    return [" to ".join(f"{at.astimezone(there):%a %H:%M}" for at in span) for span in spans]


@pytest.mark.parametrize(
    ("zone", "customer_zone", "expected"),
    [
        ("Europe/Lisbon", "Europe/Lisbon", ["Mon 09:12 to Mon 17:00", "Tue 09:00 to Tue 17:00"]),
        ("Europe/Lisbon", "Asia/Tokyo", ["Mon 18:12 to Mon 20:00", "Tue 18:00 to Tue 20:00"]),
        ("Europe/Lisbon", "America/Chicago", ["Mon 08:00 to Mon 11:00", "Tue 08:00 to Tue 11:00"]),
        ("Asia/Kathmandu", "Europe/Lisbon", ["Mon 09:12 to Mon 11:15", "Tue 08:00 to Tue 11:15"]),
        ("Europe/Lisbon", "Pacific/Honolulu", []),
    ],
)
def test_both_are_about_by_their_own_clocks(zone, customer_zone, expected):
    assert first(OFFICE_HOURS, zone, customer_zone) == expected


def test_a_weekend_without_the_agent_has_no_hours_in_common():
    saturday = MONDAY.replace(day=28)
    assert first(OFFICE_HOURS, "Europe/Lisbon", "Europe/Lisbon", saturday, 1) == ["Mon 09:00 to Mon 17:00"]


def test_a_night_shift_meets_the_evening_of_one_customer_and_the_morning_of_another():
    assert first(NIGHT, "Europe/Lisbon", "Europe/Lisbon", many=1) == ["Mon 17:00 to Mon 20:00"]
    assert first(NIGHT, "Europe/Lisbon", "Asia/Tokyo", many=1) == ["Tue 08:00 to Tue 11:00"]


def test_an_agent_without_hours_is_about_all_day():
    assert first({}, "Europe/Lisbon", "Europe/Lisbon") == ["Mon 09:12 to Mon 20:00", "Tue 08:00 to Tue 20:00"]


def test_on_the_day_when_the_clocks_change_the_hours_are_those_on_the_wall():
    spring = datetime(2027, 3, 28, 0, tzinfo=UTC)
    assert first({}, "Europe/Lisbon", "Europe/Lisbon", spring, 1) == ["Sun 08:00 to Sun 20:00"]
