"""The strip: true to scale, within its edges, its words never on top of one another."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuspage.domain.reading import Mark
from statuspage.present import labels, positions
from statuspage.present.reader import Reader

START = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
minutes = st.integers(0, 60 * 24 * 400)
zones = st.sampled_from(["Europe/Lisbon", "Asia/Amman", "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns"])
CHARACTER = 6.9  # pixels of an average letter at 12.5px, measured in the browser


@pytest.fixture(scope="module", params=["en", "de", "ar"])
def speaking(request, app_without_data):
    with app_without_data.test_request_context(headers={"Accept-Language": request.param}):
        yield request.param


@given(past=minutes, ahead=st.none() | st.integers(-5000, 200_000), times=st.lists(minutes, max_size=30))
def test_every_place_is_within_the_drawing_and_later_is_never_further_left(past, ahead, times):
    end = START + timedelta(minutes=past)
    due = None if ahead is None else end + timedelta(minutes=ahead)
    place = positions.scale(START, end, due)
    whens = sorted([START, end, *([due] if due else []), *(START + timedelta(minutes=at) for at in times)])
    places = [place(at) for at in whens]
    assert all(0 <= x <= 100 for x in places)
    assert places == sorted(places)


def test_a_promise_ahead_leaves_room_at_the_end_and_a_late_one_lies_in_the_past():
    end = START + timedelta(hours=10)
    ahead, late = (
        positions.scale(START, end, end + timedelta(days=30)),
        positions.scale(START, end, end - timedelta(hours=5)),
    )
    assert ahead(end) == 60
    assert ahead(end + timedelta(days=30)) == 96
    assert (late(end), late(end - timedelta(hours=5))) == (100, 50)


def test_now_is_before_a_promise_that_is_still_to_come_when_the_drawing_lags_behind():
    drawn_to = START + timedelta(days=4)
    place = positions.scale(START, drawn_to, drawn_to + timedelta(hours=37))
    now = drawn_to + timedelta(minutes=7, seconds=20)
    assert place(drawn_to) == place(now) < place(drawn_to + timedelta(hours=37))


@given(
    steps=st.lists(st.tuples(minutes, st.sampled_from(["us", "you", "third", ""])), max_size=240),
    past=st.integers(1, 60 * 24 * 60),
)
def test_turns_follow_one_another_without_gap_or_overlap(steps, past):
    end = START + timedelta(minutes=past)
    begun = [Mark(1, "opened", START, "us")]
    marks = begun + [
        Mark(version, "letter", START + timedelta(minutes=min(at, past)), turn)
        for version, (at, turn) in enumerate(sorted(steps, key=lambda step: step[0]), 2)
    ]
    drawn = positions.turns(marks, end, positions.scale(START, end, None))
    assert (drawn[0].x1, drawn[-1].x2) == (0, 100)
    assert all(one.x2 == two.x1 for one, two in pairwise(drawn))
    assert all(turn.x1 < turn.x2 for turn in drawn)


@given(times=st.lists(minutes, max_size=240))
def test_points_keep_their_order_and_are_few_enough_to_draw(times):
    end = START + timedelta(minutes=60 * 24 * 400)
    wrote = [("us" if at % 2 else "you", START + timedelta(minutes=at)) for at in sorted(times)]
    drawn = positions.points(wrote, positions.scale(START, end, None))
    assert [point.x for point in drawn] == sorted(point.x for point in drawn)
    assert bool(drawn) == bool(times)


@pytest.mark.parametrize(("width", "minor"), [(labels.NARROW, False), (labels.WIDE, True)])
@settings(deadline=None, max_examples=60)
@given(past=minutes, ahead=st.none() | st.integers(1, 200_000), zone=zones, ended=st.booleans())
def test_labels_never_touch(speaking, width, minor, past, ahead, zone, ended):
    end = START + timedelta(minutes=past)
    place = positions.scale(START, end, None if ahead is None or ended else end + timedelta(minutes=ahead))
    shown = labels.under(START, end, place, ended, Reader(zone, end))
    edges = []
    for label in (label for label in shown if minor or not label.minor):
        size = 100 * CHARACTER * len(label.text) / width
        begin = label.x - {"start": 0, "middle": size / 2, "end": size}[label.anchor]
        edges.append((begin, begin + size))
    assert edges
    assert all(begin >= -2 and stop <= 102 for begin, stop in edges)
    assert all(one[1] <= two[0] for one, two in pairwise(edges))


@given(st.integers(1, 60 * 24 * 400), st.integers(-60 * 24, 60 * 24))
def test_a_drawing_moves_by_steps_too_small_to_see_and_never_before_a_promise_that_passed(minutes, ahead):
    end = START + timedelta(minutes=minutes)
    due = max(end + timedelta(minutes=ahead), START)
    drawn = positions.unhurried(START, end, due)
    assert drawn <= end
    assert end - drawn <= max(timedelta(minutes=minutes) / 400, timedelta(minutes=1))
    assert drawn >= due or due > end
