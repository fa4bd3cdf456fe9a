"""After "not yet" and after a reopening nothing is claimed that nobody did, and nothing is forgotten that was done."""

from random import Random

import pytest
from sqlalchemy import select

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.customer_verbs import confirm, reopen, say_not_solved
from statuspage.domain.events import history
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.verbs import publish
from statuspage.domain.reading import read
from statuspage.domain.tickets import Ticket
from tests.domain.lives import live

pytestmark = pytest.mark.long

NOTHING = PublicChoice(owner="nobody", steps=False, clock=False, promise=False, score=False)


def shown(scene, choice=None):
    choice = choice or PublicChoice()
    return public_ticket(scene.session, scene.ticket.id, "Fernhill Coffee", scene.now, choice=choice)


def hands(scene, limit=1):
    return {hand.step: (hand.by, hand.at) for hand in read(scene.session, scene.ticket.id, limit=limit).hands}


@pytest.fixture
def reopened(scene):
    """Heard, looked into, called solved, agreed to, and opened again two hours later."""
    scene.letter()
    scene.clock.forward(hours=1)
    scene.letter(step="looking")
    scene.clock.forward(hours=1)
    scene.ask_solved()
    scene.ana(confirm)
    scene.clock.forward(hours=2)
    scene.ana(reopen)
    return scene


def test_a_public_view_knows_that_it_was_opened_again_until_somebody_answers(reopened):
    assert shown(reopened).is_reopened
    reopened.clock.forward(hours=1)
    reopened.letter()
    assert not shown(reopened).is_reopened
    assert shown(reopened).step_at == reopened.now


def test_a_view_that_shows_neither_clock_nor_steps_does_not_tell_that_it_was_opened_again(reopened):
    assert not shown(reopened, NOTHING).is_reopened


def test_a_score_counts_each_time_it_was_called_solved_and_was_not(reopened):
    reopened.ask_solved()
    reopened.ana(say_not_solved, body="It died again.")
    assert shown(reopened).score.denied == 2


def test_steps_keep_who_and_when_through_a_reopening_however_many_letters_came_since(reopened):
    looked = reopened.events[2].at
    assert hands(reopened)["looking"] == ("Maria", looked)
    reopened.clock.forward(hours=1)
    reopened.letter(step="working", by=reopened.cast.tom)
    assert hands(reopened)["heard"] == hands(reopened)["working"] == ("Tom", reopened.now)
    for _ in range(30):
        reopened.clock.forward(hours=1)
        reopened.letter()
    assert hands(reopened)["looking"] == ("Maria", looked)
    assert "looking" in reopened.ticket.steps_taken.split()


def test_not_yet_keeps_who_heard_and_names_who_put_it_back(scene):
    scene.letter(step="looking")
    heard = scene.now
    scene.clock.forward(hours=1)
    scene.ask_solved(by=scene.cast.tom)
    scene.clock.forward(hours=1)
    scene.ana(say_not_solved, body="It died again.")
    found = hands(scene)
    assert found["heard"] == found["looking"] == ("Maria", heard)
    assert found["working"] == ("", scene.now)


def test_a_promise_is_kept_by_whoever_made_it_and_after_a_handover_by_whoever_has_it(scene):
    scene.letter(by=scene.cast.tom)
    assert read(scene.session, scene.ticket.id).promised_by == "Tom"
    assert not shown(scene).promise.by_owner
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Yours.")
    assert shown(scene).promise.by_owner
    hand_over(scene.session, scene.ticket.id, scene.cast.tom, scene.cast.maria, scene.now, note="And back.")
    assert read(scene.session, scene.ticket.id).promised_by == "Maria"


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_no_view_says_heard_when_nobody_has_heard_since_the_reopening(scene, seed):
    live(scene.session, scene.cast, scene.now, Random(seed), 90)
    publish(scene.session, scene.ticket.id, PublicChoice(), scene.now)
    seen = set()
    for ticket in scene.session.scalars(select(Ticket)):
        lasting = [event.kind for event in history(scene.session, ticket.id) if event.kind in ("letter", "reopened")]
        last = lasting[-1] if lasting else ""
        found = public_ticket(scene.session, ticket.id, "x", scene.now, choice=PublicChoice())
        assert found.is_reopened is (last == "reopened")
        seen.add(last)
    assert "reopened" in seen
