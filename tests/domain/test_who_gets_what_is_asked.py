"""Who gets what anyone asks: the team's rule chooses one person, always, and says why."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import take_new
from statuspage.domain.way_in.rule import CRITERIA, Candidate, assign, choose, read_rule, save_rule
from statuspage.domain.way_in.topics import save_topic

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
EARLY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # Tom is in, in Berlin, and Maria is not yet, in Lisbon
NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC)


def candidate(number, **facts):
    usual = {
        "speaks": frozenset({"en"}),
        "knows_topic": False,
        "is_in": True,
        "in_from": NOW,
        "count": 0,
        "chosen_at": None,
    }
    return Candidate(agent_id=number, **(usual | facts))


later = st.integers(0, 40).map(lambda hours: NOW + timedelta(hours=hours))
candidates = st.builds(
    Candidate,
    agent_id=st.integers(1, 99),
    speaks=st.frozensets(st.sampled_from(["en", "de", "pt"])),
    knows_topic=st.booleans(),
    is_in=st.booleans(),
    in_from=later,
    count=st.integers(0, 5),
    chosen_at=st.none() | later,
)
rules = st.permutations(CRITERIA).flatmap(lambda order: st.integers(0, len(order)).map(lambda most: order[:most]))


teams = st.lists(candidates, min_size=1, max_size=6, unique_by=lambda one: one.agent_id)


@given(teams, rules, st.sampled_from(["de", "pt", "ja"]))
def test_any_rule_chooses_one_of_any_team_and_the_same_one_in_any_order(team, rule, language):
    found = choose(team, rule, language)
    assert found.agent_id in {one.agent_id for one in team}
    assert found == choose(team[::-1], rule, language)
    assert set(found.why) <= set(rule)


@given(teams, st.sampled_from(["de", "pt"]))
def test_nobody_suits_the_first_criterion_better_than_whoever_is_chosen(team, language):
    by_id = {one.agent_id: one for one in team}
    first = by_id[choose(team, ("topic", *CRITERIA), language).agent_id]
    assert first.knows_topic or not any(one.knows_topic for one in team)
    first = by_id[choose(team, ("language",), language).agent_id]
    assert language in first.speaks or not any(language in one.speaks for one in team)
    first = by_id[choose(team, ("in",), language).agent_id]
    assert first.is_in or not any(one.is_in for one in team)
    assert first.is_in or first.in_from == min(one.in_from for one in team)
    first = by_id[choose(team, ("least",), language).agent_id]
    assert first.count == min(one.count for one in team)


def test_each_criterion_decides_only_among_those_whom_the_ones_before_it_left():
    team = [
        candidate(1, speaks=frozenset({"pt"}), count=4),
        candidate(2, speaks=frozenset({"pt"}), count=3),
        candidate(3, count=0),
    ]
    assert choose(team, ("language", "least"), "pt-BR").agent_id == 2
    assert choose(team, ("language", "least"), "pt-BR").why == ("language", "least")
    assert choose(team, ("language", "least"), "pt-BR").language == "pt"
    assert choose(team, ("least", "language"), "pt-BR").agent_id == 3


def test_a_criterion_that_tells_nobody_apart_is_no_reason():
    team = [candidate(1, count=1), candidate(2)]
    assert choose(team, CRITERIA, "en").why == ("least",)


def test_in_turn_it_is_whoever_waits_longest_and_first_whoever_never_was():
    team = [candidate(1, chosen_at=NOW), candidate(2, chosen_at=NOW - timedelta(days=1)), candidate(3)]
    assert choose(team, ("turn",), "en").agent_id == 3
    assert choose(team[:2], ("turn",), "en").agent_id == 2


def test_nobody_at_all_cannot_be_chosen():
    with pytest.raises(LookupError):
        choose([], CRITERIA, "en")


# With people


def called(scene, now, **asked):
    asked = {"topic": None, "language": "en"} | asked
    found = assign(scene.session, now, **asked)
    return {scene.cast.maria.id: "Maria", scene.cast.tom.id: "Tom"}[found.agent_id], found.why


def test_whoever_is_in_gets_it_and_at_night_whoever_is_in_first(scene):
    assert called(scene, EARLY) == ("Tom", ("in",))
    assert called(scene, NIGHT) == ("Tom", ("in",))
    scene.cast.tom.hours = {"fri": ["09:00", "17:00"]}
    assert called(scene, NIGHT) == ("Maria", ("in",))


def test_the_language_goes_before_the_hour_unless_the_team_says_otherwise(scene):
    take_new(scene.cast.maria, ["pt", "en"], takes_new=True)
    assert called(scene, EARLY, language="pt-PT") == ("Maria", ("language",))
    save_rule(scene.session, ["in", "language", "nonsense", "in"])
    assert read_rule(scene.session) == ("in", "language")
    assert called(scene, EARLY, language="pt-PT") == ("Tom", ("in",))


def test_whoever_knows_the_topic_gets_it(scene):
    words = {"en": ("Repairs", "")}
    topic = save_topic(scene.session, None, name="", words=words, agents=[scene.cast.maria.id], first="en")
    assert called(scene, EARLY, topic=topic) == ("Maria", ("topic",))


def test_whoever_has_least_to_do_gets_it_and_then_it_is_in_turn(scene):
    assert called(scene, NOW) == ("Tom", ("least",))
    open_ticket(scene.session, scene.cast.ana, scene.cast.tom, NOW, subject="One", story="One.")
    assert called(scene, NOW + timedelta(minutes=1)) == ("Maria", ("turn",))
    assert called(scene, NOW + timedelta(minutes=2)) == ("Tom", ("turn",))


def test_who_takes_no_new_ones_gets_none_while_anyone_does(scene):
    take_new(scene.cast.tom, [], takes_new=False)
    assert called(scene, EARLY)[0] == "Maria"
    take_new(scene.cast.maria, [], takes_new=False)
    assert called(scene, EARLY)[0] == "Tom"
