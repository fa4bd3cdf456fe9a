"""When an agent is in: by the wall clock of their own place, also when the clocks leap."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import OFFICE_HOURS, add_agent, agent_by_email, availability, colleagues

LISBON = "Europe/Lisbon"


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "is_in", "changes"),
    [
        (utc(2026, 11, 23, 8, 59), False, utc(2026, 11, 23, 9)),
        (utc(2026, 11, 23, 9), True, utc(2026, 11, 23, 17)),
        (utc(2026, 11, 23, 16, 59), True, utc(2026, 11, 23, 17)),
        (utc(2026, 11, 23, 17), False, utc(2026, 11, 24, 9)),
        (utc(2026, 11, 27, 17), False, utc(2026, 11, 30, 9)),  # Friday evening until Monday
        (utc(2026, 7, 6, 8), True, utc(2026, 7, 6, 16)),  # summer time
    ],
)
def test_an_agent_is_in_by_their_own_clock(now, is_in, changes):
    got = availability(OFFICE_HOURS, LISBON, now)
    assert (got.is_in, got.changes_at) == (is_in, changes)


NIGHTS = {"mon": ["17:00", "02:00"], "tue": ["17:00", "00:00"], "wed": ["00:00", "04:00"]}


@pytest.mark.parametrize(
    ("now", "is_in", "changes"),
    [
        (utc(2026, 11, 23, 16), False, utc(2026, 11, 23, 17)),
        (utc(2026, 11, 23, 20), True, utc(2026, 11, 24, 2)),
        (utc(2026, 11, 24, 1, 59), True, utc(2026, 11, 24, 2)),  # Tuesday, in Monday's night
        (utc(2026, 11, 24, 2), False, utc(2026, 11, 24, 17)),
        (utc(2026, 11, 24, 23), True, utc(2026, 11, 25, 4)),  # what begins as the other ends is one
        (utc(2026, 11, 25, 4), False, utc(2026, 11, 30, 17)),
    ],
)
def test_a_night_goes_on_after_midnight(now, is_in, changes):
    got = availability(NIGHTS, "UTC", now)
    assert (got.is_in, got.changes_at) == (is_in, changes)


def test_nights_can_be_entered(scene):
    assert add(scene, hours=NIGHTS).hours == NIGHTS


def test_it_is_already_tomorrow_where_they_are():
    got = availability(OFFICE_HOURS, "Pacific/Auckland", utc(2026, 11, 22, 20, 30))
    assert (got.is_in, got.changes_at) == (True, utc(2026, 11, 23, 4))


def test_an_agent_with_one_day_a_week_is_back_in_a_week():
    got = availability({"mon": ["09:00", "12:00"]}, "UTC", utc(2026, 11, 23, 12))
    assert (got.is_in, got.changes_at) == (False, utc(2026, 11, 30, 9))


@pytest.mark.parametrize("hours", [{}, {"mon": []}, {"mon": None}])
def test_an_agent_without_hours_is_never_in(hours):
    got = availability(hours, "UTC", utc(2026, 11, 23, 12))
    assert (got.is_in, got.changes_at) == (False, None)


def test_hours_that_begin_while_the_clocks_leap_begin_after_the_leap():
    got = availability({"sun": ["01:30", "09:00"]}, LISBON, utc(2026, 3, 29, 0, 30))
    assert (got.is_in, got.changes_at) == (False, utc(2026, 3, 29, 1, 30))


def test_the_day_on_which_the_clocks_go_back_is_an_hour_longer():
    opens = availability({"sun": ["00:30", "09:00"]}, LISBON, utc(2026, 10, 24, 12)).changes_at
    closes = availability({"sun": ["00:30", "09:00"]}, LISBON, utc(2026, 10, 25, 2)).changes_at
    assert closes - opens == timedelta(hours=9, minutes=30)


@given(
    now=st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: utc(2020, 1, 1) + timedelta(minutes=minutes)),
    zone=st.sampled_from(["UTC", LISBON, "Asia/Amman", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_the_change_is_to_come_and_is_a_change(now, zone):
    got = availability(OFFICE_HOURS, zone, now)
    assert now < got.changes_at <= now + timedelta(days=4, hours=1)
    assert availability(OFFICE_HOURS, zone, got.changes_at).is_in is not got.is_in
    assert availability(OFFICE_HOURS, zone, got.changes_at - timedelta(seconds=1)).is_in is got.is_in


@pytest.mark.parametrize(
    "hours",
    [
        {"monday": ["09:00", "17:00"]},
        {"mon": ["09:00", "09:00"]},
        {"mon": ["09:00"]},
        {"mon": ["9", "17"]},
        {"mon": "late"},
        {"mon": [9, 17]},
    ],
)
def test_hours_that_nobody_can_keep_are_refused(scene, hours):
    with pytest.raises(Refused) as refused:
        add(scene, hours=hours)
    assert refused.value.field == "hours"


def add(scene, email="noor@fernhill.example", name="Noor Haddad", **rest):
    return add_agent(scene.session, scene.now, email=email, name=name, password_hash="x", **rest)


def test_an_agent_is_known_in_public_by_their_first_name(scene):
    assert add(scene).public_name == "Noor"
    assert add(scene, email="n@fernhill.example", public_name="Noor H.").public_name == "Noor H."


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "noor"), ("zone", "Amman"), ("pronoun", "it"), ("name", " "), ("email", "TOM@fernhill.example")],
)
def test_an_agent_that_cannot_be_is_refused(scene, field, value):
    with pytest.raises(Refused) as refused:
        add(scene, **{field: value})
    assert refused.value.field == field


@pytest.mark.parametrize("email", ["maria@fernhill.example", " MARIA@Fernhill.example\n"])
def test_an_agent_is_found_however_the_address_is_written(scene, email):
    assert agent_by_email(scene.session, email) == scene.cast.maria


@pytest.mark.parametrize("email", ["", "maria", "maria@fernhill.example\0", "%@fernhill.example", "\0"])
def test_nobody_is_found_by_what_is_not_their_address(scene, email):
    assert agent_by_email(scene.session, email) is None


def test_colleagues_are_those_who_work_here_but_oneself(scene):
    noor = add(scene)
    scene.cast.tom.is_active = False
    assert colleagues(scene.session, scene.cast.maria.id) == [noor]
