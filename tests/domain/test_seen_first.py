"""Nobody acts on a page that did not show what happened meanwhile."""

import pytest

from statuspage.domain.agent_verbs import close_unconfirmed, hand_over, move_promise
from statuspage.domain.customer_verbs import ask_call, reply, say_heard_right, say_not_quite
from statuspage.domain.errors import Refused, Stale
from tests.cast import due


def give(scene, **seen):
    people = scene.cast.maria, scene.cast.tom
    return hand_over(scene.session, scene.ticket.id, *people, scene.now, note="Tom has it.", **seen)


DEEDS = {
    "handover": give,
    "move": lambda scene, **seen: scene.agent(move_promise, due(scene.now, hours=9), **seen),
    "letter": lambda scene, **seen: scene.letter(**seen),
    "closing": lambda scene, **seen: scene.agent(close_unconfirmed, **seen),
}
NEWS = {
    "a reply": lambda scene: scene.ana(reply, body="It works again!"),
    "not quite": lambda scene: scene.ana(say_not_quite, body="It is the other one."),
    "a call": lambda scene: scene.ana(ask_call, phone="+351 91 000 0000"),
    "a letter": lambda scene: scene.letter(by=scene.cast.tom),
    "a handover": give,
    "a move": lambda scene: scene.agent(move_promise, due(scene.now, hours=7)),
}


@pytest.fixture
def seen(scene):
    scene.letter()
    return scene.ticket.version


@pytest.mark.parametrize("news", NEWS)
@pytest.mark.parametrize("deed", DEEDS)
def test_whoever_did_not_see_what_happened_does_nothing_yet(scene, seen, deed, news):
    NEWS[news](scene)
    before = scene.kinds
    with pytest.raises(Stale) as stale:
        DEEDS[deed](scene, seen=seen)
    assert (stale.value.since, scene.kinds) == (seen, before)


@pytest.mark.parametrize("deed", ["handover", "move", "letter"])
def test_whoever_saw_it_acts(scene, seen, deed):
    scene.ana(reply, body="It works again!")
    DEEDS[deed](scene, seen=scene.ticket.version)


def test_a_question_that_was_seen_unanswered_is_closed(scene):
    scene.ask_solved()
    DEEDS["closing"](scene, seen=scene.ticket.version)
    assert scene.ticket.closure == "unconfirmed"


@pytest.mark.parametrize("deed", ["handover", "move", "letter"])
def test_an_agreement_is_no_news_to_wait_for(scene, seen, deed):
    scene.ana(say_heard_right)
    DEEDS[deed](scene, seen=seen)


def test_a_promise_is_not_moved_to_the_minute_where_it_stands(scene):
    scene.letter(hours=3)
    with pytest.raises(Refused) as refused:
        scene.agent(move_promise, due(scene.now, "Asia/Amman", hours=3))
    assert (refused.value.field, scene.kinds[-1]) == ("promise", "letter")
    assert "promised already" in str(refused.value)
