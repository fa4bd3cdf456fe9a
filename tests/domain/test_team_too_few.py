"""Nothing is ever said about fewer than ten, not even by what is left when one figure is taken from another."""

from datetime import timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.opening import open_ticket
from statuspage.domain.team import queries, weeks
from statuspage.domain.team.figures import LEAST, MEASURES, Figure, team_figures
from tests.cast import due
from tests.conftest import START

pytestmark = pytest.mark.heavy_on_postgresql

COUNTS = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 40)), min_size=60, max_size=60)
FIRST = weeks.bounds(weeks.finished("UTC", START), "UTC")[0] - timedelta(weeks=24)


@pytest.fixture
def figures(monkeypatch):
    """``figures(counts, ago)``: what is public of a firm with so many of everything in each week, as it was ``ago``."""

    def of(counts, ahead):
        def counted(_session, bounds, also=()):
            found = {}
            for number, (begin, end) in enumerate(pairwise(bounds)):
                first, last = ((at - FIRST) // timedelta(weeks=1) for at in (begin, end))
                if count := sum(counts[first:last]):
                    found[number] = (count, count)
            if isinstance(also, int):  # so many tickets
                return found
            return {0: (sum(found[week][0] for week in also), 1)} if also else found

        for name in ("promises", "heard", "silence"):
            monkeypatch.setattr(queries, name, counted)
        monkeypatch.setattr(queries, "endings", lambda session, bounds: (counted(session, bounds),) * 2)
        return team_figures(None, "UTC", START + timedelta(weeks=ahead))

    return of


def groups(found, name):
    """Every group of weeks of which something is told, by the numbers of its weeks, with how many they were."""
    measure, first = getattr(found, name), (weeks.bounds(found.weeks, "UTC")[0] - FIRST) // timedelta(weeks=1)
    told = {frozenset({first + n}): figure.count for n, figure in enumerate(measure.weeks) if figure}
    if measure.whole and measure.until:
        last = first + 12 - (found.weeks[-1] + timedelta(weeks=1) - measure.until) // timedelta(weeks=1)
        told[frozenset(range(last - 12, last))] = measure.whole.count
    elif measure.whole:
        assert measure.whole.count == sum(told.values())
        assert measure.told == len(told)
    return told


@pytest.mark.long
def test_no_figure_is_about_fewer_than_ten_and_none_can_be_taken_from_another(figures):
    @given(COUNTS)
    def check(counts):
        told = {}
        for ahead in range(16):
            told |= groups(figures(counts, ahead), "promises")
        assert all(count >= LEAST for count in told.values())
        assert all(count == sum(counts[week] for week in group) for group, count in told.items())
        assert not [pair for pair in combinations(told, 2) if pair[0] & pair[1]]

    check()


@pytest.mark.parametrize(("count", "told"), [(0, False), (9, False), (10, True), (11, True)])
def test_ten_are_enough_and_nine_are_not_for_every_measure(figures, count, told):
    counts = [0] * 60
    counts[30] = count
    found = figures(counts, 0)
    for name in MEASURES:
        shown = [figure for figure in getattr(found, name).weeks if figure]
        assert [figure.count for figure in shown] == ([count] if told else [])
    assert found.is_empty is not told


def test_the_whole_leaves_out_the_weeks_that_are_not_told(figures):
    counts = [0] * 24 + [12, 9, 30] + [3] * 40
    found = figures(counts, 0)
    assert found.promises.whole == Figure(42, 42)
    assert found.promises.told == 2


def test_a_small_firm_hears_of_its_last_block_of_weeks_as_one(figures):
    found = figures([3] * 60, 0)
    assert found.promises.weeks == (None,) * 12
    assert found.promises.whole == Figure(36, 36)
    assert found.promises.until == weeks.block(found.weeks)[-1] + timedelta(weeks=1)
    assert figures([0] * 60, 0).is_empty


def test_many_waits_of_nine_tickets_are_too_few_because_the_longest_is_ones_own(session, cast, clock):
    monday = weeks.bounds(weeks.finished("UTC", clock()), "UTC")[-2]
    for number in range(10):
        at = monday + timedelta(hours=number)
        ticket = open_ticket(session, cast.ana, cast.maria, at, subject="It", story="broke")
        for _hour in range(1, 4):
            at += timedelta(hours=1)
            said = {"body": "On it.", "heard": "Broken.", "promise": due(at, hours=2)}
            write_letter(session, ticket.id, cast.maria, at, **said)
        if number == 8:
            assert team_figures(session, "UTC", clock()).silence.weeks[-1] is None
    assert team_figures(session, "UTC", clock()).silence.weeks[-1].count == 40


def test_a_block_with_a_told_week_is_never_told_whole(figures):
    counts = [3] * 60
    counts[20] = 12
    seen = 0
    for ahead in range(24):
        found = figures(counts, ahead)
        first = (weeks.bounds(found.weeks, "UTC")[0] - FIRST) // timedelta(weeks=1)
        start = first + 12 - (found.weeks[-1] - weeks.block(found.weeks)[0]) // timedelta(weeks=1) - 1
        if start <= 20 < min(start + 12, first):
            seen += 1
            assert found.promises.whole is None
    assert seen
