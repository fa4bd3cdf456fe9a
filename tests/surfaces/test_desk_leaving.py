"""At the desk: nobody is let go before their tickets are with others, and then all that they had ends at once."""

import pytest
from lxml.html import fromstring
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.absences.absence import standing
from statuspage.domain.absences.planned import TypedSpan, planned
from statuspage.domain.absences.verbs import set_absence
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.incoming.taking import hold
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import Outgoing, leave
from statuspage.domain.people.agents import Agent, add_agent
from statuspage.domain.people.leaving import let_go
from statuspage.domain.tickets import Ticket
from statuspage.security.sessions import DeskSession
from statuspage.security.throttle import limiter
from tests.cast import due
from tests.mails import come_in
from tests.surfaces.desk import log_in, post


@pytest.fixture
def tom(client, cast):
    limiter.reset()
    log_in(client, "tom@fernhill.example")
    return client


@pytest.fixture
def leaving(cast):
    return f"/desk/leaving/{cast.maria.id}"


@pytest.fixture
def noor(run, cast, clock):
    return run(add_agent, clock(), email="noor@fernhill.example", name="Noor Haddad", password_hash="x").id


def owners():
    db.session.rollback()
    return list(db.session.scalars(select(Ticket.owner_id).order_by(Ticket.id)))


def errors(answer):
    return [link.get("href") for link in fromstring(answer.text).xpath('//*[@id="errors"]//a')]


def test_whoever_still_has_tickets_is_not_let_go_and_these_are_listed(tom, cast, leaving):
    page = fromstring(tom.get(leaving).text)
    assert page.xpath('//*[@id="leaving-agent"]//a/text()') == [cast.ticket.subject]
    assert page.xpath('//select[@name="to"]/option/@value') == ["", "rule", str(cast.tom.id)]
    answer = post(tom, leaving, deed="go")
    assert (answer.status_code, errors(answer)) == (422, ["#leaving-agent"])
    assert f"{cast.ticket.id} “{cast.ticket.subject}”" in answer.text
    assert db.session.get_one(Agent, cast.maria.id).is_active


def test_all_are_handed_to_one_colleague_with_words_that_the_customer_reads(tom, cast, leaving, run, clock):
    run(open_ticket, cast.ana, cast.maria, clock(), subject="It drips", story="On the tray.")
    without = post(tom, leaving, deed="hand", to=str(cast.tom.id), note=" ")
    assert (without.status_code, errors(without)) == (422, ["#leaving-note"])
    assert set(owners()) == {cast.maria.id}, "all of them, or none"
    assert post(tom, leaving, deed="hand", to="", note="x").status_code == 422
    answer = post(tom, leaving, deed="hand", to=str(cast.tom.id), note="Maria leaves us; I have it.")
    assert (answer.status_code, answer.location) == (303, f"{leaving}?said=passed_on")
    assert owners() == [cast.tom.id, cast.tom.id]


def test_or_each_to_whom_the_rule_finds(tom, cast, leaving, noor, run, clock):
    run(open_ticket, cast.ana, cast.maria, clock(), subject="It drips", story="On the tray.")
    post(tom, leaving, deed="hand", to="rule", note="Maria leaves us.")
    assert set(owners()) == {cast.tom.id, noor}, "the second goes to whoever has less to do by then"


@pytest.fixture
def free(tom, cast, leaving):
    """Nobody waits for Maria any more."""
    post(tom, leaving, deed="hand", to=str(cast.tom.id), note="Maria leaves us.")


def test_all_that_they_had_ends_at_once(app, tom, cast, leaving, run, clock, free):
    maria = app.test_client()
    log_in(maria)
    own = run(leave, cast.ticket.id, "reply", "agent", clock(), version=1, agent_id=cast.maria.id).id
    mail_id = run(_held, cast, clock)
    held = app.extensions["urls"].held(mail_id, None)
    assert maria.get("/desk").status_code == 200
    assert maria.get(held).status_code == 200
    assert post(tom, leaving, deed="go").status_code == 303
    assert maria.get("/desk").status_code == 302
    assert maria.get(held).status_code == 410, "a link from a mail of hers"
    assert not db.session.scalars(select(DeskSession).where(DeskSession.agent_id == cast.maria.id)).all()
    assert db.session.get_one(Outgoing, own).outcome == "retired"
    assert "is let go already" in tom.get(leaving).text


def _held(session, cast, clock):
    mail = come_in(session, clock(), "held", "By mail.", ticket_id=cast.ticket.id, agent_id=cast.maria.id)
    hold(session, mail, clock(), {"body": mail.words})
    return mail.id


def test_who_let_whom_go_stands_in_the_audit_list(tom, cast, leaving, free):
    post(tom, leaving, deed="go")
    assert f"Let an agent go</b> <span>Tom Becker</span> <span>Agent {cast.maria.id}" in tom.get("/desk/audit").text


def test_their_name_stays_on_what_they_wrote(tom, cast, leaving, run, clock):
    letter = {"body": "On it.", "heard": "It dies.", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **letter)
    post(tom, leaving, deed="hand", to=str(cast.tom.id), note="Maria leaves us.")
    post(tom, leaving, deed="go")
    page = fromstring(tom.get(f"/desk/tickets/{cast.ticket.id}").text)
    assert any("Maria" in one.text_content() for one in page.xpath('//*[@id="letters" or @id="top"]//article'))


def test_whoever_is_to_cover_is_not_let_go_before_another_is_chosen(tom, cast, leaving, noor, run, clock, free):
    wanted = planned(TypedSpan("2026-12-01", "", "2026-12-07", ""), "Europe/Berlin", clock())
    run(set_absence, cast.tom.id, None, clock(), wanted, cast.maria.id)
    answer = post(tom, leaving, deed="go")
    assert answer.status_code == 422
    assert "Maria Okafor is to cover for Tom until Mon 7 Dec" in answer.text


def test_their_own_absences_go_with_them(tom, cast, leaving, run, clock, free):
    wanted = planned(TypedSpan("2026-12-01", "", "2026-12-07", ""), "Europe/Lisbon", clock())
    run(set_absence, cast.maria.id, None, clock(), wanted, cast.tom.id)
    post(tom, leaving, deed="go")
    db.session.rollback()
    assert standing(db.session(), clock()) == []


def test_of_two_who_let_somebody_go_at_once_the_second_is_told(tom, cast, leaving, run, clock, free):
    run(lambda session: let_go(session, session.get_one(Agent, cast.maria.id), clock()))
    answer = post(tom, leaving, deed="go")
    assert answer.status_code == 422
    assert "A colleague let Maria Okafor go already." in answer.text


def test_the_last_one_stays(tom, cast, leaving, free):
    post(tom, leaving, deed="go")
    post(tom, f"/desk/leaving/{cast.tom.id}", deed="hand", to="rule", note="I leave.")
    answer = post(tom, f"/desk/leaving/{cast.tom.id}", deed="go")
    assert "is the last one at the desk" in answer.text


def test_whoever_lets_themselves_go_is_logged_out(tom, cast, run, clock):
    answer = post(tom, f"/desk/leaving/{cast.tom.id}", deed="go")
    assert (answer.status_code, answer.location) == (303, "/desk/login")
    assert tom.get("/desk").status_code == 302


def test_nobody_else_is_found(tom):
    assert tom.get("/desk/leaving/99").status_code == 404
