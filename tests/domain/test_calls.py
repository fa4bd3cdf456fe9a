"""Pick up the phone: when the desk suggests a call, and how a customer asks for one."""

from dataclasses import replace

import pytest

from statuspage.domain.agent_verbs import close_unconfirmed
from statuspage.domain.customer_verbs import ask_call, call_suggested, reply, say_not_quite
from statuspage.domain.desk.queue import read_queue
from statuspage.domain.errors import Refused
from statuspage.domain.letters import Reply
from tests.cast import due
from tests.rows import promises_of


def suggested(scene):
    queue = read_queue(scene.session, scene.cast.maria.id, scene.now)
    return (*queue.ours, *queue.waiting)[0].wants_call


def test_a_customer_asks_to_be_called_with_a_number_and_a_time_in_their_words(scene):
    scene.ana(ask_call, phone=" +351 91 000 0000 ", when="after lunch")
    ticket = scene.ticket
    assert (ticket.call_asked_at, ticket.turn) == (scene.now, "us")
    assert scene.session.get_one(Reply, (ticket.id, ticket.version)).body == "+351 91 000 0000\nafter lunch"


def test_when_to_call_may_be_left_open(scene):
    scene.ana(ask_call, phone="+351910000000")
    assert scene.session.get_one(Reply, (scene.ticket.id, scene.ticket.version)).body == "+351910000000"


@pytest.mark.parametrize("phone", ["", "call me", "12", "+351 91 000 0000; drop", "١٢"])
def test_a_call_needs_a_number_to_call(scene, phone):
    with pytest.raises(Refused) as refused:
        scene.ana(ask_call, phone=phone)
    assert refused.value.field == "phone"


def test_a_closed_ticket_is_reopened_before_a_call(scene):
    scene.ask_solved()
    scene.ticket.closed_at = scene.now
    with pytest.raises(Refused):
        scene.ana(ask_call, phone="+351 91 000 0000")


def test_a_call_is_promised_in_a_letter_and_that_answers_the_asking(scene):
    scene.ana(ask_call, phone="+351 91 000 0000")
    promise = due(scene.now, hours=2)
    scene.letter(promise=type(promise)(promise.at, promise.wall, promise.zone, "call"))
    assert scene.ticket.call_asked_at is None
    assert promises_of(scene.session, scene.ticket.id)[-1].kind == "call"
    assert scene.events[-1].data["call"] is True


@pytest.mark.parametrize("answer", [{"by_phone": True}, {"declines_call": True}])
def test_a_call_that_was_made_or_declined_in_words_is_not_asked_for_any_more(scene, answer):
    scene.ana(ask_call, phone="+351 91 000 0000")
    scene.letter(**answer)
    assert (scene.ticket.call_asked_at, scene.ticket.unanswered) == (None, 0)


def test_an_ordinary_letter_takes_no_wish_for_a_call_away_and_it_stays_unanswered(scene):
    scene.letter()
    scene.clock.forward(hours=1)
    scene.ana(ask_call, phone="+351 91 000 0000")
    asked = scene.now
    scene.clock.forward(hours=1)
    scene.ask_solved()
    assert (scene.ticket.call_asked_at, scene.ticket.unanswered, scene.ticket.unanswered_since) == (asked, 1, asked)
    assert [item.lane for item in read_queue(scene.session, scene.cast.maria.id, scene.now).ours] == ["called"]
    with pytest.raises(Refused):
        scene.agent(close_unconfirmed)


def test_a_letter_that_declines_a_call_says_so_only_where_one_was_asked_for(scene):
    scene.letter(declines_call=True)
    assert "declines" not in scene.events[-1].data
    scene.ana(ask_call, phone="+351 91 000 0000")
    scene.letter(declines_call=True)
    assert scene.events[-1].data["declines"] is True


def test_a_promised_call_is_kept_by_a_call_and_only_moved_by_a_letter(scene):
    for by_phone, outcome in ((False, "moved"), (True, "kept")):
        scene.letter(promise=replace(due(scene.now, hours=3), kind="call"), by_phone=True)
        scene.clock.forward(hours=1)
        scene.letter(by_phone=by_phone)
        assert promises_of(scene.session, scene.ticket.id)[-2].outcome == outcome
        scene.clock.forward(hours=1)


def test_a_call_is_suggested_when_the_customer_asks_for_one(scene):
    scene.letter()
    assert not suggested(scene)
    scene.ana(ask_call, phone="+351 91 000 0000")
    assert suggested(scene)


def test_a_call_is_suggested_after_two_unanswered_messages(scene):
    scene.letter()
    scene.ana(reply, body="Hello?")
    assert not suggested(scene)
    scene.ana(reply, body="Anybody?")
    assert suggested(scene)


def test_a_call_is_suggested_after_one_unhappy_message(scene):
    scene.letter()
    scene.ana(say_not_quite, body="That is not it at all.")
    assert suggested(scene)


def test_a_letter_takes_the_suggestion_away(scene):
    scene.letter()
    scene.ana(say_not_quite, body="That is not it at all.")
    scene.letter()
    assert not suggested(scene)


def test_where_a_call_is_promised_none_is_suggested_until_one_is_asked_for_anew(scene):
    scene.letter(promise=replace(due(scene.now, hours=3), kind="call"))
    scene.ana(reply, body="Hello?")
    scene.ana(say_not_quite, body="That is not it at all.")
    assert not suggested(scene)
    scene.ana(ask_call, phone="+351 91 000 0000")
    assert suggested(scene)


@pytest.mark.parametrize(
    ("unanswered", "asked", "unhappy", "call"),
    [(0, 0, 0, False), (1, 0, 0, False), (2, 0, 0, True), (0, 1, 0, True), (1, 0, 1, True)],
)
def test_when_a_call_is_suggested(unanswered, asked, unhappy, call):
    assert call_suggested(unanswered, bool(asked), bool(unhappy)) is call
