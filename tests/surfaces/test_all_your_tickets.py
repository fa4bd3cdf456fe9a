"""A lost link comes back by mail, once, and leads to all tickets of an address; nobody learns who is known here."""

from dataclasses import replace

import pytest
from lxml.html import fromstring
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.delivery import mail
from statuspage.delivery.message import Retired
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import add_customer
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import KIND, LostLink
from statuspage.security.redaction import redact
from statuspage.security.throttle import limiter
from tests.asked import statements
from tests.cast import SUBJECT, due

ANA = "ana@example.org"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def mailing(app):
    limiter.reset()
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, smtp_url="smtp://127.0.0.1:9", mail_from="care@fernhill.example")


@pytest.fixture
def ask(client, cast):
    """Ask for the link; what is answered."""

    def post(email=ANA, **more):
        db.session.rollback()
        return client.post("/ask/link", data={"email": email}, headers=OURS, **more)

    return post


@pytest.fixture
def mailed(app, clock):
    """The newest mail with such a link, as its reader gets it: the message, and the link in it."""

    def read():
        db.session.rollback()
        row = db.session.scalars(select(Outgoing).where(Outgoing.kind == KIND).order_by(Outgoing.id.desc())).first()
        urls, settings = app.extensions["urls"], app.extensions["settings"]
        made = mail.render(db.session(), row, urls, settings, clock())
        link = db.session.scalars(select(LostLink).where(LostLink.outgoing_id == row.id)).one()
        return made, urls.lost(link.id).removeprefix(urls.base)

    return read


@pytest.fixture
def overview(client, ask, mailed):
    """The address of Ana's overview, after she has used the link."""

    def reach():
        ask()
        answer = client.post(mailed()[1], headers=OURS)
        return answer.location.partition("://")[2].partition("/")[2].join(("/", ""))

    return reach


def rows(answer):
    return [
        " ".join(one.text_content().split()) for one in fromstring(answer.text).xpath('//ul[@class="mine-list"]/li')
    ]


def test_the_answer_is_the_same_to_the_byte_for_known_and_unknown_addresses(client, ask):
    known, unknown = ask(), ask("nobody@example.net")
    assert (known.status_code, known.location, known.data) == (unknown.status_code, unknown.location, unknown.data)
    assert client.get(known.location).data == client.get(unknown.location).data


def test_the_same_is_written_down_for_both(ask):
    counts = []
    for email in (ANA, "nobody@example.net"):
        ask(email)
        db.session.rollback()
        counts.append([db.session.scalar(select(func.count()).select_from(table)) for table in (Outgoing, LostLink)])
    assert [later - before for before, later in zip(*counts, strict=True)] == [1, 1]


def test_nothing_leaves_to_an_address_that_nobody_has(ask, mailed):
    ask("nobody@example.net")
    with pytest.raises(Retired):
        mailed()


def test_the_mail_says_that_no_person_wrote_it_and_has_the_link(ask, mailed, app):
    ask()
    message, path = mailed()
    text = message.get_body(("plain",)).get_content()
    assert message["To"] == "Ana Reis <ana@example.org>"
    assert text.startswith("No person wrote this mail.")
    assert app.extensions["urls"].base + path in text
    assert "/t/" not in text


def test_opening_the_link_changes_nothing_and_the_button_leads_to_all_tickets(client, ask, mailed):
    ask()
    path = mailed()[1]
    assert "Show me my tickets" in client.get(path).text
    assert client.get(path).status_code == 200
    answer = client.post(path, headers=OURS)
    assert answer.status_code == 303
    assert SUBJECT in client.get(answer.location).text


def test_a_link_counts_once_and_for_an_hour(client, ask, mailed, clock):
    ask()
    path = mailed()[1]
    client.post(path, headers=OURS)
    used = client.get(path)
    assert (used.status_code, "was used already" in used.text) == (410, True)
    assert client.post(path, headers=OURS).location.endswith(path)
    clock.forward(minutes=6)
    ask()
    path = mailed()[1]
    clock.forward(minutes=61)
    expired = client.get(path)
    assert (expired.status_code, "is too old" in expired.text) == (410, True)
    assert client.post(path, headers=OURS).location.endswith(path)


def test_the_same_address_is_mailed_once_in_five_minutes(ask, clock):
    for _ in range(3):
        ask()
    assert db.session.scalar(select(func.count()).select_from(LostLink)) == 1
    clock.forward(minutes=6)
    ask()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(LostLink)) == 2


def test_what_is_no_address_comes_back_as_it_was_typed(ask):
    answer = ask("ana at home")
    assert answer.status_code == 422
    assert fromstring(answer.text).xpath('//input[@name="email"]/@value') == ["ana at home"]


def test_each_ticket_says_who_has_it_where_it_stands_and_what_was_said_last(client, run, cast, clock, overview):
    promise = due(clock(), hours=3)
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="On it, *today*.", heard="It died.", promise=promise)
    (row,) = rows(client.get(overview()))
    assert row.startswith(SUBJECT)
    assert "Heard · Maria writes again by today, 12:12." in row
    assert "On it, today." in row


def test_a_promised_call_is_called_a_call_also_when_it_is_late(client, run, cast, clock, overview):
    promise = replace(due(clock(), hours=3), kind="call")
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="I ring you.", heard="It died.", promise=promise)
    assert "Heard · Maria calls you by today, 12:12." in rows(client.get(overview()))[0]
    clock.forward(hours=4)
    assert "Maria promised to call by today, 12:12, and is late." in rows(client.get(overview()))[0]


def test_whoever_wrote_and_promised_is_named_although_another_has_it(client, run, cast, clock, overview):
    promise = due(clock(), hours=3)
    run(write_letter, cast.ticket.id, cast.tom, clock(), body="On it.", heard="It died.", promise=promise)
    path = overview()
    (row,) = rows(client.get(path))
    assert "Tom writes again by today, 12:12." in row
    assert "Tom wrote" in row
    clock.forward(hours=4)
    assert "Tom promised to write by today, 12:12, and is late." in rows(client.get(path))[0]
    for by, to in ((cast.maria, cast.tom), (cast.tom, cast.maria)):  # the promise goes along
        run(hand_over, cast.ticket.id, by, to, clock(), note="Over to you.")
    (row,) = rows(client.get(path))
    assert "Maria promised to write by today, 12:12, and is late." in row
    assert "Tom wrote" in row


def test_what_is_open_stands_first_and_what_is_late_says_so(client, run, cast, clock, overview):
    other = run(open_ticket, cast.ana, cast.tom, clock(), subject="The tray", story="It broke.")
    for ticket, body in ((cast.ticket.id, "Done."), (other.id, "Soon.")):
        end = {"asks_solved": True} if ticket == cast.ticket.id else {"promise": due(clock(), hours=1)}
        run(write_letter, ticket, cast.maria, clock(), body=body, heard="Heard.", **end)
    run(confirm, cast.ticket.id, clock())
    clock.forward(hours=2)
    first, second = rows(client.get(overview()))
    assert "is late" in first
    assert "The tray" in first
    assert "Solved, as you said" in second


def test_a_ticket_that_somebody_opened_under_this_address_joins_only_by_the_next_link(
    client, run, cast, clock, overview, ask, mailed
):
    path = overview()
    stranger = run(add_customer, clock(), name="Ana R.", email=ANA, zone="Europe/Lisbon")
    run(open_ticket, stranger, cast.tom, clock(), subject="Another", story="Hello.")
    assert len(rows(client.get(path))) == 1
    clock.forward(minutes=6)
    ask()
    client.post(mailed()[1], headers=OURS)
    assert len(rows(client.get(path))) == 2


def test_a_new_address_makes_the_old_one_void(client, overview):
    path = overview()
    answer = client.post(f"{path}/link", headers=OURS)
    assert "new address" in client.get(answer.location).text
    assert client.get(path).status_code == 410
    assert client.get(f"{path}/list").status_code == 410


def test_no_page_of_a_ticket_holds_the_address_of_the_overview(client, overview, app, cast):
    path = overview()
    (link,) = fromstring(client.get(path).text).xpath('//ul[@class="mine-list"]//a/@href')
    assert "/mine/" not in client.get(link).text


def test_the_list_alone_is_not_sent_again_while_nothing_is_new(client, overview, run, cast, clock):
    path = overview()
    first = client.get(f"{path}/list")
    assert client.get(f"{path}/list", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="News.", heard="It died.", asks_solved=True)
    assert "News." in client.get(f"{path}/list", headers={"If-None-Match": first.headers["ETag"]}).text


def test_no_log_holds_such_a_key(overview, mailed, ask):
    ask()
    assert redact(mailed()[1]) == "/lost/-"
    assert redact(overview()) == "/mine/-"


@pytest.mark.parametrize(
    "path", ["/mine/x", "/mine/AQHoQPVrWiZdv7xr5cDjMNG2", "/lost/x", "/lost/AQHoQPVrWiZdv7xr5cDjMNG2"]
)
def test_what_we_did_not_write_opens_nothing(client, path):
    assert client.get(path).status_code == 404
    assert client.post(path if "lost" in path else f"{path}/link", headers=OURS).status_code == 404


def test_where_no_mail_leaves_the_page_says_so_and_has_no_form(app, client, cast, ask):
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url=None, demo=False)
    page = client.get("/ask/link")
    assert "No mail leaves from here" in page.text
    assert not fromstring(page.text).xpath("//form")
    ask()
    assert db.session.scalar(select(func.count()).select_from(LostLink)) == 0


def test_the_same_is_asked_of_the_database_for_both(ask, clock):
    told = []
    for email in (ANA, "nobody@example.net"):
        with statements() as asked:
            ask(email)
        told.append([one.partition("WHERE")[0] for one in asked])
        clock.forward(seconds=1)
    assert told[0] == told[1]


def test_a_tickets_page_mails_the_link_to_the_address_on_record_and_shows_it_nowhere(client, app, cast, mailed):
    db.session.rollback()
    private = app.extensions["urls"].shared(shares_of(db.session(), cast.ticket.id)["private"])
    path = private.removeprefix(app.extensions["urls"].base)
    assert "All your tickets" in client.get(path).text
    answer = client.post(f"{path}/overview", headers=OURS)
    page = client.get(answer.location).text
    assert "is on its way" in page
    assert "/lost/" not in page
    assert mailed()[0]["To"] == "Ana Reis <ana@example.org>"


def test_whoever_asks_about_something_new_is_the_same_customer_and_says_nothing_twice(client, overview, cast):
    path = overview()
    form = client.get(f"{path}/ask")
    assert "You ask as Ana Reis" in form.text
    assert not fromstring(form.text).xpath('//input[@name="contact"]')
    answer = client.post(f"{path}/ask", data={"story": "The tray is broken.", "once": "k"}, headers=OURS)
    assert "The tray is broken." in client.get(answer.location).text
    assert len(rows(client.get(path))) == 2
    db.session.rollback()
    newest = db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
    assert (newest.customer_id, newest.suspected_at) == (cast.ana.id, None)


def test_what_is_refused_there_comes_back(client, overview):
    answer = client.post(f"{overview()}/ask", data={"story": "", "subject": "The tray", "once": "k"}, headers=OURS)
    assert answer.status_code == 422
    assert fromstring(answer.text).xpath('//input[@name="subject"]/@value') == ["The tray"]
