"""A correction where it is read: the desk and the customer read both words, everybody else the new ones alone."""

import json
import re

import pytest
from lxml import etree
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery import mail
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.correcting import correct_letter
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.protocol import Live
from tests.cast import due
from tests.surfaces.desk import log_in, post

WRONG, RIGHT = "The part is zinnober and comes on Thursday.", "The part is vermilion and comes on Friday."


@pytest.fixture
def desk(app, client, run, cast, clock):
    """Maria's page of a ticket with a public letter of hers, at version 2."""
    said = {"body": WRONG, "heard": "It dies.", "promise": due(clock(), hours=30), "is_public": True}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    run(publish, cast.ticket.id, PublicChoice(subject="subject", letters=True), clock())
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


@pytest.fixture
def correct(client, desk, clock):
    """Sends the form of this letter, ten minutes later."""

    def send(body=RIGHT, *, seen="2", version=2, **rest):
        clock.forward(minutes=10)
        return post(client, f"{desk}/letters/{version}", body=body, seen=seen, **rest)

    return send


@pytest.fixture
def path(app, cast):
    """The address of each share."""

    def of(scope, form=""):
        db.session.rollback()
        urls = app.extensions["urls"]
        return urls.shared(shares_of(db.session(), cast.ticket.id)[scope], form).removeprefix(urls.base)

    return of


def test_the_desk_leads_to_a_form_with_the_words_as_they_were_typed(client, desk, correct):
    page = client.get(desk).text
    assert f'href="{desk}/letters/2"' in page
    form = client.get(f"{desk}/letters/2").text
    assert f"{WRONG}</textarea>" in form
    assert 'name="seen" value="2"' in form
    answer = correct()
    assert answer.headers["Location"].endswith("?said=corrected#v2")
    page = client.get(answer.headers["Location"]).text
    assert "Corrected. What stood there before is one click away" in page
    assert before_and_after(page) == (True, True)
    assert "Maria corrected the letter of today, 09:12" in page


def before_and_after(page):
    """Whether the new words stand in the letter, and the old ones in what unfolds beneath them alone."""
    body = re.search(r'id="v2".*?<div class="letter-body" dir="auto">(.*?)</div>', page, re.DOTALL)[1]
    former = re.search(r'<details class="letter-corrected".*?</details>', page, re.DOTALL)[0]
    return "vermilion" in body and "zinnober" not in body, "zinnober" in former and "corrected today, 09:22" in former


def test_the_customer_reads_both_and_their_page_moves(client, desk, correct, path):
    private = path("private")
    before = Live.from_headers(client.get(f"{private}/live").headers)
    correct()
    after = client.get(f"{private}/live")
    assert Live.from_headers(after.headers).version != before.version
    assert before_and_after(client.get(private).text) == (True, True)
    assert before_and_after(after.text) == (True, True)


def test_a_chain_of_corrections_keeps_every_version_the_newest_first(client, desk, correct, path):
    correct()
    correct("The part is crimson.", seen="4")
    page = client.get(path("private")).text
    former = re.search(r'<details class="letter-corrected".*?</details>', page, re.DOTALL)[0]
    assert former.index("vermilion") < former.index("zinnober")
    assert "Maria, today, 09:22" in former
    assert "corrected today, 09:32" in former


@pytest.mark.parametrize("scope", ["public", "embed"])
def test_anyone_else_reads_the_new_words_alone(client, desk, correct, path, scope):
    correct()
    page = client.get(path(scope) + ("?size=timeline" if scope == "embed" else "")).text
    assert "vermilion" in page
    assert "zinnober" not in page
    if scope == "public":
        assert "corrected today, 09:22" in page
        assert "<details" not in page.partition('class="words letters"')[2].partition("</section>")[0]


ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.mark.parametrize("scope", ["feed", "public_feed"])
def test_a_feed_brings_the_same_entry_updated(client, desk, correct, path, scope):
    def entries():
        feed = etree.fromstring(client.get(path(scope)).data)
        found = {}
        for entry in feed.iterfind("a:entry", ATOM):
            texts = [entry.findtext(f"a:{name}", namespaces=ATOM) for name in ("published", "updated", "content")]
            found[entry.findtext("a:id", namespaces=ATOM)] = texts
        return feed.findtext("a:updated", namespaces=ATOM), found

    _, before = entries()
    correct()
    whole, after = entries()
    assert before.keys() == after.keys(), "the correction is no entry of its own"
    (changed,) = [name for name in before if before[name] != after[name]]
    assert after[changed][0] == before[changed][0] == before[changed][1]
    assert after[changed][1] == whole == "2026-11-23T09:22:00+00:00"
    assert "vermilion" in after[changed][2]
    assert "zinnober" not in after[changed][2]
    item = next(one for one in json.loads(client.get(path(scope, "json")).data)["items"] if one["id"] == changed)
    assert item["date_modified"] == "2026-11-23T09:22:00Z"


@pytest.mark.parametrize("scope", ["feed", "public_feed"])
def test_a_correction_on_a_closed_page_comes_in_the_feed_itself(client, run, cast, desk, clock, path, scope):
    for number in range(40):
        said = {"body": f"Letter {number}.", "promise": due(clock.forward(minutes=1), hours=30), "is_public": True}
        run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    assert "zinnober" not in client.get(path(scope)).text
    assert "zinnober" in client.get(f"{path(scope)}?archive=1").text
    run(correct_letter, cast.ticket.id, 2, cast.maria, clock.forward(minutes=1), body=RIGHT)
    feed, closed = client.get(path(scope)).text, client.get(f"{path(scope)}?archive=1").text
    assert feed.count("vermilion") == closed.count("vermilion") == 1
    assert "zinnober" not in feed + closed


@pytest.mark.parametrize("scope", ["feed", "public_feed"])
def test_corrected_letters_of_closed_pages_stand_in_the_order_of_the_log(client, run, cast, desk, clock, path, scope):
    for number in range(40):
        said = {"body": f"Letter {number}.", "promise": due(clock.forward(minutes=1), hours=30), "is_public": True}
        run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    for letter, words in ((5, "It is lilac."), (2, RIGHT)):
        run(correct_letter, cast.ticket.id, letter, cast.maria, clock.forward(minutes=1), body=words)
    feed = client.get(path(scope)).text
    assert feed.index("Letter 39.") < feed.index("lilac") < feed.index("vermilion")


def test_the_mail_is_short_and_says_what_was_corrected(app, desk, correct):
    correct()
    row = db.session.scalars(select(Outgoing).where(Outgoing.kind == "corrected")).one()
    urls, settings = app.extensions["urls"], app.extensions["settings"]
    text = mail.render(db.session(), row, urls, settings, row.created_at)
    plain = text.get_body(("plain",)).get_content()
    assert "I have corrected what I wrote on Monday 23 November, 09:12 (Lisbon time):" in plain
    assert plain.index("vermilion") > plain.index("I have corrected")
    assert "zinnober" not in plain, "the earlier letter has its new words, too"
    assert plain.count("vermilion") == 2
    assert "vermilion" in text.get_body(("html",)).get_content()
    first = db.session.scalars(select(Outgoing).where(Outgoing.kind == "letter", Outgoing.to == "customer")).one()
    made = mail.render(db.session(), first, urls, settings, row.created_at).get_body(("plain",)).get_content()
    assert "zinnober" in made, "a mail is the same whenever it is made"


def test_both_words_are_found_at_the_desk_and_lead_to_the_letter(client, cast, desk, correct):
    correct()
    for word in ("vermilion", "zinnober"):
        found = client.get(f"/desk/find?q={word}").text
        assert f'href="http://localhost{desk}?at=v2#v2"' in found, word


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"body": " "}, 422, "Please write something here."),
        ({"body": WRONG}, 422, "These are the words as they stand."),
        ({"body": "x" * 30_000}, 422, "20000 is the most that fits"),
        ({"body": "be\u202ell"}, 422, "read backwards"),
    ],
)
def test_what_is_no_correction_comes_back_with_words_and_the_text(client, desk, correct, typed, status, words):
    answer = correct(**typed)
    assert answer.status_code == status
    assert words in answer.text
    assert f"{typed['body'].strip().replace(chr(0x202E), '')}</textarea>" in answer.text


def test_of_two_windows_the_second_reads_what_the_first_one_wrote_and_loses_nothing(client, desk, correct):
    correct()
    answer = correct("The part is crimson.")
    assert answer.status_code == 409
    assert "This letter was corrected meanwhile." in answer.text
    assert "The part is crimson.</textarea>" in answer.text
    assert RIGHT in answer.text
    again = correct("The part is crimson.", seen=re.search(r'name="seen" value="(\d+)"', answer.text)[1])
    assert again.status_code == 303


@pytest.mark.parametrize("version", ["1", "3", "99", "99999999999999"])
def test_where_no_letter_is_there_is_nothing_to_correct(client, desk, correct, version):
    assert client.get(f"{desk}/letters/{version}").status_code == 404
    assert correct(version=version).status_code == 404
    assert client.get("/desk/tickets/99/letters/2").status_code == 404


def test_a_colleague_reads_it_and_is_told_to_write_their_own(app, run, cast, desk):
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    assert f'href="{desk}/letters/2"' not in tom.get(desk).text
    page = tom.get(f"{desk}/letters/2").text
    assert "Only whoever wrote a letter corrects it." in page
    assert "<textarea" not in page.partition("<main")[2]
    assert post(tom, f"{desk}/letters/2", body=RIGHT, seen="2").status_code == 422
    run(lambda session: setattr(session.get(Agent, cast.maria.id), "is_active", False))
    assert f'href="{desk}/letters/2"' not in tom.get(desk).text, "only the owner stands in for who is gone"
    run(lambda session: setattr(session.get(type(cast.ticket), cast.ticket.id), "owner_id", cast.tom.id))
    assert f'href="{desk}/letters/2"' in tom.get(desk).text
    assert post(tom, f"{desk}/letters/2", body=RIGHT, seen="2").status_code == 303
    assert "Tom corrected a colleague’s letter of" in tom.get(desk).text


def test_the_form_comes_back_after_a_login_that_ended(client, app, desk):
    other = app.test_client()
    answer = other.post(f"{desk}/letters/2", data={"body": RIGHT, "seen": "2", "csrf": "old"})
    assert answer.status_code in (401, 403)
    assert RIGHT in answer.text
