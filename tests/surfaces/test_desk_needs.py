"""Asking for something at the desk: the list in a letter's form, what has come of it, and a reminder by hand only."""

import html
import re

import pytest

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.desk.unsent_letters import read_unsent
from statuspage.domain.events import history
from statuspage.domain.need_verbs import Gift, give
from statuspage.domain.needs import needed, needs_by_key
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.surfaces.desk import log_in, post
from tests.surfaces.private_things import field, words

LETTER = {"heard": "It died again.", "body": "I need two things.", "promise": "2026-11-25T17:00", "seen_by": "customer"}
ASKS = {"needs": "A photo of the label\nThe order number", "needs_day": "2026-11-24", "needs_time": "10:00"}


@pytest.fixture
def desk(client, cast):
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


@pytest.fixture
def asked(run, cast, clock, desk):
    """A letter that asks for two things; its version."""
    wanted = needed(ASKS["needs"], "2026-11-24T10:00", "Europe/Lisbon", clock())
    said = {"body": "I need two things.", "heard": "It dies.", "promise": due(clock(), hours=50), "needs": wanted}
    return run(write_letter, cast.ticket.id, cast.maria, clock(), **said).version


def ticket(cast) -> Ticket:
    db.session.rollback()
    return db.session.get_one(Ticket, cast.ticket.id)


def kinds(cast) -> list[str]:
    return [event.kind for event in history(db.session(), cast.ticket.id)]


def needs(page: str) -> str:
    found = re.search(r'<div id="needs">.*?<div id="composer">', page, re.S)
    return words(found[0]) if found else ""


def reminded(client, desk: str, body: str) -> str:
    """The letter that holds ``body``, once a reminder was laid into it."""
    page = post(client, f"{desk}/preview", remind="1", **(LETTER | {"body": body})).text
    return html.unescape(field(page[page.index('id="letter-body"') - 200 :], "body"))


def test_a_letter_asks_for_lines_by_a_time_of_the_customers_clock(client, cast, desk):
    assert "Ask for something" in client.get(desk).text
    assert post(client, f"{desk}/letters", **LETTER, **ASKS, turn="us", seen="1").status_code == 303
    assert (ticket(cast).turn, ticket(cast).needs_open) == ("you", 2)
    assert [need.due_at.isoformat() for need in needs_by_key(db.session(), cast.ticket.id).values()] == [
        "2026-11-24T10:00:00+00:00"
    ] * 2


def test_a_letter_without_lines_asks_for_nothing_whatever_its_time_says(client, cast, desk):
    assert post(client, f"{desk}/letters", **LETTER, seen="1", needs=" \n ", needs_day="").status_code == 303
    assert (ticket(cast).turn, ticket(cast).needs_open) == ("us", 0)


@pytest.mark.parametrize(
    ("change", "told", "place"),
    [
        ({"needs": "\n".join(map(str, range(9)))}, "These are 9 lines, and 8 are the most", "needs"),
        ({"needs": "x" * 5_000}, "5000 characters long; 200", "needs"),
        ({"needs_day": "2026-11-22"}, "That time has passed already", "needs_by"),
        ({"needs_day": ""}, "the day and the time by which you need it", "needs_by"),
        ({"seen_by": "us"}, "Only a letter asks for something", "needs"),
    ],
)
def test_what_cannot_be_asked_for_comes_back_as_it_was_typed(client, cast, desk, change, told, place):
    form = LETTER | ASKS | change
    answer = post(client, f"{desk}/letters", **form, seen="1")
    assert answer.status_code == 422
    assert told in answer.text
    assert f'href="#letter-{place}"' in answer.text
    assert f'id="letter-{place}"' in answer.text
    assert field(answer.text, "needs") == form["needs"]
    assert re.search(r'id="letter-ask"[^>]* open', answer.text)
    assert kinds(cast) == ["opened"]


def test_what_is_asked_for_is_kept_with_the_unsent_letter(client, cast, desk):
    assert post(client, f"{desk}/unsent", **ASKS, copy="a window").status_code == 200
    (kept,) = read_unsent(db.session(), cast.maria.id, cast.ticket.id)
    assert {name: kept.fields[name] for name in ASKS} == ASKS
    page = client.get(desk).text
    assert field(page, "needs") == ASKS["needs"]
    assert 'name="needs_day" value="2026-11-24"' in page


def test_the_preview_shows_what_it_asks_for(client, desk):
    shown = post(client, f"{desk}/preview", **LETTER, **ASKS).text
    assert "Asked for, by tomorrow, 10:00 A photo of the label The order number" in words(shown)


def test_the_desk_shows_what_has_come_and_what_is_open(client, run, cast, clock, desk, asked):
    run(give, cast.ticket.id, clock.forward(hours=1), gifts={f"{asked}-1": Gift("On <b>the</b> box.")})
    told = needs(client.get(desk).text)
    assert "Asked of Ana still open: 1 · with Ana since today, 09:12" in told
    assert "Maria needs from Ana, by tomorrow, 10:00" in told
    assert "A photo of the label Ana gave this On &lt;b&gt;the&lt;/b&gt; box." in told
    assert "The order number It has come No longer needed" in told


def test_the_queue_says_that_they_gave_what_was_asked_for(client, run, cast, clock, desk, asked):
    gifts = {f"{asked}-{number}": Gift("Here.") for number in (1, 2)}
    run(give, cast.ticket.id, clock.forward(hours=1), gifts=gifts)
    page = words(client.get("/desk").text)
    assert "gave what you asked for" in page
    assert "wrote to you" not in page
    assert needs(client.get(desk).text) == ""


def test_what_came_by_mail_is_ticked_off_by_hand_and_what_is_not_needed_is_put_away(
    client, run, cast, clock, desk, asked
):
    run(reply, cast.ticket.id, clock.forward(hours=1), body="The photo is attached.")
    answer = post(client, f"{desk}/needs", came=f"{asked}-1")
    assert (answer.status_code, answer.location) == (303, f"http://localhost{desk}?said=came#needs")
    assert "It came in another way; Maria ticked it off" in needs(client.get(desk).text)
    assert post(client, f"{desk}/needs", away=f"{asked}-2").location == f"http://localhost{desk}?said=put_away#needs"
    assert (ticket(cast).turn, ticket(cast).needs_open) == ("us", 0)
    again = post(client, f"{desk}/needs", away=f"{asked}-2")
    assert again.status_code == 303
    assert kinds(cast).count("ticked_off") == 2


def test_a_line_that_there_is_not_is_refused_in_words(client, desk, asked):
    answer = post(client, f"{desk}/needs", came="77-1")
    assert answer.status_code == 422
    assert "This is not on any list of this ticket." in answer.text


def test_a_reminder_is_laid_into_the_letter_and_nobody_sends_it_as_it_is(client, cast, desk, asked):
    laid = reminded(client, desk, "")
    assert laid.startswith("Ana, [[a word of your own]]")
    assert "I hoped for it by Tue 24 Nov, 10:00:\n\n- A photo of the label\n- The order number" in laid
    answer = post(client, f"{desk}/letters", **{**LETTER, "body": laid}, seen="2")
    assert answer.status_code == 422
    assert "yours to fill in first" in answer.text
    assert kinds(cast) == ["opened", "letter"]


def test_a_reminder_follows_what_is_written_already_in_the_language_of_its_reader(client, run, cast, desk, asked):
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "language", "de"))
    first = reminded(client, desk, "Guten Tag.")
    assert first.startswith("Guten Tag.\n\nAna, [[ein eigenes Wort]]")
    assert reminded(client, desk, first) == first


def test_while_something_is_open_the_next_letter_leaves_the_turn_with_the_customer(client, desk, asked):
    assert re.search(r'<option value="you" selected', client.get(desk).text)
