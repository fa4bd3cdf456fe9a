"""The queue: one next thing and why, lateness in words, and never more than three statements."""

import html
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from statuspage.db import db
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.customer_verbs import ask_call, reply
from statuspage.domain.desk import queue as domain_queue
from statuspage.domain.opening import open_ticket
from statuspage.protocol import Live
from statuspage.surfaces.desk import lanes
from tests.cast import due
from tests.surfaces.desk import log_in


@contextmanager
def statements():
    """What is asked of the database meanwhile, without the transactions' own beginnings."""
    asked = []

    def count(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


@pytest.fixture
def heard(run, cast, clock):
    """Maria has answered, and promised to write again in three hours."""
    words = {"body": "On it.", "heard": "It died again.", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **words)
    return cast.ticket


def test_what_nobody_has_heard_yet_comes_first_and_says_so(client, cast):
    log_in(client)
    page = client.get("/desk")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Ana Reis" in page.text
    assert "has not been heard yet" in page.text
    assert "It did it again this morning." in page.text
    assert f'href="http://localhost/desk/tickets/{cast.ticket.id}"' in page.text


def test_a_late_promise_is_late_in_words(client, heard, clock):
    log_in(client)
    assert "due today, 12:12" in " ".join(client.get("/desk").text.split()).replace(
        '<time datetime="2026-11-23T12:12:00Z" data-when>', ""
    )
    clock.forward(hours=4)
    page = client.get("/desk").text
    assert "was due" in page
    assert "is-late" in page


def test_a_promise_due_soon_and_a_message_are_both_said(client, run, heard, clock):
    run(reply, heard.id, clock.forward(minutes=150), body="Hello?")
    log_in(client)
    assert "wrote to you, your promise is due soon" in client.get("/desk").text


def test_what_a_lane_has_no_room_for_is_counted_and_one_click_away(client, run, cast, clock, monkeypatch):
    for module in (domain_queue, lanes):
        monkeypatch.setattr(module, "SHOWN", shown := 4)
    for number in range(shown + 2):
        run(open_ticket, cast.ana, cast.maria, clock(), subject=f"Number {number}.", story="Since Monday.")
    log_in(client)
    with statements() as asked:
        page = client.get("/desk").text
    assert len(asked) <= 3, "a long queue asks no more often than a short one"
    assert f'<span class="count">{shown + 3}</span>' in page
    assert "and 3 more" in page
    behind = html.unescape(re.search('href="([^"]+)">and 3 more', page)[1])
    rest = client.get(behind).text
    assert [f"Number {number}." in rest for number in (shown - 2, shown - 1, shown + 1)] == [False, True, True]
    whole = client.get("/desk/lanes/unheard").text
    assert ("Go on" in whole, "Go on" in rest) == (True, False)
    assert client.get("/desk/lanes/nonsense").status_code == 404
    assert client.get("/desk/lanes/unheard?after=nonsense").text.count("queue-item") == shown


def test_two_unanswered_messages_suggest_a_call(client, run, heard, clock):
    for body in ("Hello?", "Are you there?"):
        run(reply, heard.id, clock.forward(minutes=5), body=body)
    log_in(client)
    assert "wrote 2 times since your last word; a call may be better" in client.get("/desk").text
    assert "A call may be better now" in client.get(f"/desk/tickets/{heard.id}").text


def test_who_asked_to_be_called_is_said(client, run, heard, clock):
    run(ask_call, heard.id, clock.forward(minutes=5), phone="+351 91 000 0000")
    log_in(client)
    assert "asked to be called" in client.get("/desk").text


def test_a_question_left_with_the_customer_waits_apart(client, run, heard, cast, clock):
    run(write_letter, heard.id, cast.maria, clock.forward(hours=1), body="Done?", asks_solved=True)
    log_in(client)
    page = client.get("/desk").text
    assert "Waiting for them" in page
    assert "You have written to everyone." in page


def test_an_empty_queue_is_a_warm_one(client, run, cast, clock):
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Yours.")
    log_in(client)
    page = client.get("/desk").text
    assert "Nobody is waiting for you." in page
    assert "coffee" in page


def test_the_queue_takes_at_most_three_statements(client, heard):
    log_in(client)
    for path in ("/desk", "/desk/live"):
        with statements() as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= 3, asked


def test_the_queues_live_fragment_names_what_it_is(client, cast, run, clock):
    log_in(client)
    before = client.get("/desk/live")
    assert Live.from_headers(before.headers).ticket_id is None
    assert "<html" not in before.text
    assert "Ana Reis" in before.text
    assert before.data == client.get("/desk/live").data, "the same queue reads the same"
    run(reply, cast.ticket.id, clock.forward(minutes=1), body="Hello?")
    assert Live.from_headers(client.get("/desk/live").headers) != Live.from_headers(before.headers)


def test_one_ticket_takes_few_statements_however_long_it_is(client, run, heard, cast, clock):
    log_in(client)
    with statements() as few:
        client.get(f"/desk/tickets/{heard.id}")
    for _ in range(30):
        run(reply, heard.id, clock.forward(minutes=1), body="Hello?")
    with statements() as many:
        client.get(f"/desk/tickets/{heard.id}")
    assert len(few) <= len(many) <= 14
