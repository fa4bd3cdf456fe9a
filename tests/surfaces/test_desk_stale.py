"""A page of the desk that is older than its ticket: nobody acts on it blindly, and nothing that was typed is lost."""

import re

import pytest

from statuspage.db import db
from statuspage.domain.agent_verbs import hand_over, move_promise, write_letter
from statuspage.domain.customer_verbs import confirm, reply
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.rows import promises_of
from tests.surfaces.desk import log_in, post

NEWS = "Something new happened while this page was open."


@pytest.fixture
def desk(client, run, cast, clock):
    """The desk's page of a ticket that is heard, with a promise, at version 2."""
    words = {"body": "On it.", "heard": "It died again.", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **words)
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


def seen_by(page, verb: str) -> list[str]:
    return re.findall(rf'action="[^"]*/{verb}".*?name="seen" value="(\d+)"', page.text, re.DOTALL)


def test_two_handovers_from_the_same_page_are_one(client, run, cast, desk, clock):
    assert seen_by(client.get(desk), "handovers") == ["2"]
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Tom knows fuses.")
    typed = {"to": str(cast.maria.id), "note": "Maria, take it back."}
    answer = post(client, f"{desk}/handovers", **typed, seen="2")
    assert answer.status_code == 409
    for words in (NEWS, "What you typed is still here.", "New since you opened this page", "Tom knows fuses."):
        assert words in answer.text
    assert re.search(r'id="act-handover"[^>]* open', answer.text)
    assert "Maria, take it back.</textarea>" in answer.text
    assert f'<option value="{cast.maria.id}" selected>' in answer.text
    assert db.session.get(Ticket, cast.ticket.id).owner_id == cast.tom.id
    again = post(client, f"{desk}/handovers", **typed, seen=seen_by(answer, "handovers")[0])
    assert again.status_code == 303


def test_a_promise_that_a_colleague_moved_is_looked_at_before_it_is_moved_again(client, run, cast, desk, clock):
    run(move_promise, cast.ticket.id, cast.tom, clock(), due(clock(), hours=5))
    typed = {"promise": "pick", "day": "2026-11-25", "time": "08:15"}
    answer = post(client, f"{desk}/promises", **typed, seen="2")
    assert answer.status_code == 409
    assert NEWS in answer.text
    assert "Tom moved the promise" in answer.text
    assert re.search(r'id="act-promise"[^>]* open', answer.text)
    assert 'value="2026-11-25"' in answer.text
    assert [promise.outcome for promise in promises_of(db.session, cast.ticket.id)] == ["moved", "open"]
    assert post(client, f"{desk}/promises", **typed, seen=seen_by(answer, "promises")[0]).status_code == 303


def test_a_question_that_was_answered_meanwhile_is_not_closed(client, run, cast, desk, clock):
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="Done?", asks_solved=True)
    assert seen_by(client.get(desk), "closing") == ["3"]
    run(reply, cast.ticket.id, clock(), body="It still hisses.")
    answer = post(client, f"{desk}/closing", seen="3")
    assert answer.status_code == 409
    assert NEWS in answer.text
    assert "It still hisses." in answer.text
    assert db.session.get(Ticket, cast.ticket.id).is_open


@pytest.mark.parametrize("seen", ["", "x", "-1", "0"])
@pytest.mark.parametrize("verb", ["handovers", "promises"])
def test_a_form_that_does_not_say_what_was_seen_has_seen_nothing(client, cast, desk, verb, seen):
    typed = {"to": str(cast.tom.id), "note": "Tom knows fuses.", "promise": "2026-11-24T17:00"}
    assert post(client, f"{desk}/{verb}", **typed, seen=seen).status_code == 409


def test_a_move_to_the_minute_where_it_stands_is_refused_in_words(client, desk):
    answer = post(client, f"{desk}/promises", promise="2026-11-23T12:12", seen="2")
    assert answer.status_code == 422
    assert "promised already" in answer.text


FORMS = {
    "letters": {"body": "Ana, the fuse is on its way.", "heard": "It dies on Mondays.", "promise": "2026-11-23T17:00"},
    "handovers": {"note": "Tom knows fuses."},
}


@pytest.mark.parametrize("state", ["closed", "open"])
@pytest.mark.parametrize("verb", FORMS)
def test_what_was_typed_is_given_back_when_its_form_is_gone(client, run, cast, desk, clock, verb, state):
    if state == "closed":
        run(write_letter, cast.ticket.id, cast.maria, clock(), body="Done?", asks_solved=True)
        run(confirm, cast.ticket.id, clock())
    answer = post(client, f"{desk}/{verb}", to=str(cast.tom.id), seen="1", **FORMS[verb])
    assert answer.status_code == (422 if state == "closed" else 409)
    for name in FORMS[verb].keys() - {"promise"}:
        assert f"{FORMS[verb][name]}</textarea>" in answer.text


def test_the_note_of_a_handover_is_given_back_when_there_is_no_colleague_left(client, run, cast, desk):
    run(lambda session: setattr(session.get(Agent, cast.tom.id), "is_active", False))
    answer = post(client, f"{desk}/handovers", to=str(cast.tom.id), seen="2", note="Tom knows fuses.")
    assert answer.status_code == 422
    assert "Tom knows fuses.</textarea>" in answer.text
