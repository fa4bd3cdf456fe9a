"""What a ticket is about is changed at the desk: its customer reads both, in mails too; others, what they chose."""

import html
import re

import pytest

from statuspage.clock import now
from statuspage.db import db
from statuspage.delivery.mail import render
from statuspage.domain.outbox import Outgoing
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from tests.cast import SUBJECT, due
from tests.surfaces.desk import log_in, post
from tests.surfaces.seals import follow, words

NEW = "A fuse that blows"
SHOWN = PublicChoice(subject="subject", letters=True)


@pytest.fixture
def desk(client, cast):
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


@pytest.fixture
def change(client, desk):
    def do(subject=NEW, **rest):
        return post(client, f"{desk}/subject", subject=subject, **rest)

    return do


def test_the_desk_and_the_customer_read_the_new_one_and_what_it_was(client, desk, change, ana):
    page = follow(client, change(shown=SUBJECT))
    assert "Changed. Ana reads the new subject, and what it was." in page
    assert f'<h1 dir="auto">{NEW}</h1>' in page
    assert f"was: {SUBJECT}" in words(page)
    theirs = ana.page()
    assert f'<h1 class="ticket-title" dir="auto">{NEW}</h1>' in theirs
    was = re.search(r'<details class="was" id="was"><summary>was: … .*?</details>', theirs)[0]
    assert SUBJECT in was
    assert "Maria changed what this is about" in words(theirs)


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("", "Please write something here."),
        (" \u202e ", "Please write something here."),
        ("x" * 201, "This is 201 characters long; 200 is the most that fits."),
        (SUBJECT, "That is what it is about already."),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_stays_there(client, desk, change, subject, told):
    answer = change(subject)
    assert answer.status_code == 422
    assert told in answer.text
    field = re.search(r'<input[^>]*id="subject-subject"[^>]*>', answer.text)[0]
    assert f'value="{html.escape(subject)}"' in field or not subject.strip(" \u202e")
    assert f'<h1 dir="auto">{SUBJECT}</h1>' in answer.text


def test_what_a_colleague_changed_meanwhile_is_told_and_nothing_is_lost(client, desk, change):
    change("Tom’s words", shown=SUBJECT)
    answer = change(shown=SUBJECT)
    assert answer.status_code == 422
    assert "Meanwhile this became “Tom’s words”. Yours is still here." in answer.text
    assert f'value="{NEW}"' in answer.text
    assert f'<h1 dir="auto">{NEW}</h1>' in follow(client, change(shown="Tom’s words"))


def test_mails_carry_the_new_one_in_the_same_thread(app, change, ana, cast):
    ana.write("On it.", heard="It dies.", promise=due(ana.clock(), hours=3))
    change()
    ana.write("The fuse has come.", promise=due(ana.clock(), hours=9))
    rows = db.session.query(Outgoing).where(Outgoing.kind == "letter", Outgoing.to == "customer").order_by(Outgoing.id)
    urls, settings = app.extensions["urls"], app.extensions["settings"]
    first, second = (render(db.session(), row, urls, settings, now()) for row in rows)
    assert (first["Subject"], second["Subject"]) == (f"Re: {NEW}", f"Re: {NEW}")
    named = f"{second['References']} {second['In-Reply-To']}".split()
    assert {*named} & {first["Message-ID"], *str(first["References"]).split()}


def test_others_read_the_old_one_and_the_customer_is_asked_on_their_page_and_chooses(client, change, ana):
    ana.do(publish, SHOWN)
    public = client.get(ana.link("public"))
    change()
    assert client.get(ana.link("public")).data == public.data, "no byte of it differs"
    theirs = ana.page()
    assert f"Others still read “{SUBJECT}”, as you chose." in words(theirs)
    studio = ana.read("/studio").text
    assert "The subject was changed since you chose." in studio
    assert re.search(r'name="subject" value="former" checked', studio)
    assert f"As it is called now: {NEW}" in studio
    ana.send("studio", action="on", owner="photo", subject="former", letters="yes", shown=NEW, once="a")
    assert SUBJECT in client.get(ana.link("public")).text
    ana.send("studio", action="on", owner="photo", subject="subject", letters="yes", shown=NEW, once="b")
    page = client.get(ana.link("public")).text
    assert NEW in page
    assert SUBJECT not in page
    assert "Others still read" not in ana.page()
    assert "former" not in ana.read("/studio").text.partition('name="subject"')[2].partition("</fieldset>")[0]


def test_a_studio_that_was_open_meanwhile_publishes_no_subject_that_was_not_seen(client, change, ana):
    change()
    answer = ana.send("studio", action="on", owner="photo", subject="subject", letters="yes", shown=SUBJECT, once="a")
    assert answer.status_code == 422
    assert "What this is about was changed meanwhile. Please look, and choose again." in answer.text
    assert ana.ticket.published_at is None


def test_a_preview_shows_what_is_ticked(change, ana):
    ana.do(publish, SHOWN)
    change()
    for subject, seen in (("former", SUBJECT), ("subject", NEW)):
        shown = ana.read(f"/studio/preview?view=page&owner=nobody&subject={subject}").text
        assert seen in shown


def test_whoever_reads_along_is_asked_nothing_about_what_others_see(change, ana, client):
    from statuspage.domain.companion_verbs import let_in
    from statuspage.domain.shares.share import Share

    ana.do(publish, SHOWN)
    change()
    joana = ana.do(let_in, name="Joana Reis", email="joana@example.org")
    db.session.rollback()
    share = db.session.query(Share).where(Share.companion_id == joana.id, Share.scope == "companion").first()
    if share is None:
        share = db.session.query(Share).where(Share.companion_id == joana.id).first()
    path = ana.app.extensions["urls"].shared(share).removeprefix(ana.app.extensions["urls"].base)
    page = client.get(path).text
    assert NEW in page
    assert "Others still read" not in page
