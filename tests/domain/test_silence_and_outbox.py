"""The longest silence is the company's, and what must leave is written down with what caused it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from statuspage.domain.agent_verbs import close_unconfirmed, hand_over, move_promise
from statuspage.domain.customer_verbs import (
    ask_call,
    confirm,
    reopen,
    reply,
    say_heard_right,
    say_not_quite,
    say_not_solved,
)
from statuspage.domain.outbox import Outgoing
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from tests.cast import due

HOUR = 3600


def silence(scene):
    return scene.ticket.longest_silence, scene.ticket.longest_silence_from


def test_silence_is_measured_from_the_asking_and_between_letters(scene):
    began = scene.now
    scene.clock.forward(hours=2)
    scene.letter()
    assert silence(scene) == (2 * HOUR, began)
    scene.clock.forward(hours=5)
    scene.letter()
    assert silence(scene) == (5 * HOUR, began + timedelta(hours=2))
    scene.clock.forward(hours=1)
    scene.letter()
    assert silence(scene)[0] == 5 * HOUR


@pytest.mark.parametrize("verb", [reply, say_not_quite])
def test_what_the_customer_writes_breaks_no_silence_of_ours(scene, verb):
    scene.letter()
    scene.clock.forward(hours=2)
    scene.ana(verb, body="Hello?")
    scene.clock.forward(hours=2)
    scene.letter()
    assert silence(scene)[0] == 4 * HOUR


def test_the_silence_before_the_end_counts_and_the_peace_after_it_does_not(scene):
    scene.ask_solved()
    scene.clock.forward(hours=3)
    scene.ana(confirm)
    assert silence(scene)[0] == 3 * HOUR
    scene.clock.forward(days=30)
    scene.ana(reopen)
    scene.clock.forward(hours=1)
    scene.letter()
    assert silence(scene)[0] == 3 * HOUR


def outbox(scene):
    rows = scene.session.scalars(select(Outgoing).where(Outgoing.ticket_id == scene.ticket.id).order_by(Outgoing.id))
    return [(row.kind, row.to, row.version) for row in rows]


def test_what_an_agent_does_leaves_for_the_customer(scene):
    scene.letter()
    scene.agent(move_promise, due(scene.now, hours=9))
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom has it.")
    scene.ask_solved()
    scene.agent(close_unconfirmed)
    kinds = ["opened", "letter", "promise_moved", "handover", "letter", "closed"]
    told = [row for row in outbox(scene) if row[1] == "customer"]
    assert told == [(kind, "customer", 1 + index) for index, kind in enumerate(kinds)]


def test_the_owner_hears_of_what_a_colleague_does_in_their_ticket_and_of_one_that_becomes_theirs(scene):
    tom, maria = scene.cast.tom, scene.cast.maria
    scene.letter()
    assert [row for row in outbox(scene) if row[1] == "agent"] == []
    scene.letter(by=tom)
    move_promise(scene.session, scene.ticket.id, tom, scene.now, due(scene.now, hours=9))
    hand_over(scene.session, scene.ticket.id, maria, tom, scene.now, note="Tom has it.")
    scene.ask_solved(by=tom)
    close_unconfirmed(scene.session, scene.ticket.id, maria, scene.now)
    told = [kind for kind, to, _ in outbox(scene) if to == "agent"]
    assert told == ["letter", "promise_moved", "handover", "closed"]


def test_whoever_takes_a_ticket_over_themselves_is_told_nothing(scene):
    hand_over(scene.session, scene.ticket.id, scene.cast.tom, scene.cast.tom, scene.now, note="I have the part.")
    assert [(kind, to) for kind, to, _ in outbox(scene)] == [("opened", "customer"), ("handover", "customer")]


def test_what_the_customer_writes_leaves_for_the_owner(scene):
    scene.letter()
    scene.ana(reply, body="Thanks.")
    scene.ana(say_not_quite, body="No.")
    scene.ana(ask_call, phone="+351 91 000 0000")
    scene.ask_solved()
    scene.ana(say_not_solved, body="No.")
    scene.ask_solved()
    scene.ana(confirm)
    scene.ana(reopen)
    kinds = ["reply", "heard_not_quite", "call_asked", "not_solved", "confirmed", "reopened"]
    assert [(kind, to) for kind, to, _ in outbox(scene) if to == "agent"] == [(kind, "agent") for kind in kinds]


def test_what_asks_for_no_answer_leaves_for_nobody(scene):
    scene.letter()
    before = outbox(scene)
    scene.ana(say_heard_right)
    publish(scene.session, scene.ticket.id, PublicChoice(), scene.now)
    assert outbox(scene) == before


def test_a_refused_verb_leaves_nothing_in_the_outbox(scene):
    with pytest.raises(Exception, match="write something"):
        scene.ana(reply, body="")
    assert [kind for kind, _, _ in outbox(scene)] == ["opened"]
