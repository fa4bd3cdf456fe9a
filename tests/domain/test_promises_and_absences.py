"""No promise is made for a time at which its keeper is away; those that were are handed over, moved, or left."""

from datetime import UTC, datetime

import pytest

from statuspage.domain.absences.fallen import fallen, settle_fallen, undecided
from statuspage.domain.absences.planned import TypedSpan, planned
from statuspage.domain.absences.verbs import set_absence
from statuspage.domain.agent_verbs import hand_over, move_promise
from statuspage.domain.errors import Refused
from statuspage.domain.letters import Handover
from statuspage.domain.outbox import Outgoing
from statuspage.domain.promises import promised_for

LISBON = "Europe/Lisbon"
WEEK = TypedSpan("2026-11-25", "", "2026-11-30", "")


def at(scene, wall):
    return promised_for(wall, LISBON, scene.now)


@pytest.fixture
def away(scene):
    """Maria is away from Wednesday until Monday, and Tom covers."""
    wanted = planned(WEEK, LISBON, scene.now)
    return set_absence(scene.session, scene.cast.maria.id, scene.cast.maria, scene.now, wanted, scene.cast.tom.id)


def test_a_letter_promises_nothing_while_its_writer_is_away_and_says_what_else_would_do(scene, away):
    with pytest.raises(Refused) as refused:
        scene.letter(promise=at(scene, "2026-11-26T17:00"))
    assert refused.value.field == "promise"
    assert str(refused.value.words) == (
        "You are away then, until 2026-11-30 00:00. Choose a time before you go (until 2026-11-24 17:00) or after you "
        "are back (from 2026-11-30 10:00), or hand this to Tom, who covers."
    )
    assert scene.ticket.letters == 0


@pytest.mark.parametrize("wall", ["2026-11-24T17:00", "2026-11-25T00:00", "2026-11-30T10:00"])
def test_before_and_after_it_can_be_promised(scene, away, wall):
    assert scene.letter(promise=at(scene, wall))


def test_a_promise_is_not_moved_into_an_absence(scene, away):
    scene.letter(promise=at(scene, "2026-11-24T12:00"))
    with pytest.raises(Refused, match="You are away then"):
        scene.agent(move_promise, at(scene, "2026-11-27T12:00"))


def test_while_they_are_away_only_what_comes_after_is_offered(scene, away):
    scene.clock.forward(days=2, hours=2)
    with pytest.raises(Refused, match="Choose a time after you are back") as refused:
        scene.letter(promise=at(scene, "2026-11-27T12:00"))
    assert "before you go" not in str(refused.value.words)


def test_the_cover_promises_for_themselves(scene, away):
    assert scene.letter(by=scene.cast.tom, promise=at(scene, "2026-11-26T12:00"))


def test_what_was_promised_before_is_found_and_by_its_keeper(scene):
    scene.letter(promise=at(scene, "2026-11-26T12:00"))
    wanted = planned(WEEK, LISBON, scene.now)
    (found,) = fallen(scene.session, scene.cast.maria.id, wanted.begins, wanted.ends)
    assert (found.ticket_id, found.customer, found.due_at) == (
        scene.ticket.id,
        "Ana Reis",
        datetime(2026, 11, 26, 12, tzinfo=UTC),
    )
    assert fallen(scene.session, scene.cast.tom.id, wanted.begins, wanted.ends) == []
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom has it.")
    assert fallen(scene.session, scene.cast.maria.id, wanted.begins, wanted.ends) == []
    assert undecided([found], {}) == [found]
    assert undecided([found], {found.ticket_id: "leave"}) == []


def settle(scene, what, note="Tom has it while I am away.", by=None):
    wanted = planned(WEEK, LISBON, scene.now)
    maria, tom = scene.cast.maria, scene.cast.tom
    found = fallen(scene.session, maria.id, wanted.begins, wanted.ends)
    decided = {one.ticket_id: what for one in found}
    settle_fallen(scene.session, found, decided, by or maria, scene.now, wanted, tom.id, maria, note)


def test_it_is_handed_to_the_cover_as_any_ticket_is_and_the_customer_is_told(scene):
    scene.letter(promise=at(scene, "2026-11-26T12:00"))
    settle(scene, "hand")
    assert (scene.ticket.owner_id, scene.kinds[-1]) == (scene.cast.tom.id, "handover")
    note = scene.session.get_one(Handover, (scene.ticket.id, scene.ticket.version)).note
    assert note == "Tom has it while I am away."
    left = scene.session.query(Outgoing).where(Outgoing.version == scene.ticket.version).all()
    assert {one.to for one in left} >= {"customer"}


def test_a_handover_to_the_cover_needs_words(scene):
    scene.letter(promise=at(scene, "2026-11-26T12:00"))
    with pytest.raises(Refused) as refused:
        settle(scene, "hand", note=" ")
    assert refused.value.field == "note"


@pytest.mark.parametrize(("what", "due"), [("before", (2026, 11, 24, 17)), ("after", (2026, 11, 30, 10))])
def test_it_is_moved_to_the_last_time_before_or_the_first_after(scene, what, due):
    scene.letter(promise=at(scene, "2026-11-26T12:00"))
    settle(scene, what)
    assert scene.ticket.promised_at == datetime(*due, tzinfo=UTC)
    assert scene.kinds[-1] == "promise_moved"


def test_it_is_left_as_it_is(scene):
    scene.letter(promise=at(scene, "2026-11-26T12:00"))
    settle(scene, "leave")
    assert (scene.ticket.owner_id, scene.kinds[-1]) == (scene.cast.maria.id, "letter")


def test_nobody_moves_the_promise_of_somebody_else(scene):
    scene.letter(promise=at(scene, "2026-11-26T12:00"))
    with pytest.raises(Refused, match="cannot be moved"):
        settle(scene, "after", by=scene.cast.tom)
