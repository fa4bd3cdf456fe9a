"""After "Send and next" the next ticket that waits is there, and says once what was done to the one before."""

import pytest

from statuspage.db import db
from statuspage.domain.letters import Letter
from statuspage.domain.notes import Note
from statuspage.domain.opening import open_ticket
from tests.surfaces.desk import log_in, post

LETTER = {"heard": "It dies.", "body": "I am on it.", "promise": "2026-11-24T17:00", "turn": "us", "seen": "1"}


@pytest.fixture
def desk(client, cast):
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


@pytest.fixture
def another(run, cast, clock):
    return run(open_ticket, cast.ana, cast.maria, clock.forward(minutes=1), subject="No steam", story="None at all.")


def test_the_letter_goes_out_and_the_next_ticket_that_waits_is_there(client, desk, another, cast):
    sent = post(client, f"{desk}/letters", **LETTER, then="next")
    assert sent.headers["Location"] == f"http://localhost/desk/tickets/{another.id}?said=sent-to&to={cast.ticket.id}"
    page = client.get(sent.headers["Location"]).text
    assert "Sent: it stands on the page of Ana." in page
    assert "No steam</h1>" in page
    assert db.session.get(Letter, (cast.ticket.id, 2)).body == "I am on it."


def test_when_nobody_waits_it_leads_to_the_empty_queue(client, desk, cast):
    sent = post(client, f"{desk}/letters", **LETTER, then="next")
    assert sent.headers["Location"] == f"http://localhost/desk?said=sent-to&to={cast.ticket.id}"
    assert "Sent: it stands on the page of Ana." in client.get(sent.headers["Location"]).text


def test_whoever_looks_at_everyones_tickets_goes_on_with_those(client, desk, run, cast, clock):
    of_tom = run(open_ticket, cast.ana, cast.tom, clock.forward(minutes=1), subject="No steam", story="None at all.")
    assert '<input type="hidden" name="of" value="everyone" form="letter">' in client.get(f"{desk}?of=everyone").text
    assert 'name="of"' not in client.get(desk).text
    sent = post(client, f"{desk}/letters", **LETTER, then="next", of="everyone")
    assert f"/{of_tom.id}?said=sent-to&to={cast.ticket.id}&of=everyone" in sent.headers["Location"]
    page = client.get(sent.headers["Location"]).text
    assert 'name="of" value="everyone"' in page


def test_whoever_looks_at_a_colleagues_tickets_stays_with_them(client, desk, another, run, cast, clock):
    of_tom = run(open_ticket, cast.ana, cast.tom, clock.forward(minutes=1), subject="No steam", story="None at all.")
    sent = post(client, f"{desk}/letters", **LETTER, then="next", of=str(cast.tom.id))
    assert f"/{of_tom.id}?" in sent.headers["Location"]
    refused = post(client, f"/desk/tickets/{of_tom.id}/letters", **(LETTER | {"body": " "}), of=str(cast.tom.id))
    assert f'name="of" value="{cast.tom.id}"' in refused.text


def test_a_letter_that_is_sent_alone_stays_beside_the_same_queue(client, desk):
    sent = post(client, f"{desk}/letters", **LETTER, of="everyone")
    assert sent.headers["Location"].endswith("?said=sent&of=everyone")


def test_a_note_is_kept_and_the_next_is_there_too(client, desk, another, cast):
    kept = post(client, f"{desk}/letters", **(LETTER | {"seen_by": "us"}), then="next")
    assert kept.headers["Location"].endswith(f"/{another.id}?said=noted-of&to={cast.ticket.id}")
    assert "Noted about Ana, among us only." in client.get(kept.headers["Location"]).text
    assert db.session.query(Note).count() == 1


def test_a_letter_that_cannot_be_sent_stays_where_it_is(client, desk, another):
    refused = post(client, f"{desk}/letters", **(LETTER | {"body": "Dear [[name]]"}), then="next")
    assert refused.status_code == 422
    assert "Dear [[name]]" in refused.text


def test_one_letter_sent_by_both_buttons_counts_once(client, desk, another, cast):
    for more in ({}, {"then": "next"}):
        assert post(client, f"{desk}/letters", **LETTER, **more, once="a-key").status_code == 303
    assert db.session.query(Letter).filter_by(ticket_id=cast.ticket.id).count() == 1


@pytest.mark.parametrize("to", ["", "0", "999", "x", "99999999999999999999"])
def test_a_ticket_that_is_not_there_is_not_told_of(client, desk, to):
    page = client.get(f"{desk}?said=sent-to&to={to}")
    assert page.status_code == 200
    assert "it stands on the page" not in page.text
    assert page.text.count('class="notice') == client.get(desk).text.count('class="notice')
