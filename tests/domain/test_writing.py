"""A letter: what it must carry, what is refused, and what it does to the ticket's step and turn."""

import pytest

from statuspage.domain.customer_verbs import reply
from statuspage.domain.errors import Refused
from statuspage.domain.letters import Letter
from tests.cast import due


def refusal(call, *arguments, **named):
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value


def test_a_letter_needs_words(scene):
    assert refusal(scene.letter, "  \n ").field == "body"


def test_a_letter_both_with_a_promise_and_the_question_is_refused(scene):
    assert refusal(scene.letter, asks_solved=True, promise=due(scene.now, hours=1)).field == "promise"


def test_a_letter_with_a_promise_that_has_passed_meanwhile_is_refused(scene):
    promise = due(scene.now, minutes=5)
    scene.clock.forward(minutes=5)
    assert refusal(scene.letter, promise=promise).field == "promise"


def test_a_letter_longer_than_fits_is_refused_with_its_length(scene):
    refused = refusal(scene.letter, "x" * 20_001)
    assert refused.field == "body"
    assert "20001" in str(refused)


def test_a_letter_as_long_as_fits_is_sent(scene):
    assert len(scene.letter("x" * 20_000).body) == 20_000


@pytest.mark.parametrize(
    "body", ["Dear [[their name]], hello.", "[[ ]]", "[[what [exactly] happened]]", "[[" + "x" * 900 + "]]"]
)
def test_a_draft_with_an_open_place_does_not_go_out(scene, body):
    assert refusal(scene.letter, body).field == "body"


def test_an_open_place_in_what_was_heard_does_not_go_out_either(scene):
    assert refusal(scene.letter, heard="You said [[what]].").field == "body"


def test_the_first_letter_moves_the_ticket_to_heard_unless_it_says_more(scene):
    scene.letter(step="working")
    assert (scene.ticket.step, scene.ticket.step_at) == ("working", scene.now)


def test_a_letter_without_a_step_keeps_the_step_and_its_time(scene):
    scene.letter(step="looking")
    at = scene.now
    scene.clock.forward(hours=1)
    scene.letter()
    assert (scene.ticket.step, scene.ticket.step_at) == ("looking", at)


def test_a_step_may_go_back_when_a_person_says_so(scene):
    scene.letter(step="working")
    scene.letter(step="looking")
    assert scene.events[-1].data["step"] == ["working", "looking"]
    assert scene.events[-1].agent_id == scene.cast.maria.id


@pytest.mark.parametrize("step", ["solved", "confirmed", "done", ""])
def test_no_letter_moves_a_ticket_to_a_step_that_is_not_the_agents_to_give(scene, step):
    assert refusal(scene.letter, step=step).field == "step"
    assert scene.ticket.step is None


def test_a_letter_after_the_question_takes_solved_back(scene):
    scene.ask_solved()
    scene.letter()
    assert (scene.ticket.step, scene.ticket.asked_solved_at) == ("working", None)


def test_the_question_makes_it_the_customers_turn(scene):
    scene.ask_solved(turn="third")
    assert (scene.ticket.turn, scene.ticket.step, scene.ticket.asked_solved_at) == ("you", "solved", scene.now)


@pytest.mark.parametrize("turn", ["us", "you", "third"])
def test_a_letter_says_whose_turn_it_is(scene, turn):
    scene.letter(turn=turn)
    assert (scene.ticket.turn, scene.events[-1].data["turn"]) == (turn, turn)


def test_a_turn_that_is_not_offered_is_refused_before_anything_moves(scene):
    assert refusal(scene.letter, turn="nobody").field == "turn"
    scene.session.flush()
    ticket = scene.ticket
    assert (ticket.step, ticket.promises_made, ticket.version, ticket.heard_at) == (None, 0, 1, None)


def test_a_letter_answers_everything_that_was_unanswered(scene):
    scene.ana(reply, body="And?")
    scene.letter()
    assert (scene.ticket.unanswered, scene.ticket.unanswered_since) == (0, None)


def test_a_letter_is_kept_as_typed_and_shown_safely(scene):
    letter = scene.letter("**Yes** <script>alert(1)</script>", is_public=True, by_phone=True)
    kept = scene.session.get_one(Letter, (letter.ticket_id, letter.version))
    assert kept.body == "**Yes** <script>alert(1)</script>"
    assert "<strong>Yes</strong>" in kept.html
    assert "<script" not in kept.html
    assert (kept.is_public, kept.by_phone) == (True, True)


def test_a_letter_is_private_unless_its_writer_allows_more(scene):
    assert scene.letter().is_public is False
