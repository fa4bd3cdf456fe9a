"""A customer asks to be erased and may take it back; an agent sees what goes, types the name, and it is gone."""

import io
import json
import zipfile

import pytest
from flask import g
from lxml.html import fromstring
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.audit import Audited
from statuspage.domain.correcting import correct_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.notes import add_note
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import leave
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.privacy.erasures import ErasedTicket
from statuspage.domain.shares.share import shares_of
from statuspage.domain.subjects import change_subject
from statuspage.domain.way_in.overviews import join
from statuspage.exporting import bundle
from statuspage.protocol import Live
from tests.cast import STORY, SUBJECT, due
from tests.mails import come_in
from tests.surfaces.desk import log_in, post

OURS = {"Sec-Fetch-Site": "same-origin"}
DATA = "/desk/customers/1/data"


@pytest.fixture
def own(app, cast):
    """The path of Ana's page."""
    address = app.extensions["urls"].shared(shares_of(db.session(), cast.ticket.id)["private"])
    db.session.rollback()
    return address.removeprefix("http://localhost")


@pytest.fixture
def mine(app, cast, clock):
    """The path of the page of all her tickets."""
    with write() as session:
        found = join(session, cast.ana.email, clock())
        return app.extensions["urls"].mine(found.id, found.generation).removeprefix("http://localhost")


def text(answer):
    return " ".join(fromstring(answer.data).xpath("//main")[0].text_content().split())


def mark(client):
    return fromstring(client.get(DATA).data).xpath("//input[@name='extent']/@value")[0]


def audited():
    db.session.rollback()
    return list(db.session.scalars(select(Audited.kind).order_by(Audited.id)))


def test_the_ways_back_in_the_head_of_a_page_point_back(client, own, mine):
    there = f"{own}/data", f"{own}/studio", f"{mine}/data", f"{mine}/company"
    for path in there:
        (icon,) = fromstring(client.get(path).data).xpath("//header//*[@class='brand-acts']//svg")
        assert "is-flip" in icon.get("class").split(), "it points the other way where one reads from right to left"
        assert icon.xpath("path/@d")[0].startswith("M19 12H5"), path


def test_the_wish_from_the_page_of_all_tickets_waits_and_is_taken_back(client, mine):
    assert "Ask to have it all erased" in text(client.get(f"{mine}/data"))
    answer = client.post(f"{mine}/data/erasing", data={"deed": "ask"}, headers=OURS, follow_redirects=True)
    assert "It waits until one of us agrees" in text(answer)
    answer = client.post(f"{mine}/data/erasing", data={"deed": "keep"}, headers=OURS, follow_redirects=True)
    assert "Taken back. Everything stays as it is." in text(answer)
    assert audited()[-2:] == ["erasure_asked", "erasure_withdrawn"]


def test_whoever_has_an_overview_is_led_there_from_a_single_ticket(client, own, mine):
    assert "ask for it on the page of all your tickets" in text(client.get(f"{own}/data"))
    client.post(f"{own}/data/erasing", data={"deed": "ask"}, headers=OURS)
    assert "erasure_asked" not in audited()


def test_an_agent_sees_what_goes_types_the_name_and_it_is_gone(client, own, cast):
    client.post(f"{own}/data/erasing", data={"deed": "ask"}, headers=OURS)
    log_in(client)
    assert b"One customer asks to be erased." in client.get("/desk").data
    page = text(client.get(DATA))
    assert "One ticket · one of them open" in page
    assert "They asked for it themselves" in page
    wrong = post(client, f"{DATA}/erasing", extent=mark(client), sure="Ana")
    assert wrong.status_code == 422
    assert "Please type the name as it stands above: Ana Reis" in text(wrong)
    done = post(client, f"{DATA}/erasing", extent=mark(client), sure="Ana Reis")
    assert done.status_code == 303
    assert "Maria Okafor erased everything" in text(client.get(DATA))
    gone = client.get(own)
    assert gone.status_code == 410
    assert "Every word here was erased, at the customer’s wish" in text(gone)
    desk = client.get(f"/desk/tickets/{cast.ticket.id}")
    assert desk.status_code == 410
    assert "This was erased" in text(desk)
    assert post(client, f"/desk/tickets/{cast.ticket.id}/notes", body="Still?").status_code == 410


def test_what_the_head_of_the_desk_counts_sends_no_queue_anew(client, own):
    log_in(client)
    before = client.get("/desk/live").headers
    client.post(f"{own}/data/erasing", data={"deed": "ask"}, headers=OURS)
    assert b"One customer asks to be erased." in client.get("/desk").data
    assert Live.from_headers(client.get("/desk/live").headers) == Live.from_headers(before)


def test_nothing_is_erased_that_nobody_asked_for_and_the_second_agent_is_told(client, cast):
    log_in(client)
    refused = post(client, f"{DATA}/erasing", extent="", sure="Ana Reis")
    assert "Nobody has asked for it" in text(refused)
    post(client, f"{DATA}/wish", deed="ask")
    seen = mark(client)
    assert post(client, f"{DATA}/erasing", extent=seen, sure="Ana Reis").status_code == 303
    again = post(client, f"{DATA}/erasing", extent=seen, sure="Ana Reis")
    assert again.status_code == 422
    assert "Maria Okafor has erased this already" in text(again)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ErasedTicket)) == 1


def test_news_since_the_page_was_opened_is_looked_at_first_and_the_name_stays_typed(client, cast, run, clock):
    log_in(client)
    post(client, f"{DATA}/wish", deed="ask")
    seen = mark(client)
    run(reply, cast.ticket.id, clock(), body="One more thing.")
    refused = post(client, f"{DATA}/erasing", extent=seen, sure="Ana Reis")
    assert "Something new came in" in text(refused)
    assert fromstring(refused.data).xpath("//input[@name='sure']/@value") == ["Ana Reis"]


def test_the_page_of_all_tickets_is_gone_in_the_customers_language(client, mine, cast, run):
    with write() as session:
        session.get_one(Customer, cast.ana.id).language = "de"
    log_in(client)
    post(client, f"{DATA}/wish", deed="ask")
    post(client, f"{DATA}/erasing", extent=mark(client), sure="Ana Reis")
    g.pop("agent")  # of the same context, and not of whoever comes now
    gone = client.application.test_client().get(mine)
    assert gone.status_code == 410
    assert fromstring(gone.data).get("lang") == "de"


def unpacked(answer):
    assert answer.status_code == 200, answer.data
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_a_customer_takes_out_all_that_was_said_without_our_notes(client, mine, cast, run, clock):
    run(add_note, cast.ticket.id, cast.maria, clock(), body="Between us: kqnoted.")
    packed = unpacked(client.post(f"{mine}/data/export", headers=OURS))
    page, facts = packed.read("everything.html").decode(), json.loads(packed.read("everything.json"))
    assert SUBJECT in page
    assert STORY in page
    assert "<script" not in page
    assert facts["you"][0]["email"] == "ana@example.org"
    assert facts["tickets"][0]["entries"][0]["words"] == STORY
    assert not any(b"kqnoted" in packed.read(name) for name in packed.namelist())
    assert audited()[-1] == "exported"


def test_an_agent_may_put_our_notes_in(client, cast, run, clock):
    run(add_note, cast.ticket.id, cast.maria, clock(), body="Between us: kqnoted.")
    log_in(client)
    packed = unpacked(post(client, f"{DATA}/export", notes="yes"))
    facts = json.loads(packed.read("everything.json"))
    assert facts["tickets"][0]["our_notes"][0]["words"] == "Between us: kqnoted."
    assert "kqnoted" in packed.read("everything.html").decode()


def test_the_key_to_one_ticket_takes_out_that_one_alone(client, own, cast, run, clock):
    run(lambda session: open_ticket(session, session.get_one(Customer, 1), cast.tom, clock(), subject="B", story="C"))
    facts = json.loads(unpacked(client.post(f"{own}/data/export", headers=OURS)).read("everything.json"))
    assert [one["subject"] for one in facts["tickets"]] == [SUBJECT]


def test_the_audit_list_is_read_by_kind_and_by_agent(client, cast):
    log_in(client)
    client.post("/desk/login", data={"email": "tom@fernhill.example", "password": "not this"})
    client.post("/desk/login", data={"email": "tom@fernhill.example", "password": "nor this"})
    log_in(client)
    page = text(client.get("/desk/audit"))
    assert "Failed to sign in, 2 times within the hour Somebody, as Tom Becker" in page
    assert "Signed in Maria Okafor" in page
    only = text(client.get("/desk/audit?kind=signed_in&agent=1"))
    assert "times within the hour" not in only
    assert text(client.get("/desk/audit?kind=nonsense&agent=x&before=0")) == text(client.get("/desk/audit"))


def test_an_export_of_many_letters_is_whole_json(app, cast, run, clock, tmp_path):
    for number in range(30):
        run(reply, cast.ticket.id, clock.forward(minutes=1), body=f"Line {number} “said”.")
    with (tmp_path / "all.zip").open("w+b") as file, app.test_request_context():
        bundle(file, cast.ana.id, clock())
        facts = json.loads(zipfile.ZipFile(file).read("everything.json"))
    assert len(facts["tickets"][0]["entries"]) == 31


def test_the_key_to_one_ticket_takes_out_what_we_know_of_its_own_customer_alone(client, own, mine, cast, run, clock):
    with write() as session:
        overview_id = session.get_one(Customer, cast.ana.id).overview_id
        facts = {"name": "Ana R.", "email": cast.ana.email, "phone": "+351 21 555 0199", "zone": "Europe/Lisbon"}
        add_customer(session, clock(), **facts).overview_id = overview_id
    packed = unpacked(client.post(f"{own}/data/export", headers=OURS))
    assert [one["name"] for one in json.loads(packed.read("everything.json"))["you"]] == ["Ana Reis"]
    assert not any(b"555 0199" in packed.read(name) for name in packed.namelist())


def test_what_was_corrected_and_former_subjects_are_taken_out_and_no_servers_report(client, mine, cast, run, clock):
    said = {"body": "It holds.", "heard": "It dies.", "promise": due(clock(), hours=3)}
    letter = run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    run(correct_letter, cast.ticket.id, letter.version, cast.maria, clock(), body="It drips.")
    run(change_subject, cast.ticket.id, cast.maria, clock(), subject="The valve drips")
    with write() as session:
        report = come_in(session, clock(), "r", "kqreport", b"kqreport", ticket_id=cast.ticket.id)
        report.outcome = "filed"
    packed = unpacked(client.post(f"{mine}/data/export", headers=OURS))
    words = [one["words"] for one in json.loads(packed.read("everything.json"))["tickets"][0]["entries"]]
    assert {"It holds.", "It drips.", SUBJECT} <= set(words)
    assert not any(b"kqreport" in packed.read(name) for name in packed.namelist())


def test_no_door_of_the_desk_writes_anything_down_of_whoever_was_erased(client, cast, run, clock):
    mail = run(leave, cast.ticket.id, "letter", "customer", clock(), version=1).id
    log_in(client)
    post(client, f"{DATA}/wish", deed="ask")
    post(client, f"{DATA}/erasing", extent=mark(client), sure="Ana Reis")
    assert post(client, f"/desk/outbox/{mail}/address", email="ana@example.net").status_code == 410
    assert post(client, f"/desk/outbox/{mail}/again").status_code == 410
    new = {"customer": str(cast.ana.id), "subject": "Again", "story": "It leaks.", "owner": str(cast.maria.id)}
    refused = post(client, "/desk/tickets", once="k", **new)
    assert refused.status_code == 422
    assert "This customer was erased" in refused.text
    db.session.rollback()
    assert db.session.get_one(Customer, cast.ana.id).email == ""
