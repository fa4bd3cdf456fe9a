"""The demo's mailboxes: its people's mail can be read, and never leaves; without a demo there is none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from lxml.html import fromstring
from sqlalchemy import func, select

from statuspage import demo
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.demo.answering import answer_to
from statuspage.domain.companion_verbs import let_go
from statuspage.domain.customer_verbs import reply
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import PING, Outgoing, leave
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.promises import Promise
from statuspage.domain.publication.followers import ask_to_follow
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket


def open_mails(client, of=""):
    page = fromstring(client.get("/demo/mail" + (f"?of={of}" if of else "")).text)
    return [link.get("href") for link in page.xpath('//ul[@class="mails"]//a')]


def test_anas_mailbox_is_open_and_each_mail_reads_as_its_reader_sees_it(app, client):
    demo.load(app)
    page = fromstring(client.get("/demo/mail").text)
    people = [one.text_content() for one in page.xpath('//nav[@class="mailbox-people"]//a')]
    assert people == ["Ana Reis", "Joana Reis", "Maria Okafor", "Tom Becker", "Noor Haddad"]
    read = fromstring(client.get(open_mails(client)[0]).text)
    (frame,) = read.xpath("//iframe")
    assert "allow-scripts" not in frame.get("sandbox")
    shown = client.get(frame.get("src"))
    assert "the thermal fuse trips at 94" in shown.text
    assert '<base target="_blank">' in shown.text
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "the thermal fuse trips at 94" in read.xpath("//pre")[0].text_content()


def test_a_mail_that_waits_until_its_reader_is_in_can_be_read_and_says_when_it_comes(app, client, clock):
    demo.load(app)
    maria = db.session.scalar(select(Agent.id).where(Agent.email == "maria@fernhill.example"))
    ticket = db.session.scalar(select(Ticket.id).where(Ticket.published_at.is_not(None)))
    monday = now() + timedelta(days=2)
    with write() as session:
        reply(session, ticket, now(), body="Is it there?")
        for row in session.scalars(select(Outgoing).where(Outgoing.agent_id == maria, Outgoing.kind == "reply")):
            row.due_at = row.created_at = monday
    db.session.rollback()
    assert "comes Wed, " in client.get(f"/demo/mail?of=agent-{maria}").text
    assert "Is it there?" in client.get(open_mails(client, f"agent-{maria}")[0]).text
    assert "when they are in" not in client.get("/demo/mail").text


def test_whoever_follows_in_the_demo_has_a_mailbox_with_the_question_in_it(app, client):
    demo.load(app)
    ticket = db.session.scalar(select(Ticket.id).where(Ticket.published_at.is_not(None)))
    with write() as session:
        ask_to_follow(session, ticket, "kenji@example.net", "Asia/Tokyo", "en", now())
    db.session.rollback()
    follower = db.session.scalar(select(Subscription.id).where(Subscription.email == "kenji@example.net"))
    (question,) = open_mails(client, f"follower-{follower}")
    assert "/follow/" in client.get(question).text
    assert "kenji@example.net" in client.get("/demo/mail").text


def test_what_ana_writes_comes_into_marias_mailbox_at_once(app, client):
    demo.load(app)
    ana = db.session.scalar(select(Ticket.id).where(Ticket.published_at.is_not(None)))
    maria = db.session.scalar(select(Agent.id).where(Agent.email == "maria@fernhill.example"))
    with write() as session:
        reply(session, ana, now(), body="The courier was here.")
    newest = client.get(open_mails(client, f"agent-{maria}")[0]).text
    assert "The courier was here." in newest


def test_what_is_not_so_any_more_is_left_out_and_the_others_can_be_read(app, client):
    demo.load(app)
    joana = db.session.scalar(select(Companion).where(Companion.name == "Joana Reis"))
    theirs = f"companion-{joana.id}"
    assert open_mails(client, theirs)
    newest = client.get(open_mails(client, theirs)[0]).text
    frame = fromstring(newest).xpath("//iframe/@src")[0]
    with write() as session:
        let_go(session, joana.ticket_id, now(), companion_id=joana.id)
    assert client.get(f"/demo/mail?of={theirs}").status_code == 200
    assert open_mails(client, theirs) == []
    assert client.get(frame).status_code == 404
    assert open_mails(client)


def test_a_reminder_of_a_promise_that_was_kept_is_left_out_too(app, client):
    demo.load(app)
    maria = db.session.scalar(select(Agent.id).where(Agent.email == "maria@fernhill.example"))
    theirs = f"agent-{maria}"
    kept = select(Promise.id, Promise.ticket_id).join(Ticket, Ticket.id == Promise.ticket_id)
    over = kept.where(Promise.outcome != "open", Ticket.published_at.is_not(None)).limit(1)
    promise_id, ticket_id = db.session.execute(over).one()
    with write() as session:
        reply(session, ticket_id, now(), body="The courier was here.")
    db.session.rollback()  # what was read before it dates from then
    before = open_mails(client, theirs)
    with write() as session:
        leave(session, ticket_id, "soon", "agent", now(), agent_id=maria, data={"promise": promise_id})
    db.session.rollback()
    assert before
    assert open_mails(client, theirs) == before


def test_a_part_of_it_is_asked_for_while_it_is_open(app, client):
    demo.load(app)
    part = client.get("/demo/mail", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'class="mails"' in part


def test_nobody_elses_mail_is_in_it(app, client):
    demo.load(app)
    jonas = db.session.scalar(
        select(Outgoing.id)
        .join(Ticket, Ticket.id == Outgoing.ticket_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(Customer.name == "Jonas Lind", Outgoing.to == "customer")
    )
    assert client.get(f"/demo/mail/{jonas}.html").status_code == 404
    assert client.get("/demo/mail/999999.html").status_code == 404


def test_it_is_nowhere_without_a_demo(app, client, cast):
    assert client.get("/demo/mail").status_code == 404


def test_it_is_nowhere_where_the_demo_is_switched_off(app, client):
    demo.load(app)
    app.extensions["settings"] = replace(app.extensions["settings"], demo=False)
    assert client.get("/demo/mail").status_code == 404


def test_no_mail_of_the_demo_ever_waits_to_leave(app):
    demo.load(app)
    waiting = select(func.count()).select_from(Outgoing).where(Outgoing.outcome == "waiting", Outgoing.kind != PING)
    assert db.session.scalar(waiting) == 0


def test_whoever_the_demo_does_not_know_is_still_mailed_nothing_by_its_agents(app, run):
    demo.load(app)
    with write() as session:
        mia = add_customer(session, now(), name="Mia Sund", zone="Europe/Oslo", email="mia@cafe.test")
        ticket = session.scalars(select(Ticket).where(Ticket.published_at.is_not(None))).one()
        ticket.customer_id = mia.id
        reply(session, ticket.id, now(), body="It is me.")
    newest = db.session.scalars(select(Outgoing.outcome).order_by(Outgoing.id.desc()).limit(1)).one()
    assert newest == "kept"


def answer_newest(client, of, words):
    """Answer the newest mail in this mailbox; what is said then."""
    read = client.get(open_mails(client, of)[0]).text
    (action,) = fromstring(read).xpath('//form[@class="mailbox-answer"]/@action')
    told = client.post(action, data={"words": words}, follow_redirects=True)
    return " ".join(fromstring(told.text).xpath('//form[@class="mailbox-answer"]/p[@role="status"]/text()'))


def agent(email):
    return f"agent-{db.session.scalar(select(Agent.id).where(Agent.email == email))}"


def test_ana_answers_maria_gets_it_and_answers_and_ana_reads_it_all_by_mail(app, client):
    demo.load(app)
    assert answer_newest(client, "", "Is the fuse there yet?") == "Your answer has arrived."
    maria = agent("maria@fernhill.example")
    assert "Is the fuse there yet?" in client.get(open_mails(client, maria)[0]).text
    assert answer_newest(client, maria, "It came today.\n\nnext: tomorrow 17:00") == "Your answer has arrived."
    assert "It came today." in client.get(open_mails(client)[0]).text
    page = client.get(demo.links(app)["customer_url"].removeprefix(demo.links(app)["base_url"])).text
    assert "Is the fuse there yet?" in page
    assert "It came today." in page
    assert "next: tomorrow" not in page


def test_an_answer_quotes_its_mail_under_the_day_on_which_that_was_written():
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Maria <care@fernhill.example>", "ana@example.org", "The pump"
    mail["Date"], mail["Message-ID"] = "Tue, 24 Nov 2026 09:00:00 +0000", "<1@fernhill.example>"
    mail.set_content("It came today.")
    answer = answer_to(mail, "Thank you.", datetime(2026, 11, 29, tzinfo=UTC)).decode()
    assert "On 24 November 2026, Maria" in answer


def test_a_letter_without_an_ending_waits_and_a_mail_says_so(app, client):
    demo.load(app)
    answer_newest(client, "", "Is the fuse there yet?")
    maria = agent("maria@fernhill.example")
    assert answer_newest(client, maria, "It came today.").startswith("Your letter waits, unsent.")
    assert "does not end with when you write next" in client.get(open_mails(client, maria)[0]).text


def test_the_demo_has_a_refused_mail_and_a_letter_that_waits(app, client):
    demo.load(app)
    outcomes = db.session.scalars(select(IncomingMail.outcome).order_by(IncomingMail.id)).all()
    assert outcomes == ["refused", "held"]
    maria = agent("maria@fernhill.example")
    mails = [client.get(address).text for address in open_mails(client, maria)]
    assert any("/held/" in mail for mail in mails)


def test_without_a_demo_nothing_is_answered(app, client):
    demo.load(app)
    app.extensions["settings"] = replace(app.extensions["settings"], demo=False)
    assert client.post("/demo/mail/1/answers", data={"words": "Hello"}).status_code == 404


def test_whoever_asks_in_the_demo_has_a_mailbox_and_a_lost_link_lies_in_it(app, client):
    demo.load(app)
    asks = fromstring(client.get("/ask").text)
    assert "Nothing of the demo leaves" in asks.xpath("//form")[-1].text_content()
    assert asks.xpath('//a[@href="/ask/link"]')
    with app.app_context(), write() as session:
        asked = add_customer(session, now(), name="Bo Lind", email="bo@example.net", zone="UTC")
        asked.is_demo = True
        session.flush()
        open_ticket(session, asked, session.scalars(select(Agent)).first(), now(), subject="It drips", story="All day.")
        key = f"customer-{asked.id}"
    client.post("/ask/link", data={"email": "bo@example.net"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "/lost/" in client.get(open_mails(client, of=key)[0]).text


def test_a_lost_link_lies_in_anas_mailbox(app, client):
    demo.load(app)
    client.post("/ask/link", data={"email": "ana.reis@example.net"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "/lost/" in client.get(open_mails(client)[0]).text
