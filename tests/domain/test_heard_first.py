"""Heard first, solved second: the first letter says what was understood, and the customer answers to that."""

import pytest

from statuspage.domain.customer_verbs import reply, say_heard_right, say_not_quite
from statuspage.domain.errors import Refused
from statuspage.domain.events import history
from tests.domain.scene import HEARD


def test_a_ticket_has_no_step_before_it_is_heard(scene):
    assert (scene.ticket.step, scene.ticket.heard_at) == (None, None)


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\u2060", "\n\n"])
def test_a_first_letter_that_heard_nothing_is_refused(scene, nothing):
    with pytest.raises(Refused) as refused:
        scene.letter(heard=nothing)
    assert refused.value.field == "heard"


def test_the_first_letter_keeps_the_words_that_were_heard_and_who_heard_them(scene):
    scene.clock.forward(minutes=20)
    scene.letter(by=scene.cast.tom)
    ticket = scene.ticket
    assert (ticket.heard_words, ticket.heard_by_id, ticket.heard_at) == (HEARD, scene.cast.tom.id, scene.now)


def test_a_later_letter_need_not_say_again_what_was_heard(scene):
    scene.letter()
    scene.letter("The part came.", heard="")
    assert scene.ticket.heard_words == HEARD


def test_hearing_again_replaces_the_words_and_asks_again_but_keeps_the_first_time(scene):
    scene.letter()
    first = scene.ticket.heard_at
    scene.ana(say_not_quite, body="It dies only when it is cold.")
    scene.clock.forward(hours=1)
    scene.letter(heard="It dies when it is cold.")
    ticket = scene.ticket
    assert (ticket.heard_words, ticket.heard_answer, ticket.heard_at) == ("It dies when it is cold.", "", first)


def test_that_s_right_is_no_message_to_be_answered(scene):
    scene.letter()
    scene.ana(say_heard_right)
    assert (scene.ticket.heard_answer, scene.ticket.unanswered) == ("right", 0)


def test_that_s_right_twice_is_said_once(scene):
    scene.letter()
    scene.ana(say_heard_right)
    scene.ana(say_heard_right)
    assert scene.kinds.count("heard_right") == 1


def test_not_quite_is_a_message_in_the_customers_words(scene):
    scene.letter()
    scene.ana(say_not_quite, body="It is the grinder.")
    ticket = scene.ticket
    assert (ticket.heard_answer, ticket.unanswered, ticket.turn, ticket.unhappy) == ("not_quite", 1, "us", True)


def test_not_quite_needs_words(scene):
    scene.letter()
    with pytest.raises(Refused) as refused:
        scene.ana(say_not_quite, body=" ")
    assert refused.value.field == "not_quite"


@pytest.mark.parametrize(("verb", "said"), [(say_heard_right, {}), (say_not_quite, {"body": "No."})])
def test_nobody_can_answer_to_what_was_not_heard_yet(scene, verb, said):
    with pytest.raises(Refused):
        scene.ana(verb, **said)
    assert scene.kinds == ["opened"]


def test_a_reply_before_the_first_letter_moves_no_step(scene):
    scene.ana(reply, body="Hello?")
    assert (scene.ticket.step, scene.ticket.unanswered) == (None, 2)


def test_nobody_s_words_stand_in_the_log_itself(scene):
    scene.letter("A secret body.", heard="Secret words.")
    scene.ana(reply, body="A secret reply.")
    said = str([event.data for event in history(scene.session, scene.ticket.id)])
    assert "secret" not in said.lower()
