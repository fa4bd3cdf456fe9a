"""The page on which agents find what was written: the words around, whose they are, and the way to where they stand."""

import re

import pytest

from statuspage.domain.customer_verbs import reply
from statuspage.domain.notes import add_note
from tests.databases import KINDS
from tests.surfaces.desk import log_in


@pytest.fixture
def look(client, cast):
    log_in(client)

    def found(**asked):
        return client.get("/desk/find", query_string=asked)

    return found


def test_the_words_stand_in_their_own_spelling_and_are_marked(look, run, cast, clock):
    run(reply, cast.ticket.id, clock(), body="<b>The GASKET</b> & the pump.")
    page = look(q="gasket").text
    assert "&lt;b&gt;The <mark>GASKET</mark>&lt;/b&gt; &amp; the pump." in page
    assert "Ana Reis</bdi>" in page


def test_a_hit_leads_to_where_it_stands_however_long_ago(client, look, run, cast, clock):
    run(reply, cast.ticket.id, clock.forward(minutes=1), body="A bayonet, long ago.")
    note = run(add_note, cast.ticket.id, cast.tom, clock.forward(minutes=1), body="Ask the importer.")
    for number in range(30):
        run(reply, cast.ticket.id, clock.forward(minutes=1), body=f"And now? {number}")
    for words, entry in (("bayonet", "v2"), ("importer", f"n{note.id}"), ("29", "v32")):
        address = re.search(r'class="queue-item hit" href="([^"]+)"', look(q=words).text)[1]
        assert address.endswith(f"/desk/tickets/{cast.ticket.id}?at={entry}#{entry}")
        page = client.get(address.partition("#")[0]).text
        assert f'id="{entry}"' in page, re.findall(r'id="([vn][0-9]+)"', page)


@pytest.mark.parametrize("entry", ["v0", "v99", "n99", "x", "v" * 5000, "v999999999", "n1"])
def test_a_link_to_what_is_not_there_opens_the_ticket(client, look, cast, entry):
    assert client.get(f"/desk/tickets/{cast.ticket.id}?at={entry}").status_code == 200


def test_a_note_says_that_it_is_ours_alone(look, run, cast, clock):
    run(add_note, cast.ticket.id, cast.tom, clock(), body="Ask the importer.")
    assert "Tom noted, among us only" in look(q="importer").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("x" * 10_000, "This is 10000 characters long; 200 is the most that we look for."),
        ("咖" * 10_000, "This is 10000 characters long"),
        ('"" () * - : ^', "There is no word in this."),
        ("\x00\x00", "There is no word in this."),
        (" ".join(map(str, range(40))), "more than 16 words"),
    ],
)
def test_what_cannot_be_looked_for_is_said_and_stays_in_the_field(look, typed, told):
    answer = look(q=typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert len(typed) < 50 or typed in answer.text


@pytest.mark.parametrize("typed", ["AND", "NEAR(a b)", "a OR b", "forms:x", "'; DROP TABLE passage", '"', "\u202eabc"])
def test_no_sign_is_an_operator(look, typed):
    assert look(q=typed).status_code in (200, 422)


def test_nothing_typed_is_told_what_can_be_looked_for(look):
    for typed in ("", "  "):
        assert "It looks in subjects, letters, replies, notes and tags" in look(q=typed).text


def test_nothing_found_says_what_may_help(look):
    assert "No ticket with these words." in look(q="nonsense").text


def test_whose_and_in_which_state_stand_in_the_address(look, run, cast, clock):
    run(reply, cast.ticket.id, clock(), body="A gasket.")
    assert "<mark>gasket</mark>" in look(q="gasket", of=str(cast.maria.id), state="open").text
    assert "<mark>" not in look(q="gasket", of=str(cast.tom.id)).text
    assert "<mark>" not in look(q="gasket", state="over").text
    assert "<mark>gasket</mark>" in look(q="gasket", of="x", state="x", before="x").text


def test_where_customers_were_looked_for_one_is_led_to_find(client, look):
    assert client.get("/desk/customers?q=ana").headers["Location"].endswith("/desk/find?q=ana")


def test_whoever_is_not_logged_in_finds_nothing(client, cast):
    answer = client.get("/desk/find?q=heats")
    assert answer.status_code == 303 or "/desk/login" in answer.headers.get("Location", "")
    assert "heats up" not in answer.text


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_the_command_makes_the_index_anew_and_tells_how_far_it_is(app, run, cast, clock):
    run(reply, cast.ticket.id, clock(), body="A gasket.")
    told = app.test_cli_runner().invoke(args=["find", "rebuild"]).output
    assert "4 of 4" in told
    assert "4 passages can be found by their words." in told
