"""When somebody is in, told by their clock and the reader's, without guessing what they are called."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.people.agents import OFFICE_HOURS
from statuspage.domain.phones import tel
from statuspage.domain.reading import Person
from statuspage.present.people import hours_line, initials, person, place_line
from statuspage.present.times import moment
from statuspage.present.two_clocks import beside

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 12, tzinfo=UTC)


def maria(**rest) -> Person:
    known = {"id": 1, "name": "Maria Okafor", "public_name": "Maria", "pronoun": "she", "role": "Repairs"}
    known |= {"place": "Lisbon", "zone": "Europe/Lisbon", "hours": OFFICE_HOURS, "phone": "", "photo": "maria.svg"}
    return Person(**(known | rest))


@pytest.fixture(autouse=True)
def _speaking(app_without_data):
    with app_without_data.test_request_context(headers={"Accept-Language": "en"}):
        yield


def test_where_the_clocks_agree_one_time_is_enough():
    assert hours_line(maria(), "Europe/London", MONDAY) == "in until 17:00 today"


@pytest.mark.parametrize(
    ("pronoun", "whose"), [("she", "her time"), ("he", "his time"), ("they", "their time"), ("", "Lisbon time")]
)
def test_where_they_differ_both_are_told_and_nobodys_pronoun_is_guessed(pronoun: str, whose: str):
    line = hours_line(maria(pronoun=pronoun), "Europe/Berlin", MONDAY)
    assert line == f"in until 17:00, {whose}; that is 18:00 yours"


def test_far_away_the_readers_day_is_told_when_it_is_another():
    line = hours_line(maria(), "Pacific/Auckland", MONDAY)
    assert line == "in until Mon, 17:00, her time; that is Tue, 06:00 yours"


def test_while_it_is_another_day_here_neither_clock_says_today():
    line = hours_line(maria(zone="Asia/Amman", pronoun=""), "Europe/Lisbon", MONDAY.replace(hour=21, minute=26))
    assert line == "back Tue, 09:00, Amman time; that is Tue, 06:00 yours"


ZONES = st.sampled_from(["Europe/Lisbon", "Asia/Tokyo", "Pacific/Honolulu", "Pacific/Kiritimati", "Asia/Kathmandu"])


@given(ZONES, ZONES, st.timedeltas(0 * DAY, 365 * DAY), st.timedeltas(-DAY, 7 * DAY))
def test_two_clocks_side_by_side_speak_of_today_only_where_it_is_one_day(one, other, later, ahead):
    now, at = MONDAY + later, MONDAY + later + ahead
    told = [beside(at, one, other, now), beside(at, other, one, now)]
    days = [[then.astimezone(ZoneInfo(zone)).date() for zone in (one, other)] for then in (at, now)]
    if {len(set(both)) for both in days} == {1}:
        assert told == [moment(at, one, now), moment(at, other, now)]
    else:
        assert not any("today" in words or "tomorrow" in words or "yesterday" in words for words in told)
        assert all(date.strftime("%a") in words for date, words in zip(days[0], told, strict=True))


def test_a_night_ends_tomorrow():
    night = maria(hours={"mon": ["08:00", "02:00"]})
    assert hours_line(night, "Europe/Lisbon", MONDAY) == "in until tomorrow, 02:00"
    assert hours_line(night, "Europe/Berlin", MONDAY) == "in until tomorrow, 02:00, her time; that is 03:00 yours"


def test_after_hours_it_says_when_they_are_back():
    assert hours_line(maria(), "Europe/Lisbon", SATURDAY) == "back Mon, 09:00"
    assert hours_line(maria(), "Europe/Lisbon", MONDAY.replace(hour=20)) == "back tomorrow, 09:00"
    assert hours_line(maria(), "Europe/Lisbon", MONDAY.replace(hour=7)) == "back today, 09:00"


def test_somebody_without_hours_is_not_said_to_be_away():
    assert hours_line(maria(hours={}), "Europe/Lisbon", MONDAY) == "no fixed hours"


def test_a_photo_that_is_not_there_leaves_the_initials():
    assert person(maria()).photo.startswith("/static/people/maria.svg?v=")
    assert person(maria(photo="nobody.svg")).photo == ""
    assert person(maria(photo="")).photo == ""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Maria Okafor", "MO"),
        ("🇵🇹 Rui", "🇵🇹R"),
        ("Rui 🇵🇹", "R🇵🇹"),
        ("👩‍🔧 Noor", "👩‍🔧N"),
        (f"{ENGLAND} Tom", f"{ENGLAND}T"),
        ("e\u0301milie", "E\u0301"),
        ("नित्या शर्मा", "निश"),
        ("أنَس", "أ"),
        ("Ana (Reis)", "AR"),
        ("“Ana”", "A"),
        ("\u200fعربي", "ع"),
        ("ßeta", "ß"),
        ("…", "…"),
        ("", ""),
    ],
)
def test_initials_are_whole_signs(name: str, shown: str):
    assert initials(name) == shown


@pytest.mark.parametrize(("role", "place", "line"), [("Repairs", "", "Repairs"), ("", "", ""), ("R", "L", "R, L")])
def test_what_is_not_known_leaves_no_comma_behind(role: str, place: str, line: str):
    assert place_line(maria(role=role, place=place)) == line


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("+351 21 000 0000", "tel:+351210000000"),
        ("+49 (0)30 123-456", "tel:+4930123456"),
        ("+49 ( 0 ) 30 / 123.456", "tel:+4930123456"),
        ("0049 (0) 30 123456", "tel:004930123456"),
        ("(0)30 123456", "tel:030123456"),
        ("(030) 123456", "tel:030123456"),
        ("+39 (06) 123456", "tel:+3906123456"),
        ("020 7946 0958 ext. 12", "tel:02079460958;ext=12"),
        ("\u202a+351 21 555 0142\u202c", "tel:+351215550142"),
        ("030 – 555 0142", "tel:0305550142"),
        ("", ""),
    ],
)
def test_a_number_is_dialled_without_the_zero_that_stays_at_home(written: str, dialled: str):
    assert tel(written) == dialled
