"""Every page that speaks of mail says the truth about this instance: whether any leaves, and to whom."""

import html
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.mail_wishes import stop_mails
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import NOTICES, Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription
from tests.cast import due
from tests.surfaces.desk import log_in, post

LETTER = {"heard": "It dies.", "body": "I am on it.", "promise": "2026-11-23T17:00"}
NEW = {"name": "Rui Reis", "contact": "rui@example.org", "subject": "No steam", "story": "It hisses.", "owner": "1"}
NEW |= {"zone": "Europe/Lisbon"}
ON_PAGE = "Sent: it stands on the page of Ana"
WAYS = {  # whether a mail server is set, how Ana likes to be reached, whether she is the demo's
    "mail, without a server": (False, "mail", False),
    "mail": (True, "mail", False),
    "page": (True, "page", False),
    "phone": (True, "phone", False),
    "demo": (True, "mail", True),
}


@pytest.fixture(params=WAYS)
def way(request, app, client, run, cast):
    """One way for Ana's letters; Maria is logged in."""
    has_server, reach, is_demo = WAYS[request.param]
    if has_server:
        server = {"smtp_url": "smtps://mail.fernhill.example", "mail_from": "care@fernhill.example"}
        app.extensions["settings"] = replace(app.extensions["settings"], **server)

    def change(session):
        ana = session.get_one(Customer, cast.ana.id)
        ana.reach, ana.is_demo = reach, is_demo

    run(change)
    log_in(client)
    return request.param


def words(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def one_of(page, told, way):
    """Of these sentences the page says the one for this way, and none of the others."""
    found = {name for name, sentence in told.items() if sentence in page}
    assert found == {name for name, sentence in told.items() if sentence == told[way]}


def test_after_sending_it_says_how_the_letter_reaches_its_reader(client, cast, way):
    answer = post(client, f"/desk/tickets/{cast.ticket.id}/letters", **LETTER)
    told = {
        "mail, without a server": f"{ON_PAGE}. No mail leaves from here.",
        "mail": "Sent; it leaves by mail to Ana.",
        "page": f"{ON_PAGE}, who likes to read it there.",
        "phone": f"{ON_PAGE}, who likes the phone. Nothing is mailed.",
        "demo": f"{ON_PAGE}. Nothing of the demo leaves.",
    }
    one_of(words(client.get(answer.headers["Location"]).text), told, way)


def test_while_writing_it_says_how_the_letter_will_be_read(client, cast, way):
    page = words(client.get(f"/desk/tickets/{cast.ticket.id}").text)
    one_of(page, {name: "· by mail" if name == "mail" else "· no mail" for name in WAYS}, way)


def test_a_new_ticket_says_before_it_is_opened_how_its_customer_will_hear(client, cast, way):
    told = {
        "mail, without a server": "No mail leaves from here yet: when it is open, give Ana the link to their page.",
        "mail": "Ana likes to be reached by mail: letters are mailed to ana@example.org.",
        "page": "Nothing is mailed to Ana: when it is open, give them the link to their page.",
        "phone": "Nothing is mailed to Ana: when it is open, give them the link to their page.",
        "demo": "No mail leaves from here yet: when it is open, give Ana the link to their page.",
    }
    one_of(words(client.get(f"/desk/tickets/new?customer={cast.ana.id}").text), told, way)
    page = words(client.get("/desk/tickets/new").text)
    has_server = WAYS[way][0]
    assert ("Letters are mailed to a mail address." in page) is has_server
    assert ("No mail leaves from here yet: when it is open, you give them" in page) is not has_server


def test_once_it_is_open_it_says_what_to_do_with_the_link(client, cast, way):
    answer = post(client, "/desk/tickets", customer=str(cast.ana.id), **NEW)
    told = {
        "mail, without a server": "No mail leaves from here: give Ana this private link, and nobody else.",
        "mail": "Each mail to Ana has the private link in it.",
        "page": "Nothing is mailed to Ana: give them, and nobody else, this private link.",
        "phone": "Nothing is mailed to Ana: give them, and nobody else, this private link.",
        "demo": "No mail leaves from here: give Ana this private link, and nobody else.",
    }
    page = words(client.get(answer.headers["Location"]).text)
    assert "The ticket is open." in page
    one_of(page, told, way)


def test_a_letter_that_is_kept_does_not_claim_to_wait(client, cast, run, clock, way):
    run(
        write_letter,
        cast.ticket.id,
        cast.maria,
        clock(),
        body="On it.",
        heard="It dies.",
        promise=due(clock(), hours=3),
    )
    page = words(client.get(f"/desk/tickets/{cast.ticket.id}").text)
    assert ("waits to be mailed to Ana" in page) is (way == "mail")
    assert ("not mailed to Ana: no mail leaves from here" in page) is (way == "mail, without a server")
    assert ("not mailed to Ana: nothing of the demo leaves" in page) is (way == "demo")


def test_before_two_are_put_together_it_says_whether_a_mail_tells_of_it(client, cast, run, clock, way):
    hums = {"subject": "It hums", "story": "Like a fridge."}
    other = run(lambda session: open_ticket(session, cast.ana, cast.tom, clock(), **hums).id)
    address = f"/desk/tickets/{cast.ticket.id}/together?other={other}&goes_on={cast.ticket.id}"
    page = words(client.get(address).text)
    assert "Ana reads it on the page of “It hums”" in page
    assert ("“It hums” and by mail, with a link" in page) is (way == "mail")

    def stop(session):
        hers = Subscription.ticket_id == other, Subscription.reader == "customer"
        stop_mails(session, session.scalars(select(Subscription.id).where(*hers)).one(), clock())

    run(stop)
    assert "“It hums”, with a link" in words(client.get(address).text)


def test_the_notices_say_whether_they_leave(client, cast, way):
    page = words(client.get("/desk/me").text)
    assert ("They are mailed to maria@fernhill.example." in page) is WAYS[way][0]
    assert ("No mail leaves from here yet; what you choose holds from when it does." in page) is not WAYS[way][0]


@pytest.mark.parametrize("chosen", [["words", "late"], ["digest"], [], ["words", "nonsense"]])
def test_an_agent_chooses_what_they_are_mailed_about(client, cast, run, chosen):
    log_in(client)
    page = client.get("/desk/me").text
    boxes = dict(re.findall(r'<input type="checkbox" id="notice-(\w+)"([^>]*)>', page))
    assert [name for name, rest in boxes.items() if "checked" in rest] == list(NOTICES)
    assert "digest" in boxes
    assert all(f'<label for="notice-{name}">' in page for name in boxes)
    assert "You are mailed within your hours" in page
    answer = post(client, "/desk/me/notices", notice=chosen)
    assert answer.headers["Location"] == "/desk/me?said=saved#notices"
    known = [name for name in chosen if name != "nonsense"]
    assert run(lambda session: session.get_one(Agent, cast.maria.id)).notices == known
    page = client.get("/desk/me").text
    boxes = dict(re.findall(r'<input type="checkbox" id="notice-(\w+)"([^>]*)>', page))
    assert [name for name, rest in boxes.items() if "checked" in rest] == known
