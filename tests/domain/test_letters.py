"""An agent writes: what a letter must carry, and what it does to the ticket."""

import pytest

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.errors import Refused, Repeated, Stale
from statuspage.domain.events import history
from tests.cast import due


def test_the_first_letter_says_what_was_heard(session, cast, clock):
    with pytest.raises(Refused) as refused:
        write_letter(session, cast.ticket.id, cast.maria, clock(), body="On it.", promise=due(clock(), hours=3))
    assert refused.value.field == "heard"


def test_a_letter_makes_a_promise_and_moves_the_ticket_to_heard(session, cast, clock):
    promise = due(clock(), hours=3)
    write_letter(session, cast.ticket.id, cast.maria, clock(), body="On it.", heard="It died again.", promise=promise)
    ticket = session.get_one(type(cast.ticket), cast.ticket.id)
    assert (ticket.step, ticket.promised_at, ticket.version) == ("heard", promise.at, 2)
    assert [event.kind for event in history(session, ticket.id)] == ["opened", "letter"]


def test_a_letter_without_a_promise_or_the_question_is_refused(session, cast, clock):
    with pytest.raises(Refused) as refused:
        write_letter(session, cast.ticket.id, cast.maria, clock(), body="On it.", heard="It died again.")
    assert refused.value.field == "promise"


def test_a_letter_sent_twice_counts_once(session, cast, clock):
    send = {"body": "On it.", "heard": "It died again.", "promise": due(clock(), hours=3), "once": "abc"}
    write_letter(session, cast.ticket.id, cast.maria, clock(), **send)
    with pytest.raises(Repeated):
        write_letter(session, cast.ticket.id, cast.maria, clock(), **send)


def test_the_second_of_two_agents_sees_the_first_ones_letter_before_sending(session, cast, clock):
    seen = cast.ticket.version
    write_letter(session, cast.ticket.id, cast.maria, clock(), body="A", heard="h", promise=due(clock(), hours=3))
    with pytest.raises(Stale) as stale:
        write_letter(session, cast.ticket.id, cast.tom, clock(), body="B", promise=due(clock(), hours=4), seen=seen)
    assert stale.value.since == seen
