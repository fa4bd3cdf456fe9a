"""An answer by mail on the page of whoever wrote it, at the doors, and on the page with one button."""

import html
import re
from base64 import b64encode

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery.incoming.receiving import receive
from statuspage.domain.customer_verbs import reply
from statuspage.domain.desk.unsent_letters import read_unsent
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.letters import Letter, Reply
from statuspage.domain.outbox import HELD
from statuspage.domain.people.agents import Agent
from statuspage.domain.shares.share import shares_of
from tests.delivery.answering import answer, with_file
from tests.delivery.mailbox import ANSWERED, Mailbox
from tests.surfaces.private_things import Ana

SECRET = "a-secret-of-the-mail-service"


@pytest.fixture
def box(ana: Ana) -> Mailbox:
    made = Mailbox(ana.app, ana.cast, ana.clock, ana.run)
    made.change(**ANSWERED | {"mail_proof": False, "mail_secret": SECRET})
    ana.run(lambda session: setattr(session.get_one(Agent, ana.cast.maria.id), "hours", {}))
    made.write()
    return made


@pytest.fixture
def letter(box):
    return box.newest(kind="letter", to="customer")


def text(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def newest(table):
    db.session.rollback()
    return db.session.scalars(select(table).order_by(table.version.desc()).limit(1)).one()


def test_the_page_says_that_it_came_by_mail_and_leads_its_writer_to_the_whole_of_it(ana, box, letter):
    receive(answer(letter, "It still drips."), door="pipe")
    page = ana.page()
    (address,) = re.findall(r'href="([^"]+/mails/\d+)"', page)
    whole = ana.client.get(address)
    assert "by mail" in text(page)
    assert "> On it" in html.unescape(whole.text)


def test_what_it_brought_that_cannot_be_shown_is_named_and_says_why(ana, box, letter):
    receive(with_file("Look at this.", str(letter["Reply-To"])), door="pipe")
    page = text(ana.page())
    assert "not shown: it cannot be read" in page
    assert "it follows" not in page


def test_nobody_else_reads_the_whole_of_it(ana, box, letter):
    joana = box.let_in()
    receive(answer(letter, "Only the words."), door="pipe")
    version = newest(Reply).version
    urls, client = ana.app.extensions["urls"], ana.app.test_client()
    hers = urls.shared(shares_of(db.session(), ana.id, joana.companion_id)["private"]).removeprefix(urls.base)
    assert client.get(f"{hers}/mails/{version}").status_code == 404
    assert "/mails/" not in client.get(hers).text
    assert ana.client.get(f"{ana.path}/mails/{version}").status_code == 200
    assert ana.client.get(f"{ana.path}/mails/1").status_code == 404


@pytest.mark.parametrize("way", ["basic", "bearer"])
def test_a_mail_service_brings_a_message_with_its_secret(ana, box, letter, way):
    basic = "Basic " + b64encode(f"mail:{SECRET}".encode()).decode()
    headers = {"Authorization": basic if way == "basic" else f"Bearer {SECRET}"}
    told = ana.client.post("/mail/in", data=answer(letter, "By post."), headers=headers, content_type="message/rfc822")
    assert (told.status_code, told.text) == (200, "taken\n")
    assert newest(Reply).body == "By post."


def test_a_form_with_the_message_in_a_field_does_as_well(ana, box, letter):
    headers = {"Authorization": f"Bearer {SECRET}"}
    to = letter["Reply-To"].addresses[0].addr_spec
    fields = {"body-mime": answer(letter, "In a field.", To=None).decode(), "recipient": to}
    assert ana.client.post("/mail/in", data=fields, headers=headers).text == "taken\n"


@pytest.mark.parametrize(
    "said", [None, "Bearer wrong", "Basic bWFpbDo=", "Basic \xe9\xe9", "Basic =", "Digest \xe9", "\xe9"]
)
def test_without_the_secret_nothing_is_looked_at(ana, box, letter, said):
    headers = {} if said is None else {"Authorization": said}
    assert ana.client.post("/mail/in", data=answer(letter, "Hello."), headers=headers).status_code == 401
    assert db.session.scalars(select(IncomingMail)).all() == []


def test_without_a_secret_set_there_is_no_such_address(ana, box, letter):
    box.change(mail_secret=None)
    headers = {"Authorization": f"Bearer {SECRET}"}
    assert ana.client.post("/mail/in", data=answer(letter, "Hello."), headers=headers).status_code == 404


def test_an_empty_post_is_a_bad_request(ana, box):
    assert ana.client.post("/mail/in", headers={"Authorization": f"Bearer {SECRET}"}).status_code == 400


@pytest.fixture
def held(ana, box):
    """A letter of Maria's that waits; returns the paths of the pages that send it, the question last."""
    ana.do(reply, body="It still drips.")
    message = box.left(kind="reply", to="agent")
    assert receive(answer(message, "The *part* is here."), door="pipe")[0].outcome == "held"
    words = box.newest(kind=HELD).get_body(("plain",)).get_content()
    return re.findall(r"http://localhost(/held/\S+)", words)


def test_opening_the_page_changes_nothing_and_one_press_sends_it(ana, held):
    before = newest(Letter).version
    page = ana.client.get(held[0])
    assert "<em>part</em>" in page.text
    assert newest(Letter).version == before
    seen = re.search(r'name="seen" value="(\d+)"', page.text)[1]
    assert ana.client.post(held[0], data={"seen": seen}).status_code == 303
    assert newest(Letter).body == "The *part* is here."
    assert "It is sent" in text(ana.client.get(held[0]).text)
    assert ana.client.post(held[1], data={"seen": seen}).status_code == 303, "pressed again, it counts once"
    assert [letter.body for letter in db.session.scalars(select(Letter))].count("The *part* is here.") == 1


def test_the_question_can_be_pressed_as_well(ana, held):
    seen = re.search(r'name="seen" value="(\d+)"', ana.client.get(held[-1]).text)[1]
    ana.client.post(held[-1], data={"seen": seen})
    assert ana.ticket.step == "solved"


def test_news_while_the_page_is_open_leave_it_unsent_and_are_shown(ana, held):
    seen = re.search(r'name="seen" value="(\d+)"', ana.client.get(held[0]).text)[1]
    ana.do(reply, body="Now it smokes!")
    answer = ana.client.post(held[0], data={"seen": seen})
    assert answer.status_code == 422
    assert "Now it smokes!" in text(answer.text)
    assert newest(Letter).body != "The *part* is here."


def test_a_time_that_has_passed_sends_nothing(ana, held):
    ana.clock.forward(days=30)
    assert ana.client.get(held[0]).status_code == 410
    assert ana.client.post(held[0], data={"seen": "9"}).status_code == 422


def test_a_letter_that_was_gone_on_with_at_the_desk_is_not_sent(ana, held):
    ana.run(lambda session: session.delete(read_unsent(session, ana.cast.maria.id, ana.id)[0]))
    db.session.rollback()
    page = ana.client.get(held[0])
    assert page.status_code == 410
    assert "does not wait any more" in text(page.text)


def test_what_we_did_not_write_opens_nothing(ana, held):
    assert ana.client.get(held[0][:-1] + ("A" if held[0][-1] != "A" else "B")).status_code == 404
