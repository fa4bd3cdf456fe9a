"""At the desk: what customers can ask about, the rule of who gets it, and why a ticket came to whom."""

import re
from datetime import timedelta

import pytest
from lxml.html import fromstring
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.desk.workload import loads
from statuspage.domain.outbox import Outgoing, leave
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.leaving import let_go
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.rule import CRITERIA, read_rule
from statuspage.domain.way_in.suspects import believe
from statuspage.domain.way_in.topics import Topic
from tests.surfaces.desk import post

WAY_IN = "/desk/way-in"
OURS = {"Sec-Fetch-Site": "same-origin"}
ASKED = {"story": "The pump hums.", "name": "Joana Reis", "contact": "joana@example.net", "once": "a-key"}


@pytest.fixture
def topic(maria):
    """A topic that Maria knows about; its id."""
    post(maria, f"{WAY_IN}/topics", title_en="Repairs", asked_en="Which machine?\nOrder number", agent="1")
    return topics()[0].id


def topics():
    db.session.rollback()
    return list(db.session.scalars(select(Topic).order_by(Topic.position)))


def errors(answer):
    return [link.get("href") for link in fromstring(answer.text).xpath('//*[@id="errors"]//a')]


def test_a_topic_is_added_with_all_its_words_and_who_knows_about_it(maria, cast):
    told = {"title_en": "Repairs", "asked_en": "Which machine?\nOrder number", "title_de": "Reparatur", "asked_de": ""}
    answer = post(maria, f"{WAY_IN}/topics", **told, agent=str(cast.maria.id), name="repair")
    assert (answer.status_code, answer.location) == (303, f"{WAY_IN}?said=saved")
    (topic,) = topics()
    assert topic.words == {
        "en": {"title": "Repairs", "asked": ["Which machine?", "Order number"]},
        "de": {"title": "Reparatur", "asked": []},
    }
    assert (topic.name, topic.agents) == ("repair", [cast.maria.id])
    listed = maria.get(WAY_IN).text
    assert "Which machine? · Order number" in listed
    assert "Known by Maria" in listed


def test_a_topic_is_changed_and_what_is_wrong_comes_back_as_typed(maria, topic, cast):
    page = fromstring(maria.get(f"{WAY_IN}/topics/{topic}").text)
    assert page.xpath('//input[@name="title_en"]/@value') == ["Repairs"]
    assert page.xpath('//input[@name="agent"][@checked]/@value') == [str(cast.maria.id)]
    refused = post(maria, f"{WAY_IN}/topics/{topic}", title_en="", asked_en="Which one?", agent=str(cast.tom.id))
    assert (refused.status_code, errors(refused)) == (422, ["#topic-title_en"])
    page = fromstring(refused.text)
    assert page.xpath('//textarea[@name="asked_en"]')[0].value.strip() == "Which one?"
    assert page.xpath('//input[@name="agent"][@checked]/@value') == [str(cast.tom.id)]
    assert topics()[0].words["en"]["title"] == "Repairs"


def test_a_topic_is_ended_and_offered_again(maria, topic, client):
    post(maria, f"{WAY_IN}/topics/{topic}", deed="end")
    assert "Repairs" not in maria.get("/ask").text
    assert "Offered no more" in maria.get(WAY_IN).text
    post(maria, f"{WAY_IN}/topics/{topic}", deed="again")
    assert "Repairs" in maria.get("/ask").text


def test_topics_move_up_one_by_one(maria, topic):
    post(maria, f"{WAY_IN}/topics", title_en="Orders", asked_en="")
    post(maria, f"{WAY_IN}/topics/{topics()[1].id}", deed="up")
    assert [one.name for one in topics()] == ["orders", "repairs"]
    assert post(maria, f"{WAY_IN}/topics/{topic}", deed="sideways").status_code == 400


@pytest.mark.parametrize("key", ["0", "99", "nothing", "9" * 30, "-1"])
def test_a_topic_that_is_not_there_is_not_there(maria, key):
    assert maria.get(f"{WAY_IN}/topics/{key}").status_code == 404
    assert post(maria, f"{WAY_IN}/topics/{key}", title_en="Repairs").status_code == 404


def test_the_rule_counts_in_the_teams_order(maria):
    page = fromstring(maria.get(WAY_IN).text)
    assert tuple(page.xpath('//select[starts-with(@name, "step-")]/option[@selected]/@value')) == CRITERIA
    post(maria, f"{WAY_IN}/rule", **{"step-0": "least", "step-1": "", "step-2": "in"})
    assert read_rule(db.session()) == ("least", "in")
    page = fromstring(maria.get(WAY_IN).text)
    chosen = page.xpath('//select[starts-with(@name, "step-")]/option[@selected]/@value')
    assert chosen == ["least", "in", "", "", ""]


def test_a_ticket_says_why_it_came_to_whom(maria, topic, cast):
    maria.post("/ask", data=ASKED | {"topic": "repairs"}, headers=OURS)
    db.session.rollback()
    ticket = db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
    assert ticket.owner_id == cast.maria.id
    text = " ".join(fromstring(maria.get(f"/desk/tickets/{ticket.id}").text).text_content().split())
    assert "About “Repairs”. To Maria: knows about “Repairs”." in text


def test_a_ticket_that_an_agent_typed_says_nothing_of_a_rule(maria, cast):
    assert "case-why" not in maria.get(f"/desk/tickets/{cast.ticket.id}").text


def test_agents_name_their_languages_as_people_do(maria, cast):
    post(maria, "/desk/me/asked", speaks="Portuguese, deutsch; EN", takes_new="yes")
    db.session.rollback()
    assert db.session.get(Agent, cast.maria.id).speaks == ["pt", "de", "en"]
    page = fromstring(maria.get("/desk/me").text)
    assert page.xpath('//input[@name="speaks"]/@value') == ["Portuguese, German, English"]


def test_a_language_that_nobody_knows_comes_back_with_the_word(maria, cast):
    answer = post(maria, "/desk/me/asked", speaks="Portuguese, Espresso")
    assert (answer.status_code, errors(answer)) == (422, ["#asked-speaks"])
    assert fromstring(answer.text).xpath('//input[@name="speaks"]/@value') == ["Portuguese, Espresso"]
    assert db.session.get(Agent, cast.maria.id).takes_new


def test_agents_may_take_no_new_tickets(maria, cast):
    post(maria, "/desk/me/asked", speaks="")
    db.session.rollback()
    assert not db.session.get(Agent, cast.maria.id).takes_new
    maria.post("/ask", data=ASKED, headers=OURS)
    assert db.session.scalars(select(Ticket).order_by(Ticket.id.desc())).first().owner_id == cast.tom.id


# What may be no person's


@pytest.fixture
def doubted(maria):
    """A ticket that was sent without our form; its id."""
    maria.post("/ask", data=ASKED, headers=OURS)
    db.session.rollback()
    return db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one().id


def text(answer):
    return " ".join(fromstring(answer.text).text_content().split())


def test_what_may_be_no_persons_stands_apart_and_says_why(maria, doubted):
    assert "The pump hums." not in maria.get("/desk?of=everyone").text
    assert "To look at 1" in text(maria.get("/desk"))
    assert "The pump hums." in maria.get("/desk/tickets?state=look").text
    page = text(maria.get(f"/desk/tickets/{doubted}"))
    assert "This may come from no person. It was sent without our form." in page


def test_filters_hide_no_colleagues_doubted_ticket(maria, doubted, cast, run):
    run(lambda session: setattr(session.get_one(Ticket, doubted), "owner_id", cast.tom.id))
    assert "The pump hums." in maria.get("/desk/tickets?state=look&step=unheard").text
    assert "The pump hums." not in maria.get("/desk/tickets?state=look&step=solved").text


def test_once_believed_it_stands_with_all_others_and_what_waited_leaves(maria, doubted, clock):
    post(maria, f"/desk/tickets/{doubted}/doubt", deed="person")
    assert "The pump hums." in maria.get("/desk?of=everyone").text
    assert "To look at" not in text(maria.get("/desk"))
    left = select(Outgoing.to, Outgoing.due_at).where(Outgoing.ticket_id == doubted).order_by(Outgoing.id)
    assert next((to, due <= clock()) for to, due in db.session.execute(left)) == ("customer", True)
    assert "agent" in {to for to, _ in db.session.execute(left)}


def test_put_away_it_is_in_no_list_but_found_and_believed_all_the_same(maria, doubted):
    post(maria, f"/desk/tickets/{doubted}/doubt", deed="robot")
    assert "The pump hums." not in maria.get("/desk/tickets?state=look").text
    assert "The pump hums." in re.sub("</?mark>", "", maria.get("/desk/find?q=pump+hums").text)
    assert "One of us has said that it is no person’s." in text(maria.get(f"/desk/tickets/{doubted}"))
    post(maria, f"/desk/tickets/{doubted}/doubt", deed="person")
    assert "no person" not in text(maria.get(f"/desk/tickets/{doubted}"))


def test_a_letter_believes_it(maria, doubted, cast, clock, run):
    letter = {"body": "Which machine?", "heard": "The pump hums.", "asks_solved": True}
    run(write_letter, doubted, cast.maria, clock(), **letter)
    db.session.rollback()
    assert db.session.get(Ticket, doubted).suspected_at is None
    waits = select(Outgoing.due_at).where(Outgoing.ticket_id == doubted, Outgoing.to == "customer")
    assert all(due <= clock() for due in db.session.scalars(waits))


def test_what_is_doubted_is_nobodys_work(maria, doubted, clock):
    waiting = {load.agent.called: load.count for load in loads(db.session(), clock())}
    assert waiting == {"Maria": 1, "Tom": 0}


@pytest.mark.parametrize(("ticket", "deed"), [(99, "person"), (1, "perhaps")])
def test_nothing_else_can_be_said_of_it(maria, ticket, deed):
    assert post(maria, f"/desk/tickets/{ticket}/doubt", deed=deed).status_code == 404


def test_nothing_is_mailed_about_what_is_doubted_also_when_its_asker_writes_again(maria, doubted, run, clock):
    before = left_of(doubted)
    run(reply, doubted, clock(), body="Hello?")
    assert left_of(doubted) == before


def test_what_is_doubted_holds_no_agent_back_who_is_let_go(maria, doubted, cast, run, clock):
    owner, other = run(lambda session: (session.get(Ticket, doubted).owner_id, cast.maria.id))
    assert owner != other
    run(lambda session: let_go(session, session.get_one(Agent, owner), clock()))
    db.session.rollback()
    assert not db.session.get(Agent, owner).is_active


def test_an_agents_notice_waits_for_their_hours_also_once_it_is_believed(maria, doubted, clock, run, cast):
    later = clock() + timedelta(days=1)
    run(leave, doubted, "reply", "agent", clock(), version=1, agent_id=cast.tom.id, due_at=later)
    run(believe, doubted, clock())
    db.session.rollback()
    assert later in db.session.scalars(select(Outgoing.due_at).where(Outgoing.ticket_id == doubted)).all()


def left_of(ticket_id):
    db.session.rollback()
    return len(db.session.scalars(select(Outgoing.id).where(Outgoing.ticket_id == ticket_id)).all())
