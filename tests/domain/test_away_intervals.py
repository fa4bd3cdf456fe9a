"""The rules of intervals: hours without absences, the next time in, and the times near an absence."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.absences.keeping import around
from statuspage.domain.people.agents import OFFICE_HOURS, availability, in_from, is_in, merged, times_in
from statuspage.domain.people.away import Away, away_at, away_then, back_at, read_away, without, written

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZONES = st.sampled_from(["UTC", "Europe/Lisbon", "Asia/Amman", "America/New_York", "Australia/Lord_Howe"])
HOURS = st.sampled_from(
    [OFFICE_HOURS, {"mon": ["09:00", "12:00"]}, {}, {"sat": ["22:00", "06:00"], "sun": ["22:00", "00:00"]}]
)


@st.composite
def absences(draw, most=5):
    """Some absences that do not overlap, as the rules let them stand; one may begin as another ends."""
    at, made = MONDAY + draw(st.integers(-200, 200)) * HOUR, []
    for _ in range(draw(st.integers(0, most))):
        begins = at + draw(st.integers(0, 300)) * HOUR
        at = begins + draw(st.integers(1, 500)) * HOUR
        made.append(Away(begins, at, draw(st.sampled_from([None, 7]))))
    return tuple(made)


NOW = st.integers(-48, 24 * 40).map(lambda hours: MONDAY + hours * HOUR)


@given(absences())
def test_what_is_written_on_an_agent_is_read_as_it_was(away):
    assert read_away(written(away)) == away


@given(absences(), st.lists(st.tuples(st.integers(-100, 900), st.integers(1, 90)), max_size=8))
def test_without_leaves_exactly_the_hours_at_which_nobody_is_away(away, drawn):
    spans = merged((MONDAY + begins * HOUR, MONDAY + (begins + length) * HOUR) for begins, length in drawn)
    left = without(spans, away)
    assert all(opens < closes for opens, closes in left)
    assert left == sorted(left)
    for hour in range(-100, 1000):
        at = MONDAY + hour * HOUR
        was = any(opens <= at < closes for opens, closes in spans)
        assert any(opens <= at < closes for opens, closes in left) is (was and away_at(away, at) is None)


@given(absences(), NOW)
def test_back_is_the_first_instant_at_which_they_are_not_away(away, now):
    back = back_at(away, now)
    assert away_at(away, back) is None
    assert all(away_at(away, now + hours * HOUR) for hours in range(int((back - now) / HOUR)))


@given(absences(), NOW, ZONES, HOURS)
def test_nobody_is_in_while_they_are_away_and_otherwise_as_their_hours_say(away, now, zone, hours):
    expected = away_at(away, now) is None and is_in(hours, zone, now)
    assert is_in(hours, zone, now, away) is expected


@given(absences(), NOW, ZONES, HOURS)
def test_the_next_time_in_is_one_and_none_is_missed_before_it(away, now, zone, hours):
    first = in_from(hours, zone, now, away)
    assert first >= now
    assert is_in(hours, zone, first, away)
    earlier = (now + quarter * timedelta(minutes=15) for quarter in range(int((first - now) / timedelta(minutes=15))))
    assert not any(is_in(hours, zone, at, away) for at in earlier if at < first)


@given(absences(), NOW, ZONES)
def test_a_change_is_to_come_and_is_a_change(away, now, zone):
    got = availability(OFFICE_HOURS, zone, now, away)
    assert got.changes_at > now
    assert availability(OFFICE_HOURS, zone, got.changes_at, away).is_in is not got.is_in
    assert availability(OFFICE_HOURS, zone, got.changes_at - timedelta(seconds=1), away).is_in is got.is_in


@given(absences(most=1).filter(bool), NOW, ZONES, HOURS)
def test_the_times_near_an_absence_can_be_kept(away, now, zone, hours):
    (gone,) = away
    near = around(SimpleNamespace(hours=hours, zone=zone, away=away), gone, now)
    assert near.after > gone.ends
    assert away_then(away, near.after) is None
    if near.before is not None:
        assert now < near.before <= gone.begins
        assert away_then(away, near.before) is None


def test_an_absence_in_the_past_takes_nothing_from_the_hours():
    past = (Away(MONDAY - 90 * HOUR, MONDAY - 50 * HOUR),)
    assert times_in(OFFICE_HOURS, "UTC", MONDAY, past) == times_in(OFFICE_HOURS, "UTC", MONDAY)


def test_a_night_of_three_weeks_is_waited_for():
    away = (Away(MONDAY, MONDAY + timedelta(days=21)),)
    assert in_from(OFFICE_HOURS, "UTC", MONDAY + HOUR, away) == MONDAY + timedelta(days=21, hours=9)
    assert in_from({}, "UTC", MONDAY + HOUR, away) == MONDAY + timedelta(days=21)
