"""The words of a promise and the instant they mean: every zone, leap of the clocks and end of the calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.errors import Refused
from statuspage.domain.promises import FURTHEST, promised_for

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
ZONES = sorted(available_timezones() - {"Factory", "localtime"})


def promised_or_refused(wall, zone):
    """The promise, or the name of the field that is at fault; any other error is a failure."""
    try:
        return promised_for(wall, zone, NOW)
    except Refused as refused:
        return refused.field


def leaps(zone, year):
    """The instants of a year at which this zone's clocks leap, to the minute."""
    place, found = ZoneInfo(zone), []
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        following = at + timedelta(days=1)
        if at.astimezone(place).utcoffset() != following.astimezone(place).utcoffset():
            low, high = at, following
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(place).utcoffset() == low.astimezone(place).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(second=0, microsecond=0))
        at = following
    return found


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Lisbon",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Cairo",
        "Asia/Beirut",
    ],
)
def test_an_hour_that_clocks_skip_cannot_be_promised_and_of_one_that_comes_twice_the_first_is_meant(zone):
    place = ZoneInfo(zone)
    seen = set()
    for leap in leaps(zone, 2025):
        before = (leap - timedelta(hours=6)).astimezone(place).utcoffset()
        after = (leap + timedelta(hours=6)).astimezone(place).utcoffset()
        wall = (leap + before).replace(tzinfo=None) + timedelta(minutes=min(10, abs((after - before).seconds) // 120))
        now = leap - timedelta(days=2)
        if after > before:
            seen.add("gap")
            with pytest.raises(Refused) as refused:
                promised_for(wall.isoformat(timespec="minutes"), zone, now)
            assert zone in str(refused.value)
        else:
            seen.add("fold")
            twice = wall - timedelta(minutes=25)
            assert promised_for(twice.isoformat(timespec="minutes"), zone, now).at == twice.replace(tzinfo=UTC) - before
    assert seen == {"gap", "fold"}


@given(
    zone=st.sampled_from(ZONES),
    ahead=st.timedeltas(timedelta(minutes=1), FURTHEST - timedelta(days=2)),
)
def test_any_wall_clock_of_any_zone_comes_back_as_it_was_said(zone, ahead):
    said = (NOW + ahead).astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0, tzinfo=None)
    try:
        due = promised_for(said.isoformat(timespec="minutes"), zone, NOW)
    except Refused:  # seconds were cut off
        assert ahead < timedelta(minutes=2)
        return
    assert due.wall == said.isoformat(timespec="minutes")
    assert due.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == said
    assert NOW < due.at <= NOW + FURTHEST


@given(wall=st.datetimes(), zone=st.sampled_from(ZONES))
def test_any_day_of_the_calendar_is_a_promise_or_a_refusal_in_words(wall, zone):
    due = promised_or_refused(wall.isoformat(timespec="minutes"), zone)
    assert due == "promise" or NOW < due.at <= NOW + FURTHEST


@given(wall=st.one_of(st.text(), st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")), zone=st.text())
def test_garbage_is_refused_in_words(wall, zone):
    assert promised_or_refused(wall, zone)
    assert promised_or_refused(wall, "UTC")


@pytest.mark.parametrize("wall", ["0001-01-01T00:00", "9999-12-31T23:59"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_the_ends_of_the_calendar_are_refused(wall, zone):
    with pytest.raises(Refused):
        promised_for(wall, zone, NOW)


@pytest.mark.parametrize(
    "wall",
    [
        "",
        "tomorrow",
        "2026-11-26",
        "17:00",
        "2026-W48-4",
        "20261126T1700",
        "2026-11-26T17",
        "2026-11-26T25:00",
        "2026-02-30T10:00",
        "2026-11-26T17:00+01:00",
        "2026-11-26T17:00Z",
        "2026-11-26T17:00\x00",
        "٢٠٢٦-11-26T17:00",
    ],
)
def test_only_a_day_with_a_time_of_day_is_a_promise(wall):
    with pytest.raises(Refused) as refused:
        promised_for(wall, "Europe/Lisbon", NOW)
    assert refused.value.field == "promise"


@pytest.mark.parametrize(
    "zone",
    ["", "Lisbon", "Europe/Atlantis", "../../etc/passwd", "europe/lisbon", "UTC\x00", "CET5", "localtime", "Factory"],
)
def test_a_zone_that_nobody_knows_is_refused(zone):
    with pytest.raises(Refused) as refused:
        promised_for("2026-11-26T17:00", zone, NOW)
    assert refused.value.field == "zone"


def test_a_promise_is_about_the_future():
    for wall in ("2026-11-23T09:12", "2026-11-23T09:11", "2026-11-22T23:00"):
        with pytest.raises(Refused):
            promised_for(wall, "UTC", NOW)
    assert promised_for("2026-11-23T09:13", "UTC", NOW).at == NOW + timedelta(minutes=1)


def test_a_promise_is_not_further_off_than_anyone_can_promise():
    last = NOW + FURTHEST
    assert promised_for(last.strftime("%Y-%m-%dT%H:%M"), "UTC", NOW).at == last
    with pytest.raises(Refused):
        promised_for((last + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"), "UTC", NOW)


def test_seconds_are_not_part_of_a_promise():
    assert promised_for("2026-11-26T17:00:59", "UTC", NOW).wall == "2026-11-26T17:00"


def test_a_promise_is_of_a_letter_or_a_call_and_nothing_else():
    assert promised_for("2026-11-26T17:00", "UTC", NOW, "call").kind == "call"
    with pytest.raises(Refused):
        promised_for("2026-11-26T17:00", "UTC", NOW, "visit")
