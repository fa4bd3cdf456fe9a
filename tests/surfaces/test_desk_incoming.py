"""Mails that came in, at the desk: why each was refused, and what an agent may do with it. Nothing of it is lost."""

import html
import re
from dataclasses import replace
from email.message import EmailMessage

import pytest

from statuspage.db import db
from statuspage.delivery.incoming.receiving import receive
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.letters import Reply
from tests.delivery.mailbox import DOMAIN
from tests.surfaces.desk import log_in, post

HARM = '<script>alert("x")</script>'


@pytest.fixture
def maria(app, client, cast):
    app.extensions["settings"] = replace(app.extensions["settings"], reply_domain=DOMAIN)
    log_in(client)
    return client


@pytest.fixture
def arrive(app, cast, maria):
    """A mail comes in, to nobody's address; returns its id."""

    def do(words="It still drips.", sender=None, **headers):
        message = EmailMessage()
        message["From"] = sender or cast.ana.email
        message["To"], message["Subject"] = "care@fernhill.example", "My machine"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(words)
        return receive(message.as_bytes(), door="pipe")[0].mail_id

    return do


def text(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def replies():
    db.session.rollback()
    return [row.body for row in db.session.query(Reply).where(Reply.kind == "reply")]


def test_what_was_refused_is_listed_with_its_reason_and_machines_stand_apart(maria, arrive):
    arrive("It still drips.")
    arrive("Thank you for your mail.", Auto_Submitted="auto-replied")
    page = text(maria.get("/desk/incoming").text)
    assert "One mail is to be looked at." in page
    assert "It went to no address that we gave to anybody." in page
    assert "A machine answered" not in page
    assert "A machine answered by itself" in text(maria.get("/desk/incoming?state=noise").text)


def test_nothing_to_look_at_is_said(maria):
    assert "Every mail that came in has found its place." in text(maria.get("/desk/incoming").text)


def test_without_a_reply_domain_it_says_where_answers_go(app, maria):
    app.extensions["settings"] = replace(app.extensions["settings"], reply_domain=None)
    assert "No reply domain is set" in text(maria.get("/desk/incoming").text)


def test_it_is_taken_after_all_on_a_ticket_of_whom_it_says_it_is_from_and_the_page_says_who_took_it(
    maria, arrive, cast, client
):
    mail = arrive("It still drips.")
    assert cast.ticket.subject in text(maria.get(f"/desk/incoming/{mail}").text)
    answer = post(maria, f"/desk/incoming/{mail}/taken", ticket=cast.ticket.id)
    assert answer.status_code == 303
    assert replies() == ["It still drips."]
    assert "by mail · taken in by one of us" in text(maria.get(f"/desk/tickets/{cast.ticket.id}").text)


def test_the_ticket_may_be_given_by_its_address(maria, arrive, cast):
    mail = arrive(sender="somebody@example.net")
    post(maria, f"/desk/incoming/{mail}/taken", address=f"http://localhost/desk/tickets/{cast.ticket.id}?of=everyone")
    assert replies() == ["It still drips."]


def test_without_a_ticket_it_is_asked_for_and_nothing_happens(maria, arrive):
    mail = arrive(sender="somebody@example.net")
    answer = post(maria, f"/desk/incoming/{mail}/taken")
    assert (answer.status_code, replies()) == (422, [])
    assert "Please say to which ticket it belongs." in text(answer.text)


def test_taken_twice_it_counts_once(maria, arrive, cast):
    mail = arrive()
    for _ in range(2):
        post(maria, f"/desk/incoming/{mail}/taken", ticket=cast.ticket.id)
    assert replies() == ["It still drips."]


def test_what_is_not_ours_goes_out_of_the_way_and_can_be_looked_at_again(maria, arrive):
    mail = arrive()
    post(maria, f"/desk/incoming/{mail}/dropped")
    assert "Every mail that came in" in text(maria.get("/desk/incoming").text)
    assert "said that it is not ours" in text(maria.get(f"/desk/incoming/{mail}").text)
    post(maria, f"/desk/incoming/{mail}/dropped", undo="1")
    assert "One mail is to be looked at." in text(maria.get("/desk/incoming").text)


def test_the_whole_of_it_is_shown_as_text_and_kept_as_a_file(maria, arrive):
    mail = arrive(HARM)
    page = maria.get(f"/desk/incoming/{mail}")
    assert HARM not in page.text
    assert HARM in html.unescape(page.text)
    file = maria.get(f"/desk/incoming/{mail}/original")
    assert "attachment" in file.headers["Content-Disposition"]
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert HARM.encode() in file.data


def test_a_mail_that_there_is_not_is_not_found(maria):
    assert maria.get("/desk/incoming/77").status_code == 404
    assert post(maria, "/desk/incoming/77/taken").status_code == 404


def test_a_stranger_sees_none_of_it(client, app, cast, maria, arrive):
    mail = arrive()
    stranger = app.test_client()
    assert stranger.get(f"/desk/incoming/{mail}").status_code == 302
    assert stranger.get(f"/desk/incoming/{mail}/original").status_code == 302
    db.session.rollback()
    assert db.session.get_one(IncomingMail, mail).outcome == "refused"


def test_the_head_of_every_page_says_that_there_is_one_to_look_at(maria, arrive):
    arrive()
    assert 'aria-label="Mails: One mail is to be looked at."' in maria.get("/desk").text
