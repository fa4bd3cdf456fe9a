"""At the desk: whose address was typed is said plainly, one click says whether they are the same person, and whoever
typed it learns nothing.
"""

import pytest

from statuspage.db import db
from statuspage.domain.shares.share import shares_of
from statuspage.domain.way_in.overviews import join
from statuspage.security.throttle import limiter
from tests.surfaces.desk import log_in, post
from tests.surfaces.test_desk_way_in import text

OURS = {"Sec-Fetch-Site": "same-origin"}
ASKED = {"story": "The pump hums.", "name": "A. Reis", "contact": "ana@example.org", "once": "a-key"}
TYPED = "Typed the address that the tickets of Ana Reis have. Nobody has proven it."


@pytest.fixture
def newcomer(client, cast):
    """The path of the private page of a ticket that came by the form under Ana's address; a person sent it."""
    limiter.reset()
    page = client.post("/ask", data=ASKED, headers=OURS).location
    log_in(client)
    post(client, "/desk/tickets/2/doubt", deed="person")
    return page.partition("?")[0]


@pytest.fixture
def overview(app, run, cast, clock):
    """The path of Ana's overview."""
    found = run(join, cast.ana.email, clock())
    return app.extensions["urls"].mine(found.id, found.generation).removeprefix(app.extensions["urls"].base)


def test_it_says_plainly_that_nobody_has_proven_the_address(client, newcomer, cast):
    page = text(client.get("/desk/tickets/2"))
    assert TYPED in page
    assert "These are the same person" in page
    assert "Typed the address" not in text(client.get(f"/desk/tickets/{cast.ticket.id}"))


def test_one_click_joins_them_and_says_who_said_so_and_when(client, overview, newcomer):
    assert "The pump hums" not in client.get(overview).text
    answer = post(client, "/desk/tickets/2/person", said="same")
    page = text(client.get(answer.location))
    assert "This stands with all tickets of that address now" in page
    assert "Maria said that they are the same person" in page
    assert "2 tickets so far" in page
    assert "The pump hums" in client.get(overview).text
    post(client, "/desk/tickets/2/person", said="back")
    assert "The pump hums" not in client.get(overview).text
    assert "These are the same person" in text(client.get("/desk/tickets/2"))


def test_whoever_typed_it_still_sees_their_own_ticket_alone(client, overview, newcomer):
    before = client.get(newcomer).text
    post(client, "/desk/tickets/2/person", said="same")
    after = client.get(newcomer).text
    assert "/mine/" not in after
    assert "switches itself off" not in after
    assert len(after) == len(before), "it reads the same as before"


def test_not_the_same_is_kept_and_taken_back_as_easily(client, newcomer):
    post(client, "/desk/tickets/2/person", said="different")
    page = text(client.get("/desk/tickets/2"))
    assert "Maria said that they are not the same person" in page
    assert "These are the same person" not in page
    post(client, "/desk/tickets/2/person", said="back")
    assert "These are the same person" in text(client.get("/desk/tickets/2"))


def test_what_may_be_no_persons_offers_no_button_and_takes_none(client, cast):
    limiter.reset()
    client.post("/ask", data=ASKED, headers=OURS)
    log_in(client)
    page = text(client.get("/desk/tickets/2"))
    assert TYPED in page
    assert "These are the same person" not in page
    answer = post(client, "/desk/tickets/2/person", said="same")
    assert answer.status_code == 422
    assert "Say first whether a person asked this at all." in answer.text


def test_another_word_than_those_that_are_offered_is_refused(client, newcomer):
    assert post(client, "/desk/tickets/2/person", said="perhaps").status_code == 422


def test_no_page_of_the_ticket_tells_of_it_in_its_log(client, app, newcomer):
    post(client, "/desk/tickets/2/person", said="same")
    db.session.rollback()
    feed = app.extensions["urls"].shared(shares_of(db.session(), 2)["feed"])
    assert "same person" not in client.get(feed).text
