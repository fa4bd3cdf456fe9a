"""A handover carries a note that the customer can read, so that nobody tells their story twice."""

import pytest

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.errors import Refused
from statuspage.domain.letters import Handover


def give(scene, to=None, note="Tom has the part in his hands.", **rest):
    return hand_over(
        scene.session, scene.ticket.id, rest.pop("by", scene.cast.maria), to or scene.cast.tom, scene.now, note=note
    )


def test_the_ticket_has_a_new_owner_and_the_log_says_who_gave_it(scene):
    give(scene)
    event = scene.events[-1]
    assert scene.ticket.owner_id == scene.cast.tom.id
    assert (event.kind, event.agent_id) == ("handover", scene.cast.maria.id)
    assert event.data == {"from": scene.cast.maria.id, "to": scene.cast.tom.id}
    assert scene.ticket.handovers == 1


def test_the_note_of_a_handover_is_kept_for_the_customer(scene):
    give(scene)
    assert scene.session.get_one(Handover, (scene.ticket.id, scene.ticket.version)).note.startswith("Tom has")


@pytest.mark.parametrize("note", ["", "  ", "x" * 2_001])
def test_a_handover_without_a_note_that_can_be_read_is_refused(scene, note):
    with pytest.raises(Refused) as refused:
        give(scene, note=note)
    assert refused.value.field == "note"


def test_nobody_hands_a_ticket_to_who_has_it(scene):
    with pytest.raises(Refused) as refused:
        give(scene, to=scene.cast.maria)
    assert refused.value.field == "to"


def test_nobody_hands_a_ticket_to_who_has_left(scene):
    scene.cast.tom.is_active = False
    with pytest.raises(Refused) as refused:
        give(scene)
    assert refused.value.field == "to"


def test_a_colleague_may_take_a_ticket_over_and_is_named(scene):
    give(scene, by=scene.cast.tom, note="Maria is ill; I have it.")
    assert scene.events[-1].agent_id == scene.cast.tom.id


def test_a_handover_moves_no_step_and_breaks_no_silence(scene):
    scene.letter(step="looking")
    before = scene.ticket.step, scene.ticket.silent_since, scene.ticket.turn
    scene.clock.forward(hours=1)
    give(scene)
    assert (scene.ticket.step, scene.ticket.silent_since, scene.ticket.turn) == before


def test_a_handover_answers_no_reply(scene):
    unanswered = scene.ticket.unanswered
    give(scene)
    assert scene.ticket.unanswered == unanswered == 1
