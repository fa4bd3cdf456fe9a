"""The desk says plainly whose ticket it is, who else is there, and what a letter leaves open."""

import re

import pytest
from sqlalchemy import select

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import ask_call, reply, say_not_quite
from statuspage.domain.events import history
from statuspage.domain.people import presence
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.surfaces.desk import log_in, post

PHONE = "+351 91 000 0000"


@pytest.fixture
def desk(cast):
    return f"/desk/tickets/{cast.ticket.id}"


@pytest.fixture
def heard(run, cast, clock):
    said = {"body": "On it.", "heard": "It dies.", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    clock.forward(hours=1)


def letter(client, desk, run, cast, **typed):
    version = run(lambda session: session.get_one(Ticket, cast.ticket.id).version)
    return post(client, f"{desk}/letters", body="A word.", seen=version, **typed)


def row(run, cast):
    return run(lambda session: session.get_one(Ticket, cast.ticket.id))


def test_a_colleagues_ticket_says_whose_it_is_when_they_are_in_and_whose_promise_this_will_be(maria, tom, desk):
    bar = re.search(r'<div class="whose is-theirs".*?</div>', tom.get(desk).text, re.DOTALL)[0]
    assert "You are in the ticket of Maria" in bar
    assert "(in until 17:00" in bar
    assert "What you promise here is your promise, and Maria hears of it." in bar
    assert "You are in the ticket of" not in maria.get(desk).text


def test_a_letter_of_a_colleague_promises_in_the_colleagues_name(maria, tom, desk, run, cast, heard):
    assert letter(tom, desk, run, cast, promise="2026-11-23T18:00").status_code == 303
    assert "Tom writes again by" in re.sub(r"<[^>]+>", "", maria.get(desk).text)


def test_two_agents_at_one_ticket_see_each_other_as_the_page_loads(maria, tom, desk, run, cast, clock):
    assert re.search(r"data-colleagues[^>]* hidden", maria.get(desk).text)
    assert post(tom, f"{desk}/presence", doing="reading").status_code == 204
    assert "Tom has this open too" in maria.get(desk).text
    assert "has this open too</p>" not in tom.get(desk).text
    run(presence.be, cast.ticket.id, "writing", clock(), cast.tom.id)
    assert "Tom is writing to Ana now" in maria.get(desk).text
    assert "Tom has this open too" not in maria.get(desk).text
    assert post(tom, f"{desk}/presence", doing="gone").status_code == 204
    assert not re.search(r"Tom (is writing|has this)", maria.get(desk).text)


def test_a_wish_for_a_call_stays_on_the_desk_until_it_is_promised_made_or_declined_in_words(
    maria, desk, run, cast, clock, heard
):
    assert "letter-declines_call" not in maria.get(desk).text
    run(ask_call, cast.ticket.id, clock(), phone=PHONE)
    assert "Ana asked to be called. That stays open" in maria.get(desk).text
    letter(maria, desk, run, cast, promise="2026-11-23T18:00")
    assert "Ana asked to be called. That stays open" in maria.get(desk).text
    assert "asked to be called" in maria.get("/desk").text
    letter(maria, desk, run, cast, promise="2026-11-23T18:00", declines_call="yes")
    assert "asked to be called" not in maria.get(desk).text + maria.get("/desk").text
    assert run(lambda session: history(session, cast.ticket.id)[-1].data["declines"]) is True


@pytest.mark.parametrize("answer", [{"kind": "call"}, {"by_phone": "yes"}])
def test_a_call_that_is_promised_or_told_of_answers_the_wish(maria, desk, run, cast, clock, heard, answer):
    run(ask_call, cast.ticket.id, clock(), phone=PHONE)
    assert letter(maria, desk, run, cast, promise="2026-11-23T18:00", **answer).status_code == 303
    assert row(run, cast).call_asked_at is None


def test_no_call_is_offered_or_suggested_where_there_is_no_number(maria, desk, run, cast, clock, heard):
    run(lambda session: setattr(session.scalar(select(Customer)), "phone", ""))
    run(say_not_quite, cast.ticket.id, clock(), body="That is not it.")
    run(reply, cast.ticket.id, clock(), body="Hello?")
    page, queue = maria.get(desk).text, maria.get("/desk").text
    assert "A call may be better" not in page
    assert "I’ll call then" not in page
    assert "wrote 2 times" in queue
    assert "a call may be better" not in queue
    run(ask_call, cast.ticket.id, clock(), phone=PHONE)
    assert "I’ll call then" in maria.get(desk).text, "they gave a number as they asked"


def test_the_question_sets_step_and_turn_whatever_the_form_says(maria, desk, run, cast, heard):
    letter(maria, desk, run, cast, promise="ask", step="looking", turn="third")
    assert (row(run, cast).step, row(run, cast).turn) == ("solved", "you")
    assert "The question moves this to “Solved”, and it is the turn of Ana." in maria.get(desk).text


def test_the_button_of_a_note_says_that_it_stays_among_us(maria, desk):
    button = re.search(r"<button[^>]*data-send .*?</button>", maria.get(desk).text)[0]
    assert ">Send to Ana</span>" in button
    assert '<span class="among-us">Keep among us</span>' in button


@pytest.mark.parametrize(
    ("hours", "hello"),
    [(-5, "Hello"), (-4, "Good morning"), (2, "Good morning"), (3, "Good afternoon"), (9, "Good evening"),
     (13, "Good evening"), (14, "Hello")],
)  # fmt: skip
def test_the_greeting_fits_the_hour_by_the_agents_own_clock(client, cast, clock, hours, hello):
    clock.time = clock.time.replace(hour=9, minute=0)
    clock.forward(hours=hours)
    log_in(client)
    assert f'queue-hello">{hello}, Maria' in client.get("/desk").text


def test_the_greeting_changes_by_itself_at_noon(maria, clock):
    clock.time = clock.time.replace(hour=11, minute=59)
    morning = maria.get("/desk/live")
    clock.forward(minutes=1)
    noon = maria.get("/desk/live")
    assert "Good morning" in morning.text
    assert "Good afternoon" in noon.text
