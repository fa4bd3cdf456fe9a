"""New tickets and the people they are for."""

import re

import pytest
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.tickets import Ticket
from tests.surfaces.desk import log_in, post


@pytest.fixture
def new(client, cast):
    log_in(client)
    return {
        "name": "Kenji Mori",
        "contact": "kenji@example.org",
        "also": "",
        "reach": "mail",
        "reach_when": "after 16:00",
        "zone": "Asia/Tokyo",
        "language": "en",
        "subject": "No steam",
        "story": "It hisses, then nothing.",
        "asked_at": "2026-11-23T17:30",
        "owner": str(cast.maria.id),
        "once": "a-key",
    }


def test_a_ticket_for_somebody_new_leads_to_the_link_to_give_them(client, new):
    answer = post(client, "/desk/tickets", **new)
    assert answer.status_code == 303
    ticket = db.session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
    assert ticket.opened_at.isoformat() == "2026-11-23T08:30:00+00:00", "asked by Tokyo's clock"
    assert answer.headers["Location"] == f"http://localhost/desk/tickets/{ticket.id}?said=opened#link"
    page = client.get(answer.headers["Location"]).text
    assert re.search(r'id="link"[^>]* open', page)
    link = re.search(r'id="private-link" value="http://localhost([^"]+)"', page)[1]
    assert "No steam" in client.get(link).text


@pytest.mark.parametrize("key", ["a-key", "clé", "x" * 70])
def test_the_form_sent_twice_opens_one_ticket_and_makes_one_customer(client, new, key):
    first, second = (post(client, "/desk/tickets", **(new | {"once": key})) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.scalar(select(func.count()).select_from(Customer)) == 2


def test_somebody_known_is_found_and_taken(client, cast, new):
    page = client.get("/desk/tickets/new?q=REIS").text
    assert f"/desk/tickets/new?customer={cast.ana.id}" in page
    chosen = client.get(f"/desk/tickets/new?customer={cast.ana.id}").text
    assert 'id="new-name"' not in chosen
    fields = {
        "zone": "Asia/Tokyo",
        "name": "Nobody",
        "customer": str(cast.ana.id),
        "subject": "Again",
        "story": "Again.",
        "owner": str(cast.maria.id),
    }
    assert post(client, "/desk/tickets", **fields).status_code == 303
    assert db.session.execute(select(Customer.name, Customer.zone)).all() == [("Ana Reis", "Europe/Lisbon")]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Please write something here."),
        ({"contact": "kenji@"}, "does not look like a mail address"),
        ({"contact": "+1", "reach": ""}, "does not look like a phone number"),
        ({"contact": "call me"}, "is neither a mail address nor a phone number"),
        ({"also": "@"}, "room for"),
        ({"also": "call me"}, "is neither a mail address nor a phone number"),
        ({"also": "0"}, "does not look like a phone number"),
        ({"reach": "phone"}, "by phone whoever has given a number"),
        ({"contact": ""}, "By mail one reaches whoever has given a mail address"),
        ({"zone": "Moon/Crater"}, "is not a time zone that we know"),
        ({"language": "xx"}, "one of the answers"),
        ({"reach": "pigeon"}, "one of the answers"),
        ({"subject": "x" * 201}, "200 is the most that fits"),
        ({"story": ""}, "Please write something here."),
        ({"asked_at": "2026-11-24T10:00"}, "still to come"),
        ({"asked_at": "soon"}, "give the day and the time when they asked"),
        ({"asked_at": "0001-01-01T00:00"}, "give the day and the time when they asked"),
        ({"asked_at": "26-11-22T10:00"}, "give the day and the time when they asked"),
        ({"asked_at": "0026-11-22T10:00"}, "more than ten years ago"),
        ({"asked_at": "0001-01-01T00:30", "zone": "Europe/Lisbon"}, "more than ten years ago"),
        ({"asked_at": "2026-03-29T01:30", "zone": "Europe/Lisbon"}, "does not exist on that day"),
        ({"owner": "999"}, "choose who looks after this"),
        ({"customer": "999"}, "do not know this customer"),
    ],
)
def test_what_cannot_be_opened_comes_back_as_it_was_typed(client, new, change, words):
    answer = post(client, "/desk/tickets", **(new | change))
    assert answer.status_code == 422
    assert words in answer.text
    assert (new | change)["story"] in answer.text
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


@pytest.mark.parametrize(
    ("contact", "also", "expected"),
    [
        ("kenji@example.org", "", ("mail", "kenji@example.org", "")),
        ("+81 3 5550 0142", "", ("phone", "", "+81 3 5550 0142")),
        ("+81 3 5550 0142", "kenji@example.org", ("phone", "kenji@example.org", "+81 3 5550 0142")),
        ("", "", ("page", "", "")),
    ],
)
def test_five_fields_are_enough_for_somebody_new(client, cast, new, contact, also, expected):
    told = {name: new[name] for name in ("name", "subject", "story", "owner")}
    assert post(client, "/desk/tickets", **told, contact=contact, also=also).status_code == 303
    kenji = db.session.scalars(select(Customer).order_by(Customer.id.desc())).first()
    assert (kenji.reach, kenji.email, kenji.phone) == expected
    assert (kenji.zone, kenji.language, kenji.reach_when) == ("Europe/Lisbon", "", "")


def test_what_is_wrong_in_the_folded_fields_unfolds_them(client, new):
    folded, unfolded = (
        post(client, "/desk/tickets", **(new | change)).text for change in ({"name": ""}, {"zone": "x"})
    )
    assert [re.search(r'<details class="fold more"( open)?', page)[1] for page in (folded, unfolded)] == [None, " open"]


SCRIPT = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("typed", "found", "told"),
    [
        ({"name": "reis"}, True, "We know somebody like this:"),
        ({"name": "R"}, False, ""),
        ({"name": "", "contact": "ana@ex"}, True, "We know somebody like this:"),
        ({"name": "Somebody", "contact": "91 000 0"}, True, "We know somebody like this:"),
        ({"name": "Somebody", "contact": "91 00"}, False, "We do not know them yet."),
        ({"name": "Reis", "contact": "nobody@example.org"}, True, "We know somebody like this:"),
        ({"name": "Kenji"}, False, "We do not know them yet."),
        ({"name": "\x00\x00"}, False, "We do not know them yet."),
        ({}, False, ""),
    ],
)
def test_while_one_types_it_is_said_who_is_known(client, cast, new, typed, found, told):
    part = client.get("/desk/tickets/new", query_string=typed, headers=SCRIPT).text
    assert "<html" not in part
    assert (f"customer={cast.ana.id}" in part) is found
    assert re.search(r'role="status"[^>]*>(.*?)</p>', part)[1] == told


def test_whoever_is_known_by_their_number_is_shown_with_it(client, cast, new):
    for contact, way in (("91 000 00", cast.ana.phone), (cast.ana.email, cast.ana.email)):
        part = client.get("/desk/tickets/new", query_string={"contact": contact}, headers=SCRIPT).text
        assert re.findall(r'class="why"><bdi dir="ltr">(.*?)</bdi>', part) == [way]


def test_whoever_is_chosen_is_filled_in_and_can_be_taken_out_again(client, cast, new):
    chosen = client.get(f"/desk/tickets/new?customer={cast.ana.id}&who=1", headers=SCRIPT).text
    assert f'name="customer" value="{cast.ana.id}"' in chosen
    assert "<html" not in chosen
    again = client.get("/desk/tickets/new?who=1", headers=SCRIPT).text
    assert 'name="customer"' not in again
    assert 'id="new-name"' in again


def test_the_proposed_owner_is_chosen_and_each_says_what_they_have_to_do(client, cast, new):
    page = client.get("/desk/tickets/new").text
    assert f'<option value="{cast.tom.id}" selected>Tom Becker, in now, nobody waits for them</option>' in page
    assert f'<option value="{cast.maria.id}">Maria Okafor, in now, 1 waits for them</option>' in page
    assert "Proposed: whoever is in now, and has least to do." in page


def test_without_a_script_a_button_looks_for_them(client, cast, new):
    page = client.get("/desk/tickets/new").text
    assert 'action="/desk/tickets/new"' in page.partition("<noscript>")[2].partition("</noscript>")[0]


@pytest.mark.parametrize("sought", ["", "\x00", "%", "x" * 500, "\u202e"])
def test_looking_for_nonsense_finds_nobody_and_breaks_nothing(client, new, sought):
    assert client.get("/desk/tickets/new", query_string={"q": sought}).status_code == 200


@pytest.fixture
def people(run, clock, cast, new):
    """Émilie, and Jonas Lind with a number; Maria wrote to Ana of a valve."""
    run(add_customer, clock(), name="Émilie Łukasz", zone="Europe/Paris", reach="page")
    run(add_customer, clock(), name="Jonas Lind", zone="Europe/Stockholm", phone="+46 8 555 0142", reach="phone")
    run(
        write_letter, cast.ticket.id, cast.maria, clock(), body="The VALVE is here.", heard="it leaks", asks_solved=True
    )


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("emilie", "Émilie Łukasz"),
        ("ÉMILIE", "Émilie Łukasz"),
        ("lukasz emil", "Émilie Łukasz"),
        ("jon lind", "Jonas Lind"),
        ("08 5550142", "Jonas Lind"),
        ("+46 8 555 0142", "Jonas Lind"),
        ("08-555 0142", "Jonas Lind"),
        ("0142", "Jonas Lind"),
        ("(08)", "Jonas Lind"),
        ("+46", "Jonas Lind"),
        ("valve", "Ana Reis"),
        ("here VALVE", "Ana Reis"),
    ],
)
def test_people_are_found_by_what_one_remembers_of_them(client, people, sought, found):
    page = client.get("/desk/find", query_string={"q": sought}).text
    assert [name for name in ("Émilie Łukasz", "Jonas Lind", "Ana Reis") if f"<bdi>{name}" in page] == [found]


@pytest.mark.parametrize("written", ["Überdruck", "ÜBERDRUCK", "überdruck"])
@pytest.mark.parametrize("sought", ["überdruck", "Überdruck", "ÜBERDRUCK"])
def test_a_word_of_a_letter_is_found_whatever_its_capitals(client, cast, run, clock, new, written, sought):
    run(reply, cast.ticket.id, clock(), body=f"{written} im Kessel.")
    assert cast.ticket.subject in client.get("/desk/find", query_string={"q": sought}).text


def test_a_customers_page_shows_all_their_tickets_and_changes_how_they_are_reached(client, cast, new):
    page = f"/desk/customers/{cast.ana.id}"
    assert cast.ticket.subject in client.get(page).text
    facts = {name: new[name] for name in ("name", "reach", "reach_when", "zone", "language")}
    facts |= {"email": new["contact"], "phone": ""}
    assert post(client, page, **facts).headers["Location"].endswith("?said=saved")
    assert db.session.get(Customer, cast.ana.id).zone == "Asia/Tokyo"
    wrong = post(client, page, **(facts | {"reach": "phone"}))
    assert wrong.status_code == 422
    assert re.search(r"with us since \d+ \w+ 2026", client.get(page).text), "a date that stays true tomorrow"
    assert client.get("/desk/customers/999").status_code == 404
    assert post(client, "/desk/customers/999", **facts).status_code == 404
