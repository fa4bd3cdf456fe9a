"""When anyone of the team is in: everybody's hours together, by any clock, and nobody's who has left."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.people.agents import Agent, merged
from statuspage.domain.people.opening_hours import opening_spans

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
instants = st.integers(0, 500).map(lambda hours: MONDAY + timedelta(hours=hours))
span = st.tuples(instants, st.integers(1, 60)).map(lambda given: (given[0], given[0] + timedelta(hours=given[1])))


def holds(spans, at):
    return any(opens <= at < closes for opens, closes in spans)


@given(st.lists(span), instants)
def test_somebody_is_in_exactly_when_anyone_is(spans, at):
    whole = merged(spans)
    assert holds(whole, at) is holds(spans, at)
    assert all(before[1] < after[0] for before, after in pairwise(whole)), "in order, and apart"


def test_the_hours_of_all_who_work_here_count_by_their_own_clocks(session, cast):
    maria, tom = session.get_one(Agent, cast.maria.id), session.get_one(Agent, cast.tom.id)
    maria.hours, maria.zone = {"mon": ["09:00", "12:00"]}, "Europe/Lisbon"
    tom.hours, tom.zone = {"mon": ["13:00", "17:00"]}, "Europe/Berlin"
    session.flush()
    noon, four = MONDAY.replace(hour=12), MONDAY.replace(hour=16)
    assert opening_spans(session, MONDAY)[0] == (MONDAY.replace(hour=9), four), "12:00 in Lisbon is 13:00 in Berlin"
    tom.is_active = False
    session.flush()
    assert opening_spans(session, MONDAY)[0] == (MONDAY.replace(hour=9), noon)
