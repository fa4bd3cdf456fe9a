"""“This is the same as …” at the desk: choose, read what will happen, do it; both read as one, and it is taken back."""

import re

import html5lib
import pytest

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import confirm, reopen, reply
from statuspage.domain.merging.verbs import merge
from statuspage.domain.notes import add_note
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import add_customer
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.surfaces.desk import log_in, post
from tests.surfaces.private_things import words

GRINDER, HUMS = "The grinder hums like a fridge", "It hums since Monday."


@pytest.fixture
def grinder(client, run, cast, clock):
    """The id of Ana's second ticket, which Tom has and nobody has heard."""
    log_in(client)
    return run(open_ticket, cast.ana, cast.tom, clock.forward(hours=1), subject=GRINDER, story=HUMS).id


@pytest.fixture
def desk(client, cast):
    def read(path):
        db.session.remove()
        answer = client.get(f"/desk/tickets/{path}")
        assert answer.status_code == 200
        html5lib.HTMLParser(strict=True).parse(answer.text)
        return answer.text

    return read


def wrote(run, cast, clock, ticket, body, hours=5, **rest):
    said = {"body": body, "heard": "It hums.", "promise": due(clock(), hours=hours), **rest}
    run(write_letter, ticket, cast.maria, clock.forward(minutes=1), **said)


def choose(this, other, goes_on):
    return f"{this}/together?other={other}&goes_on={goes_on}"


def hidden(html):
    """What the form that does it carries."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def do(client, this, html):
    """Press the button of that page."""
    return post(client, f"/desk/tickets/{this}/together", **{**hidden(html), "once": "a-key"})


def test_the_page_of_a_ticket_leads_there_and_proposes_the_customers_other_open_ones(desk, grinder, cast, run, clock):
    rui = run(add_customer, clock(), name="Rui Costa", zone="Europe/Lisbon", reach="page")
    run(open_ticket, rui, cast.maria, clock(), subject="No steam", story="None.")
    assert f'href="/desk/tickets/{cast.ticket.id}/together"' in desk(cast.ticket.id)
    page = words(desk(f"{cast.ticket.id}/together"))
    assert GRINDER in page
    assert "No steam" not in page
    assert "What will happen" not in page


def test_who_has_but_one_open_ticket_is_told_so(client, desk, cast):
    log_in(client)
    assert "No other ticket is open" in words(desk(f"{cast.ticket.id}/together"))


def test_what_will_happen_is_said_before_it_is_done(desk, grinder, cast, run, clock):
    wrote(run, cast, clock, cast.ticket.id, "I shall look at the pump.", hours=3)
    wrote(run, cast, clock, grinder, "And at the grinder.", hours=9)
    before = db.session.get_one(Ticket, grinder).version
    page = words(desk(choose(cast.ticket.id, grinder, cast.ticket.id)))
    assert (
        f"“{GRINDER}” closes, and leads to “The machine heats up, then switches itself off”, which Maria has." in page
    )
    assert "The sooner promise is kept, in “The machine" in page
    assert f"The one in “{GRINDER}” counts as moved before it was due: Maria writes again by" in page
    assert "Ana reads it on the page of" in page
    assert "can take the two apart again" in page
    db.session.remove()
    assert db.session.get_one(Ticket, grinder).version == before


def test_the_other_way_round_is_refused_where_the_sooner_promise_would_go(desk, grinder, cast, run, clock):
    wrote(run, cast, clock, cast.ticket.id, "I shall look at the pump.", hours=3)
    page = words(desk(choose(cast.ticket.id, grinder, grinder)))
    assert f"has a promise, and “{GRINDER}” has none. Let the one with the promise go on" in page
    assert "Put them together" not in page


def test_it_is_done_and_both_read_as_one_each_entry_with_the_ticket_that_it_is_from(
    client, desk, grinder, cast, run, clock
):
    wrote(run, cast, clock, cast.ticket.id, "I shall look at the pump.")
    run(add_note, grinder, cast.tom, clock.forward(minutes=1), body="She called about it.")
    answer = do(client, cast.ticket.id, desk(choose(cast.ticket.id, grinder, cast.ticket.id)))
    assert answer.location.endswith(f"/desk/tickets/{cast.ticket.id}?said=together")
    page = desk(cast.ticket.id)
    order = [page.index(f'id="{one}"') for one in (f"t{grinder}-v1", f"t{grinder}-n1", "v2", "v1")]
    assert order == sorted(order)
    assert len(re.findall(r'class="thread[ "]', page)) == len(re.findall(r'class="thread-of', page)) == 6
    text = words(page)
    assert f"“ {GRINDER} ” goes on here." in text or f"“{GRINDER}” goes on here." in text
    closed = words(desk(grinder))
    assert "This goes on in “The machine heats up, then switches itself off”." in closed
    assert f'href="http://localhost/desk/tickets/{cast.ticket.id}"' in desk(grinder)


def test_her_words_on_the_other_page_wait_for_an_answer_on_top(client, desk, grinder, cast, run, clock):
    wrote(run, cast, clock, cast.ticket.id, "I shall look at the pump.")
    run(merge, grinder, cast.ticket.id, cast.maria, clock.forward(minutes=1))
    wrote(run, cast, clock, cast.ticket.id, "Both, then.")
    assert 'id="top-title"' not in desk(cast.ticket.id)
    run(reply, grinder, clock.forward(minutes=1), body="Now it howls.")
    page = desk(cast.ticket.id)
    assert page.index('id="top-title"') < page.index("Now it howls.") < page.index('id="letters-title"')
    assert page.count("Now it howls.") == 1
    assert "wrote on a page that goes on here" not in page
    assert "Now it howls." in client.get(f"/desk/tickets/{cast.ticket.id}/live").text


def test_what_waited_there_waits_here_though_a_letter_was_written_here_before(client, desk, grinder, cast, run, clock):
    wrote(run, cast, clock, grinder, "On it.", hours=9)
    run(reply, grinder, clock.forward(minutes=1), body="Now it howls.")
    run(reply, cast.ticket.id, clock.forward(minutes=1), body="And this?")
    wrote(run, cast, clock, cast.ticket.id, "The pump it was.", heard="It heats up.", hours=5)
    run(merge, grinder, cast.ticket.id, cast.maria, clock.forward(minutes=1))
    page = desk(cast.ticket.id)
    top = page[page.index('id="top-title"') : page.index('id="letters-title"')]
    assert "Now it howls." in top
    assert page.count("Now it howls.") == 1
    assert HUMS not in top
    assert "And this?" not in top
    on_top = client.get("/desk").text
    assert "Now it howls." in on_top
    assert "And this?" not in on_top
    wrote(run, cast, clock, cast.ticket.id, "Both, then.")
    assert 'id="top-title"' not in desk(cast.ticket.id)
    run(reply, cast.ticket.id, clock.forward(minutes=1), body="And now?")
    assert "And now?" in client.get("/desk").text


def test_words_with_which_she_called_it_solved_wait_for_nothing_when_it_is_opened_again(client, desk, cast, run, clock):
    log_in(client)
    asks = {"body": "Fixed?", "heard": "It heats up.", "promise": None, "asks_solved": True}
    run(write_letter, cast.ticket.id, cast.maria, clock.forward(minutes=1), **asks)
    run(reply, cast.ticket.id, clock.forward(minutes=1), body="Looks good so far.")
    run(confirm, cast.ticket.id, clock.forward(minutes=1))
    run(reopen, cast.ticket.id, clock.forward(minutes=1), body="I was too quick.")
    page = desk(cast.ticket.id)
    top = page[page.index('id="top-title"') : page.index('id="letters-title"')]
    assert "I was too quick." in top
    assert "Looks good so far." not in top


def test_every_entry_of_both_is_read_once_page_by_page(desk, grinder, cast, run, clock):
    for number in range(17):
        run(reply, cast.ticket.id, clock.forward(minutes=1), body=f"pump-{number}.")
        run(add_note, grinder, cast.tom, clock(), body=f"note-{number}.")
        run(reply, grinder, clock.forward(minutes=1), body=f"hum-{number}.")
    run(merge, grinder, cast.ticket.id, cast.maria, clock.forward(minutes=1))
    seen, address = [], str(cast.ticket.id)
    while address:
        page = desk(address)
        seen += re.findall(r"(?:pump|note|hum)-\d+\.", page)
        more = re.search(r'class="earlier"><a href="[^"]*/desk/tickets/([^"]+)"', page)
        address = more[1].replace("&amp;", "&") if more else ""
    expected = [f"{kind}-{number}." for number in range(16, -1, -1) for kind in ("hum", "note", "pump")]
    top = ["hum-16.", "pump-16.", "hum-15."]
    assert sorted(seen) == sorted(expected)
    assert seen[3:] == [one for one in expected if one not in top]


def test_a_link_to_one_entry_of_long_ago_shows_what_else_was_then(desk, grinder, cast, run, clock):
    for number in range(30):
        run(reply, cast.ticket.id, clock.forward(minutes=1), body=f"pump-{number}.")
    run(reply, grinder, clock.forward(minutes=1), body="It hums no more.")
    run(merge, grinder, cast.ticket.id, cast.maria, clock.forward(minutes=1))
    page = desk(f"{cast.ticket.id}?at=v3")
    assert 'id="v3"' in page
    assert "It hums no more." not in page
    assert HUMS in page


def test_two_agents_at_once_and_news_meanwhile_are_said_and_nothing_is_done(client, desk, grinder, cast, run, clock):
    html = desk(choose(cast.ticket.id, grinder, cast.ticket.id))
    run(reply, grinder, clock.forward(minutes=1), body="It smells.")
    answer = do(client, cast.ticket.id, html)
    assert answer.status_code == 422
    assert "Something new happened while this page was open." in words(answer.text)
    html = desk(choose(cast.ticket.id, grinder, cast.ticket.id))
    run(merge, cast.ticket.id, grinder, cast.tom, clock.forward(minutes=1))
    answer = do(client, cast.ticket.id, html)
    assert answer.status_code == 422
    assert f"goes on in “{GRINDER}” already. Choose that one." in words(answer.text)


@pytest.mark.parametrize(
    "typed", [{}, {"other": "999", "goes_on": "999"}, {"other": "1", "goes_on": "1"}, {"other": "x"}]
)
def test_a_choice_that_is_none_is_refused_in_words(client, grinder, cast, typed):
    answer = post(client, f"/desk/tickets/{cast.ticket.id}/together", **typed)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_the_button_pressed_twice_leads_to_the_one_that_goes_on_both_times(client, desk, grinder, cast):
    html = desk(choose(cast.ticket.id, grinder, cast.ticket.id))
    assert {do(client, cast.ticket.id, html).location for _ in range(2)} == {
        f"http://localhost/desk/tickets/{cast.ticket.id}?said=together"
    }


def test_an_agent_takes_them_apart_from_either_page(client, desk, grinder, cast, run, clock):
    run(merge, grinder, cast.ticket.id, cast.maria, clock.forward(minutes=1))
    for page in (desk(cast.ticket.id), desk(grinder)):
        assert f'action="/desk/tickets/{grinder}/apart"' in page
    answer = post(client, f"/desk/tickets/{grinder}/apart")
    assert "Taken apart." in words(client.get(answer.location).text)
    text = words(desk(cast.ticket.id))
    assert HUMS not in text
    assert "Maria took another ticket of Ana apart from this again" in text


def test_after_a_letter_the_desk_says_why_they_cannot_be_taken_apart(client, desk, grinder, cast, run, clock):
    run(merge, grinder, cast.ticket.id, cast.maria, clock.forward(minutes=1))
    wrote(run, cast, clock, cast.ticket.id, "Both, then.")
    assert "They cannot be taken apart now: a letter was written since" in words(desk(cast.ticket.id))
    answer = post(client, f"/desk/tickets/{grinder}/apart")
    assert answer.status_code == 422
    assert "There was a letter in" in words(answer.text)


def test_lists_have_the_closed_one_under_closed_and_say_where_it_went(client, grinder, cast, run, clock):
    run(merge, grinder, cast.ticket.id, cast.maria, clock.forward(minutes=1))
    over = words(client.get("/desk/tickets?of=everyone&state=over").text)
    assert GRINDER in over
    assert "goes on in another ticket" in over
    assert GRINDER not in words(client.get("/desk/tickets?of=everyone&state=open").text)
    assert "Over" in words(client.get("/desk/find?q=hums+Monday").text)
