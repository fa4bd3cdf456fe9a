"""The customer decides when it is over; silence is shown as silence, and one click reopens."""

import pytest

from statuspage.domain.agent_verbs import close_unconfirmed, hand_over, move_promise
from statuspage.domain.customer_verbs import confirm, reopen, reply, say_felt, say_not_quite, say_not_solved, thank
from statuspage.domain.errors import Refused
from statuspage.domain.letters import Reply
from statuspage.domain.tickets import elapsed
from tests.cast import due


@pytest.fixture
def asked(scene):
    """A ticket whose customer has the question “is it solved?”."""
    scene.letter()
    scene.ask_solved()
    return scene


@pytest.fixture
def confirmed(asked):
    asked.ana(confirm)
    return asked


def test_yes_ends_the_ticket_by_the_customers_hand(asked):
    asked.clock.forward(hours=2)
    asked.ana(confirm)
    ticket = asked.ticket
    assert (ticket.step, ticket.closure, ticket.closed_at, ticket.is_open) == (
        "confirmed",
        "confirmed",
        asked.now,
        False,
    )
    assert (asked.events[-1].agent_id, asked.events[-1].data["step"]) == (None, ["solved", "confirmed"])


def test_nobody_confirms_what_was_never_called_solved(scene):
    scene.letter(step="working")
    for verb, said in ((confirm, {}), (say_not_solved, {"body": "No."})):
        with pytest.raises(Refused):
            scene.ana(verb, **said)
    assert scene.kinds == ["opened", "letter"]


def test_yes_twice_is_said_once(confirmed):
    confirmed.ana(confirm)
    assert confirmed.kinds.count("confirmed") == 1


def test_not_yet_puts_it_back_to_working_by_the_customers_hand(asked):
    asked.ana(say_not_solved, body="It died again.")
    ticket = asked.ticket
    assert (ticket.step, ticket.unanswered, ticket.asked_solved_at, ticket.unhappy) == ("working", 1, None, True)
    assert (asked.events[-1].agent_id, asked.events[-1].data["step"]) == (None, ["solved", "working"])


def test_not_yet_needs_words(asked):
    with pytest.raises(Refused) as refused:
        asked.ana(say_not_solved, body="")
    assert refused.value.field == "not_solved"


def test_silence_can_be_closed_and_is_called_unconfirmed(asked):
    asked.clock.forward(days=7)
    asked.agent(close_unconfirmed)
    ticket = asked.ticket
    assert (ticket.closure, ticket.step, ticket.closed_at) == ("unconfirmed", "solved", asked.now)
    assert asked.events[-1].agent_id == asked.cast.maria.id


def test_a_ticket_whose_customer_was_not_asked_cannot_be_closed(scene):
    scene.letter()
    with pytest.raises(Refused):
        scene.agent(close_unconfirmed)


def test_a_ticket_whose_customer_wrote_after_the_question_cannot_be_closed(asked):
    asked.ana(reply, body="It still leaks a bit.")
    with pytest.raises(Refused):
        asked.agent(close_unconfirmed)


def test_yes_after_the_closing_still_counts_and_the_clock_stays_where_it_stopped(asked):
    asked.agent(close_unconfirmed)
    stopped = asked.ticket.closed_at
    asked.clock.forward(days=1)
    asked.ana(confirm)
    assert (asked.ticket.closure, asked.ticket.step, asked.ticket.closed_at) == ("confirmed", "confirmed", stopped)


@pytest.mark.parametrize("body", ["", "It died again."])
def test_one_click_reopens_with_or_without_words(confirmed, body):
    confirmed.ana(reopen, body=body)
    ticket = confirmed.ticket
    assert (ticket.is_open, ticket.closure, ticket.step, ticket.reopened) == (True, "", "heard", 1)
    assert (ticket.unanswered, ticket.unhappy, ticket.asked_solved_at) == (1, True, None)
    assert (confirmed.session.get(Reply, (ticket.id, ticket.version)) is not None) is bool(body)


def test_reopening_an_open_ticket_changes_nothing(scene):
    scene.ana(reopen, body="Again!")
    assert scene.kinds == ["opened"]


@pytest.mark.parametrize("verb", [reply, say_not_quite])
def test_whoever_writes_again_is_not_done(confirmed, verb):
    confirmed.ana(verb, body="One more thing.")
    assert confirmed.ticket.is_open
    assert (confirmed.kinds[-1], confirmed.ticket.unanswered) == ("reopened", 1)


def test_the_clock_reads_as_if_it_had_never_stopped(confirmed):
    began = confirmed.ticket.opened_at
    confirmed.clock.forward(days=3)
    confirmed.ana(reopen)
    ticket = confirmed.ticket
    assert ticket.opened_at == began
    assert elapsed(ticket.opened_at, ticket.closed_at, confirmed.now) == confirmed.now - began


def test_a_closed_ticket_takes_no_letters_no_promise_no_handover(confirmed):
    scene = confirmed
    for refuse in (
        lambda: scene.letter(),
        lambda: scene.agent(move_promise, due(scene.now, hours=1)),
        lambda: scene.agent(close_unconfirmed),
        lambda: hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Take it."),
        lambda: scene.ana(say_not_solved, body="No."),
    ):
        with pytest.raises(Refused):
            refuse()


@pytest.mark.parametrize("listened", ["yes", "partly", "no"])
def test_how_it_felt_is_asked_once_it_is_over(confirmed, listened):
    confirmed.ana(say_felt, listened=listened, body="You called me back.")
    event = confirmed.events[-1]
    assert (event.kind, event.data["listened"]) == ("felt", listened)
    assert confirmed.session.get_one(Reply, (event.ticket_id, event.version)).body == "You called me back."


def test_how_it_felt_is_answered_once_for_each_end(confirmed):
    confirmed.ana(say_felt, listened="yes")
    with pytest.raises(Refused):
        confirmed.ana(say_felt, listened="no")
    confirmed.clock.forward(minutes=1)
    confirmed.ana(reopen, body="It is back.")
    confirmed.ask_solved()
    confirmed.clock.forward(minutes=1)
    confirmed.ana(confirm)
    confirmed.ana(say_felt, listened="no")
    assert [event.data["listened"] for event in confirmed.events if event.kind == "felt"] == ["yes", "no"]


def test_how_it_felt_is_not_asked_before(scene):
    with pytest.raises(Refused):
        scene.ana(say_felt, listened="yes")


def test_how_it_felt_has_three_answers(confirmed):
    with pytest.raises(Refused) as refused:
        confirmed.ana(say_felt, listened="10")
    assert refused.value.field == "listened"


def test_a_letter_is_thanked_for_once_and_its_writer_is_named(scene):
    letter = scene.letter(by=scene.cast.tom)
    for _ in range(2):
        thank(scene.session, scene.ticket.id, letter.version, scene.now)
    assert scene.kinds == ["opened", "letter", "thanked"]
    assert scene.events[-1].data == {"letter": letter.version, "to": scene.cast.tom.id}


@pytest.mark.parametrize("version", [-1, 0, 1, 99, 10**30])
def test_nobody_thanks_for_what_is_no_letter(scene, version):
    scene.letter()
    with pytest.raises(Refused):
        thank(scene.session, scene.ticket.id, version, scene.now)
