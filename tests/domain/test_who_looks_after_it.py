"""Who is proposed for a new ticket: whoever is in now and has least to do; and how much lies with each."""

from datetime import UTC, datetime

import pytest

from statuspage.domain.customer_verbs import confirm
from statuspage.domain.desk import workload
from statuspage.domain.desk.workload import count_open, loads, proposed
from statuspage.domain.opening import open_ticket

NIGHT = datetime(2026, 11, 23, 3, tzinfo=UTC)
EARLY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # Tom is in, in Berlin, and Maria is not yet, in Lisbon


@pytest.fixture
def give(scene):
    """Open so many tickets for an agent."""

    def open_some(agent, count):
        for number in range(count):
            words = {"subject": f"Number {number}", "story": "Since Monday."}
            open_ticket(scene.session, scene.cast.ana, agent, scene.now, **words)

    return open_some


def name(scene, now=None, mine=None):
    return proposed(loads(scene.session, now or scene.now), (mine or scene.cast.maria).id).agent.public_name


def test_whoever_has_least_to_do_is_proposed(scene, give):
    assert name(scene) == "Tom"
    give(scene.cast.tom, 2)
    assert name(scene) == "Maria"


def test_who_is_in_goes_before_who_has_less_to_do(scene, give):
    give(scene.cast.tom, 5)
    assert name(scene, EARLY) == "Tom"


def test_when_nobody_is_in_it_is_whoever_has_least_to_do_of_all(scene, give):
    give(scene.cast.tom, 2)
    assert name(scene, NIGHT) == "Maria"


def test_whoever_gives_no_hours_is_always_in(scene, give):
    scene.cast.maria.hours = {}
    give(scene.cast.tom, 0)
    assert name(scene, NIGHT) == "Maria"


def test_of_those_with_as_little_to_do_it_is_whoever_asks(scene, give):
    give(scene.cast.tom, 1)
    assert [name(scene, mine=one) for one in (scene.cast.maria, scene.cast.tom)] == ["Maria", "Tom"]


def test_what_waits_for_the_customer_or_is_over_is_nothing_to_do(scene, give):
    give(scene.cast.tom, 1)
    scene.letter(hours=3)
    assert load_of(scene, scene.cast.maria) == 1, "a promise is something to do"
    scene.ask_solved()
    assert load_of(scene, scene.cast.maria) == 0
    assert name(scene, mine=scene.cast.tom) == "Maria"
    scene.ana(confirm)
    assert load_of(scene, scene.cast.maria) == 0


def load_of(scene, agent):
    return {load.agent.id: load.count for load in loads(scene.session, scene.now)}[agent.id]


def test_whoever_was_let_go_is_not_proposed_but_what_they_left_is_counted(scene, give):
    give(scene.cast.tom, 1)
    scene.cast.tom.is_active = False
    assert [load.agent.id for load in loads(scene.session, scene.now)] == [scene.cast.maria.id]
    assert [(one.name, one.count) for one in count_open(scene.session, scene.now).agents] == [("Maria", 1), ("Tom", 1)]


def test_open_tickets_are_counted_to_a_limit(scene, give, monkeypatch):
    monkeypatch.setattr(workload, "COUNTED", 3)
    give(scene.cast.tom, 5)
    assert [(one.name, one.count) for one in count_open(scene.session, scene.now).agents] == [("Maria", 1), ("Tom", 3)]
