"""A promise is kept, late, or moved before it was due; none of that can be erased."""

from dataclasses import replace
from datetime import timedelta

import pytest

from statuspage.domain.agent_verbs import hand_over, move_promise
from statuspage.domain.customer_verbs import confirm, reply
from statuspage.domain.errors import Refused
from statuspage.domain.promises import score
from tests.cast import due
from tests.rows import promises_of


def outcomes(scene):
    return [promise.outcome for promise in promises_of(scene.session, scene.ticket.id)]


def test_a_letter_before_its_time_keeps_the_promise(scene):
    scene.letter(hours=3)
    scene.clock.forward(hours=2)
    scene.letter()
    assert outcomes(scene) == ["kept", "open"]


def test_a_letter_at_the_very_instant_keeps_the_promise(scene):
    scene.letter(hours=3)
    scene.clock.forward(hours=3)
    scene.letter()
    assert outcomes(scene)[0] == "kept"


def test_a_letter_a_moment_too_late_is_late(scene):
    scene.letter(hours=3)
    scene.clock.forward(hours=3, microseconds=1)
    scene.letter()
    assert outcomes(scene)[0] == "late"


def test_a_late_promise_stays_late_after_the_letter_comes(scene):
    scene.letter(hours=1)
    scene.clock.forward(hours=5)
    scene.letter()
    scene.clock.forward(hours=1)
    scene.letter()
    scene.clock.forward(hours=1)
    scene.ask_solved()
    scene.ana(confirm)
    assert outcomes(scene) == ["late", "kept", "kept"]
    assert score(scene.ticket).late == 1


def test_the_question_is_a_letter_and_settles_the_promise_too(scene):
    scene.letter(hours=3)
    scene.clock.forward(hours=1)
    scene.ask_solved()
    assert (outcomes(scene), scene.ticket.promised_at) == (["kept"], None)


def test_a_reply_settles_no_promise(scene):
    scene.letter(hours=3)
    scene.clock.forward(hours=9)
    scene.ana(reply, body="Where are you?")
    assert outcomes(scene) == ["open"]


def test_a_promise_moved_in_time_is_counted_as_moved_and_the_new_one_is_open(scene):
    scene.letter(hours=3)
    scene.agent(move_promise, due(scene.now, hours=30))
    assert outcomes(scene) == ["moved", "open"]
    assert scene.ticket.promised_at == due(scene.now, hours=30).at


def test_the_log_says_from_when_to_when_a_promise_was_moved_and_by_whom(scene):
    first = scene.letter(hours=3)
    scene.agent(move_promise, due(scene.now, hours=30))
    event = scene.events[-1]
    assert event.data == {
        "from": due(first.at, hours=3).at.isoformat(),
        "due": due(first.at, hours=30).at.isoformat(),
    }
    assert event.agent_id == scene.cast.maria.id


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=3)])
def test_a_promise_that_fell_due_cannot_be_moved(scene, late):
    scene.letter(hours=3)
    scene.clock.forward(seconds=3 * 3600 + late.total_seconds())
    with pytest.raises(Refused) as refused:
        scene.agent(move_promise, due(scene.now, hours=3))
    assert refused.value.field == "promise"
    assert outcomes(scene) == ["open"]


def test_there_is_nothing_to_move_after_the_question(scene):
    scene.ask_solved()
    with pytest.raises(Refused):
        scene.agent(move_promise, due(scene.now, hours=3))


def test_a_promise_is_not_moved_into_the_past(scene):
    scene.letter(hours=3)
    passed = due(scene.now, minutes=10)
    scene.clock.forward(minutes=20)
    with pytest.raises(Refused):
        scene.agent(move_promise, passed)
    assert outcomes(scene) == ["open"]


def test_moving_a_promise_is_no_letter_and_breaks_no_silence(scene):
    scene.letter(hours=3)
    since = scene.ticket.silent_since
    scene.clock.forward(hours=1)
    scene.agent(move_promise, due(scene.now, hours=9))
    assert (scene.ticket.letters, scene.ticket.silent_since) == (1, since)


def test_a_promised_call_that_is_moved_is_still_a_call(scene):
    scene.letter(promise=replace(due(scene.now, hours=3), kind="call"))
    scene.agent(move_promise, due(scene.now, hours=9))
    assert [promise.kind for promise in promises_of(scene.session, scene.ticket.id)] == ["call", "call"]


def a_call(scene, **wait):
    return replace(due(scene.now, **wait), kind="call")


def test_a_letter_before_a_promised_call_that_promises_it_again_moves_nothing(scene):
    call = a_call(scene, hours=3)
    scene.letter(promise=call)
    promise = scene.ticket.promise_id
    scene.clock.forward(hours=1)
    scene.letter(promise=call)
    assert (scene.ticket.promise_id, outcomes(scene)) == (promise, ["open"])
    assert "settled" not in scene.events[-1].data
    scene.clock.forward(hours=1)
    scene.letter(by_phone=True)
    assert outcomes(scene) == ["kept", "open"]


@pytest.mark.parametrize("another", [{"hours": 4}, {"kind": "letter"}])
def test_a_letter_before_a_promised_call_that_promises_anything_else_moves_it(scene, another):
    call = a_call(scene, hours=3)
    scene.letter(promise=call)
    other = a_call(scene, **another) if "hours" in another else replace(call, **another)
    scene.clock.forward(hours=1)
    scene.letter(promise=other)
    assert outcomes(scene) == ["moved", "open"]


def test_a_letter_that_tells_of_a_call_keeps_it_though_it_promises_one_for_then(scene):
    call = a_call(scene, hours=3)
    scene.letter(promise=call)
    scene.clock.forward(hours=1)
    scene.letter(promise=call, by_phone=True)
    assert outcomes(scene) == ["kept", "open"]


def test_a_promised_call_is_moved_to_whoever_promises_it_for_another(scene):
    call = a_call(scene, hours=3)
    scene.letter(promise=call)
    scene.clock.forward(hours=1)
    scene.letter(promise=call, by=scene.cast.tom)
    made = promises_of(scene.session, scene.ticket.id)
    assert [(one.outcome, one.agent_id) for one in made] == [
        ("moved", scene.cast.maria.id),
        ("open", scene.cast.tom.id),
    ]


def test_a_promised_call_stands_for_whoever_was_handed_the_ticket(scene):
    call = a_call(scene, hours=3)
    scene.letter(promise=call)
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom calls you.")
    scene.clock.forward(hours=1)
    scene.letter(promise=call, by=scene.cast.tom)
    assert outcomes(scene) == ["open"]


def test_a_promise_goes_along_when_the_ticket_is_handed_over(scene):
    scene.letter(hours=3)
    promised = scene.ticket.promised_at
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom has the part.")
    assert (scene.ticket.promised_at, outcomes(scene)) == (promised, ["open"])


def test_a_promise_keeps_the_words_that_it_was_made_in(scene):
    scene.letter(promise=due(scene.now, "Asia/Amman", hours=3))
    promise = promises_of(scene.session, scene.ticket.id)[0]
    assert (promise.wall, promise.zone, promise.made_at) == ("2026-11-23T15:12", "Asia/Amman", scene.now)
    assert promise.due_at == scene.now + timedelta(hours=3)


def test_the_score_adds_up(scene):
    scene.letter(hours=1)
    scene.clock.forward(hours=2)
    scene.letter(hours=3)
    scene.agent(move_promise, due(scene.now, hours=5))
    scene.clock.forward(hours=1)
    scene.letter(hours=1)
    got = score(scene.ticket)
    assert (got.made, got.kept, got.late, got.moved, got.open) == (4, 1, 1, 1, 1)
    assert got.due == 2
