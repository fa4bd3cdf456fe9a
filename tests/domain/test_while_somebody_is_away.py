"""While somebody is away, what is theirs waits for whoever covers, and nothing new comes to them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from statuspage.domain.absences.planned import TypedSpan, planned
from statuspage.domain.absences.verbs import set_absence
from statuspage.domain.customer_verbs import ask_call, reply
from statuspage.domain.desk.notices import leave_notices
from statuspage.domain.desk.queue import next_after, read_queue
from statuspage.domain.desk.reasons import reasons
from statuspage.domain.desk.unattended import read_unattended
from statuspage.domain.desk.workload import count_open, covered_by
from statuspage.domain.nudges.browsers import PushBrowser
from statuspage.domain.nudges.due import leave_nudges
from statuspage.domain.nudges.nudge import Push
from statuspage.domain.nudges.sending import lease
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import add_agent
from statuspage.domain.people.opening_hours import opening_spans
from statuspage.domain.people.presence import be
from statuspage.domain.promises import promised_for
from statuspage.domain.way_in.rule import assign
from statuspage.domain.way_in.topics import save_topic

LISBON = "Europe/Lisbon"


@pytest.fixture
def gone(scene):
    """Sets that Maria is away from these days until those, and Tom covers."""

    def gone(from_day="2026-11-23", back_day="2026-11-30", agent=None, cover=None):
        agent, cover = agent or scene.cast.maria, cover or scene.cast.tom
        wanted = planned(TypedSpan(from_day, "", back_day, ""), agent.zone, scene.now)
        set_absence(scene.session, agent.id, agent, scene.now, wanted, cover.id)
        return agent

    return gone


def tell(scene, agent):
    """The queue of this agent, with those for whom they cover, and what is on top of it."""
    covered = covered_by(count_open(scene.session, scene.now).agents, agent.id, scene.now)
    return read_queue(scene.session, agent.id, scene.now, covered, read_unattended(scene.session, agent, scene.now))


def test_the_cover_has_their_tickets_before_them(scene, gone):
    assert tell(scene, scene.cast.tom).next is None
    gone()
    assert tell(scene, scene.cast.tom).next.owner == "Maria"
    tom, maria = scene.cast.tom.id, scene.cast.maria.id
    assert next_after(scene.session, tom, 0, scene.now, (tom, maria)) == scene.ticket.id


def test_the_cover_has_them_only_meanwhile(scene, gone):
    gone("2026-11-24", "2026-11-25")
    assert tell(scene, scene.cast.tom).next is None
    scene.clock.forward(days=1)
    assert tell(scene, scene.cast.tom).next is not None
    scene.clock.forward(days=1)
    assert tell(scene, scene.cast.tom).next is None


def test_whoever_asks_gets_somebody_who_is_in(scene, gone):
    gone()
    knows = {"name": "repairs", "words": {"en": ("Repairs", "")}, "first": "en", "agents": (scene.cast.maria.id,)}
    topic = save_topic(scene.session, None, **knows)
    assert assign(scene.session, scene.now, topic=topic, language="en").agent_id == scene.cast.tom.id


def test_who_is_in_next_reckons_with_absences(scene, gone):
    gone("2026-11-24", "2026-11-30", agent=scene.cast.tom, cover=scene.cast.maria)
    scene.clock.forward(hours=20)  # Tuesday, before anybody is in; Tom would be first
    assert assign(scene.session, scene.now, topic=None, language="en").agent_id == scene.cast.maria.id


def test_where_everyone_is_away_somebody_gets_it_all_the_same(scene, gone):
    scene.cast.tom.is_active = False
    scene.session.flush()
    wanted = planned(TypedSpan("2026-11-23", "", "2026-11-30", ""), LISBON, scene.now)
    set_absence(scene.session, scene.cast.maria.id, None, scene.now, wanted, None)
    assert assign(scene.session, scene.now, topic=None, language="en").agent_id == scene.cast.maria.id


def test_the_hours_of_the_team_are_those_of_whoever_is_there(scene, gone):
    monday = scene.now.replace(hour=16, minute=30)  # Tom is gone for today, Maria is not
    assert any(opens <= monday < closes for opens, closes in opening_spans(scene.session, scene.now))
    gone()
    assert not any(opens <= monday < closes for opens, closes in opening_spans(scene.session, scene.now))


def mails(scene, kind):
    return [one.agent_id for one in scene.session.query(Outgoing).where(Outgoing.kind == kind, Outgoing.to == "agent")]


def test_the_cover_is_told_that_the_customer_wrote(scene, gone):
    gone()
    scene.ana(reply, body="Any news?")
    assert mails(scene, "reply") == [scene.cast.tom.id]


def test_the_cover_is_told_that_a_promise_is_nearly_due(scene, gone):
    scene.letter(promise=promised_for("2026-11-23T12:00", LISBON, scene.now))
    gone()
    scene.clock.forward(hours=2, minutes=30)
    leave_notices(scene.session, scene.now)
    assert mails(scene, "soon") == [scene.cast.tom.id]


def browser(scene, agent):
    """A browser in which this agent is told at once."""
    keys = {"key": "k", "secret": "s", "server_key": "k", "mark": f"of {agent.id}", "name": "Firefox"}
    one = PushBrowser(agent_id=agent.id, endpoint=f"https://push.example/{agent.id}", is_on=True, **keys)
    one.added_at = scene.now
    scene.session.add(one)
    scene.session.flush()
    return one


def told(scene):
    """Whom a sender would tell now, and of what."""
    found = lease(scene.session, scene.now, timedelta(minutes=1))
    return (found.agent.id, [one.kind for one in found.nudges]) if found and found.nudges else None


def test_the_cover_is_told_at_once_of_a_call_that_was_asked_for(scene, gone):
    maria, tom = (browser(scene, agent) for agent in (scene.cast.maria, scene.cast.tom))
    gone()
    scene.ana(ask_call, phone="+351 91 000 0000", when="at noon")
    assert told(scene) == (tom.agent_id, ["call"])
    assert told(scene) is None, f"nothing is on its way to {maria.name}"


def test_the_cover_is_told_at_once_that_a_promise_is_nearly_due(scene, gone):
    scene.letter(promise=promised_for("2026-11-23T12:00", LISBON, scene.now))
    tom = browser(scene, scene.cast.tom)
    gone()
    scene.clock.forward(hours=2, minutes=30)
    leave_nudges(scene.session, scene.now)
    assert told(scene) == (tom.agent_id, ["soon"])


def test_what_is_on_its_way_as_an_absence_begins_waits_until_they_are_back(scene, gone):
    browser(scene, scene.cast.maria)
    scene.ana(ask_call, phone="+351 91 000 0000", when="at noon")
    gone()
    assert told(scene) is None
    due = scene.session.scalars(select(Push.due_at)).one()
    assert due == datetime(2026, 11, 30, 9, tzinfo=UTC), "and is not looked at again before"


@pytest.fixture
def weekend(scene):
    """A promise of Maria's fell due on Saturday, when nobody is in. It is Monday, and Tom comes an hour before her."""
    scene.letter(promise=promised_for("2026-11-28T12:00", LISBON, scene.now))
    scene.clock.forward(days=6, hours=22, minutes=58)
    return scene


def test_what_fell_late_while_nobody_was_in_is_on_top_of_whoever_comes_first_and_says_why(weekend):
    top = tell(weekend, weekend.cast.tom).next
    assert top.is_unattended
    told = [str(one.words) for one in reasons(top, weekend.cast.tom.id, weekend.now)]
    assert told == ["late since", "nobody was in"]


def test_it_stands_above_everything_else_and_once(weekend, kenji):
    queue = tell(weekend, weekend.cast.tom)
    assert [item.ticket_id for item in queue.ours] == [weekend.ticket.id, kenji.id]


def test_it_stands_once_also_where_the_cover_comes_first(weekend, gone):
    gone("2026-11-30", "2026-12-02")
    assert [item.is_unattended for item in tell(weekend, weekend.cast.tom).ours] == [True]


def test_a_colleague_who_came_later_leaves_it_to_whoever_has_it_open(weekend):
    noor = add_agent(
        weekend.session, weekend.now, email="noor@fernhill.example", name="Noor Haddad", password_hash="x", zone="UTC",
        hours={"mon": ["08:00", "17:00"]},
    )  # fmt: skip
    assert tell(weekend, noor).next is not None
    be(weekend.session, weekend.ticket.id, "reading", weekend.now, weekend.cast.tom.id)
    assert tell(weekend, noor).next is None
    assert tell(weekend, weekend.cast.tom).next is not None


def test_it_is_its_owners_again_once_they_are_in(weekend):
    weekend.clock.forward(hours=1)
    assert tell(weekend, weekend.cast.tom).next is None
    assert tell(weekend, weekend.cast.maria).next.lane == "late"


def test_whoever_is_not_in_has_nothing_on_top(weekend):
    weekend.clock.forward(hours=-2)
    assert tell(weekend, weekend.cast.tom).next is None


def test_what_fell_late_while_somebody_was_in_stays_its_owners(scene):
    scene.letter(promise=promised_for("2026-11-23T15:00", LISBON, scene.now))
    scene.clock.forward(days=1, hours=-1)
    assert tell(scene, scene.cast.tom).next is None


def test_an_answer_takes_it_off(weekend):
    weekend.letter(by=weekend.cast.tom, hours=2)
    assert tell(weekend, weekend.cast.tom).next is None
    assert timedelta() < weekend.ticket.promised_at - weekend.now
