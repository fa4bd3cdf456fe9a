"""A letter begun in two windows: each is kept, found, taken up and discarded alone; sending one leaves the other."""

import re

import pytest
from flask.testing import FlaskClient

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.desk.unsent_letters import forget_discarded, is_set_aside, read_unsent
from tests.surfaces.desk import log_in, post

LETTER = {"heard": "It dies.", "promise": "2026-11-23T17:00", "step": "heard", "turn": "us", "seen_by": "customer"}
FIRST, SECOND = "Ana, the fuse is out.", "Ana, a loaner is on its way."


@pytest.fixture
def desk(client: FlaskClient, cast, clock) -> str:
    """The desk's page of a ticket to whose customer Maria has begun a letter in each of two windows."""
    log_in(client)
    desk = f"/desk/tickets/{cast.ticket.id}"
    for copy, body in (("one", FIRST), ("two", SECOND)):
        clock.forward(minutes=1)
        kept = post(client, f"{desk}/unsent", **LETTER, body=body, copy=copy)
        assert (kept.status_code, kept.text) == (200, f"{clock():%H:%M}")
    return desk


def begun(client: FlaskClient, desk: str) -> list[str]:
    """What the desk's page says of the letters that were begun: the one in the form, then the others."""
    page = client.get(desk).text
    return [written(page), *re.findall(r'class="begun-words" dir="auto">It dies\.\n\n([^<]*)<', page)]


def written(page: str) -> str:
    """What the field of the letter holds."""
    found = re.search(r'<textarea[^>]* id="letter-body"[^>]*>\n?(.*?)</textarea>', page, re.S)
    assert found is not None
    return found[1]


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def test_the_newest_is_in_the_form_and_the_other_can_be_read_beneath(client, desk):
    assert begun(client, desk) == [SECOND, FIRST]
    page = client.get(desk).text
    assert "You have begun another letter" in page
    assert "Kept from today, 09:14" in page
    assert "today, 09:13: <bdi>It dies. Ana, the fuse is out.</bdi>" in page


def test_one_is_taken_up_and_what_stood_in_the_form_is_kept(client, desk):
    page = client.get(desk).text
    window = {"copy": "three", "begun": value(page, "begun")}
    led = post(client, f"{desk}/unsent", **LETTER, body=SECOND + " Today.", **window, take=value(page, "take"))
    assert (led.status_code, led.headers["Location"]) == (303, f"http://localhost{desk}?copy=one#letter")
    assert begun(client, f"{desk}?copy=one") == [FIRST, SECOND + " Today."]


def test_one_is_discarded_and_what_stood_in_the_form_is_kept(client, desk):
    page = client.get(desk).text
    window = {"copy": "three", "begun": value(page, "begun")}
    led = post(client, f"{desk}/unsent", **LETTER, body=SECOND + " Today.", **window, drop=value(page, "drop"))
    assert "?said=discarded&back=" in led.headers["Location"]
    assert "#" not in led.headers["Location"], "it leads to where that is said"
    assert begun(client, desk) == [SECOND + " Today."]
    page = client.get(led.headers["Location"]).text
    back = post(client, f"{desk}/unsent", back=value(page, "back"))
    assert begun(client, back.headers["Location"]) == [FIRST, SECOND + " Today."]


def test_what_was_written_since_it_was_shown_is_not_discarded(client, desk):
    shown = value(client.get(desk).text, "drop")
    post(client, f"{desk}/unsent", **LETTER, body=FIRST + " And the seal.", copy="one")
    led = post(client, f"{desk}/unsent", drop=shown, copy="three")
    assert "discarded" not in led.headers["Location"]
    assert sorted(begun(client, desk)) == [SECOND, FIRST + " And the seal."]


def test_the_one_in_the_form_is_discarded_alone(client, desk):
    page = client.get(desk).text
    window = {"copy": "three", "begun": value(page, "begun")}
    led = post(client, f"{desk}/unsent", **LETTER, body=SECOND + " Today.", **window, discard="1")
    assert begun(client, desk) == [FIRST]
    page = client.get(led.headers["Location"]).text
    for _ in range(2):
        back = post(client, f"{desk}/unsent", back=value(page, "back"))
        assert begun(client, back.headers["Location"]) == [SECOND + " Today.", FIRST]
    assert 'name="back"' not in client.get(led.headers["Location"]).text


def test_what_was_discarded_is_brought_back_within_a_day_and_by_nobody_else(app, client, desk, cast, clock, run):
    led = post(client, f"{desk}/unsent", **LETTER, body="Third.", copy="three", discard="1")
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    copy = value(client.get(led.headers["Location"]).text, "back")
    assert 'name="back"' not in tom.get(led.headers["Location"]).text
    post(tom, f"{desk}/unsent", back=copy)
    assert begun(client, desk) == [SECOND, FIRST]
    clock.forward(hours=23)
    run(forget_discarded, clock())
    assert run(is_set_aside, cast.maria.id, cast.ticket.id, copy)
    clock.forward(hours=2)
    run(forget_discarded, clock())
    assert not run(is_set_aside, cast.maria.id, cast.ticket.id, copy)


def test_a_form_without_a_word_has_nothing_to_bring_back(client, desk):
    led = post(client, f"{desk}/unsent", **LETTER | {"heard": ""}, copy="three", discard="1")
    assert led.headers["Location"].endswith("?said=discarded")
    assert 'name="back"' not in client.get(led.headers["Location"]).text


def test_sending_one_leaves_the_other(client, desk):
    page = client.get(desk).text
    sent = LETTER | {"body": SECOND, "seen": "1", "copy": "three", "begun": value(page, "begun"), "once": "k"}
    assert post(client, f"{desk}/letters", **sent).headers["Location"].endswith("?said=sent")
    assert begun(client, desk) == [FIRST]


def test_a_letter_that_was_refused_is_not_told_as_another_one(client, desk):
    page = client.get(desk).text
    window = {"copy": "three", "begun": value(page, "begun")}
    post(client, f"{desk}/unsent", **LETTER, body=SECOND + " So", **window)
    sent = LETTER | {"body": SECOND + " Soon.", "seen": "1", "promise": "", **window}
    refused = post(client, f"{desk}/letters", **sent)
    assert refused.status_code == 422
    assert written(refused.text) == SECOND + " Soon."
    assert SECOND not in refused.text.split('class="begun"')[1]
    again = {"promise": "ask", "copy": "four", "begun": value(refused.text, "begun")}
    assert post(client, f"{desk}/letters", **(sent | again)).status_code == 303
    assert begun(client, desk) == [FIRST]


def test_without_script_a_form_that_came_by_back_after_it_was_sent_is_kept_by_its_button(client, desk):
    page = client.get(desk).text
    window = {"copy": "three", "begun": value(page, "begun")}
    post(client, f"{desk}/letters", **LETTER, body=SECOND, seen="1", **window)
    led = post(client, f"{desk}/unsent", **LETTER, body="Ana, one more.", **window, take=value(page, "take"))
    assert led.status_code == 303
    assert "Ana, one more." in begun(client, desk)
    assert FIRST in begun(client, desk)


def test_a_closed_ticket_gives_back_all_that_was_begun(client, desk, run, cast, clock):
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="Done?", heard="h", asks_solved=True)
    run(confirm, cast.ticket.id, clock())
    page = client.get(desk).text
    assert page.count("Your letter, which was not sent") == 2
    for words in (FIRST, SECOND):
        assert words in page


def test_a_colleague_finds_none_of_them(app, client, desk, cast):
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    page = tom.get(desk).text
    assert FIRST not in page
    assert SECOND not in page
    assert len(read_unsent(db.session, cast.maria.id, cast.ticket.id)) == 2
