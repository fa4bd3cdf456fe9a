"""The demo is alive at any hour of any day: nothing in it happens at night, and every state is there to be seen."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from statuspage import demo
from statuspage.db import db, write
from statuspage.demo.cast import AGENTS, CUSTOMERS
from statuspage.demo.drafts import DRAFTS
from statuspage.demo.planning import plan
from statuspage.demo.stage import perform
from statuspage.domain import markdown
from statuspage.domain.base import Base
from statuspage.domain.desk.queue import read_queue
from statuspage.domain.events import Event
from statuspage.domain.notes import Note
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent, availability
from statuspage.domain.people.customers import add_customer
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.tickets import Ticket
from statuspage.present import causes
from statuspage.security.sessions import check_password
from tests.databases import KINDS

ANY_TIME = st.datetimes(datetime(2026, 1, 1), datetime(2034, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
SUNDAY_NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CLOCKS_FORWARD = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
CLOCKS_BACK = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC)
MIDDAY = datetime(2026, 11, 25, 13, 5, tzinfo=UTC)


def played(now: datetime) -> tuple[Session, dict[str, Ticket]]:
    """The whole demo as it is loaded at ``now``, with its tickets by story."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.execute(text("CREATE VIRTUAL TABLE passage_words USING fts5 (forms)"))  # which no model describes
    ids = perform(session, now)
    return session, {key: session.get_one(Ticket, ids[key]) for key in ids}


@settings(max_examples=300, deadline=None)
@given(ANY_TIME)
@example(SUNDAY_NIGHT)
@example(CLOCKS_FORWARD)
@example(CLOCKS_BACK)
@example(LEAP_DAY)
def test_whatever_an_agent_did_was_done_within_their_hours_and_before_now(now):
    for act in plan(now):
        assert act.at <= now
        if act.moment.by:
            assert is_within_hours(act.moment.by, act.at), (act.story.key, act.moment.verb, act.at)
        if act.due:
            assert is_within_hours(act.moment.by, act.due), (act.story.key, act.due)
            assert act.at < act.due


@settings(max_examples=300, deadline=None)
@given(ANY_TIME)
def test_at_any_hour_some_promise_is_due_within_a_day_and_exactly_one_is_late(now):
    open_promises = [acts[-1].due for acts in letters_by_story(now).values() if acts[-1].due]
    ahead = [due - now for due in open_promises if due > now]
    assert len(open_promises) - len(ahead) == 1
    assert min(ahead) < timedelta(hours=20)


@pytest.mark.torture
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANY_TIME)
@example(SUNDAY_NIGHT)
@example(CLOCKS_FORWARD)
@example(CLOCKS_BACK)
@example(LEAP_DAY)
@example(MIDDAY)
def test_every_state_of_a_ticket_is_there_whenever_it_is_loaded(app, now):
    session, told = played(now)
    with session:
        assert_every_state(told, now)


def assert_every_state(told, now):
    state = {key: (t.step, t.closure, t.promises_kept, t.promises_late, t.promises_moved) for key, t in told.items()}
    assert state == {
        "ana": ("working", "", 4, 0, 0),
        "ana-first": ("confirmed", "confirmed", 2, 0, 0),
        "ana-second": ("confirmed", "confirmed", 2, 0, 0),
        "soon": ("working", "", 1, 1, 0),
        "late": ("looking", "", 1, 0, 0),
        "call": ("heard", "", 0, 0, 0),
        "fresh": (None, "", 0, 0, 0),
        "part": ("working", "", 2, 0, 0),
        "pending": ("heard", "", 0, 0, 0),
        "silent": ("solved", "unconfirmed", 1, 0, 0),
        "back": ("heard", "", 1, 0, 0),
        "arabic": ("looking", "", 1, 0, 1),
        "asked": ("solved", "", 2, 0, 0),
        "restoration": ("working", "", 57, 2, 0),
    }
    assert told["late"].promised_at < now < told["soon"].promised_at
    assert (told["pending"].heard_answer, told["call"].heard_answer) == ("", "not_quite")
    assert told["call"].unanswered >= 2
    assert told["call"].call_asked_at
    assert now - told["fresh"].opened_at < timedelta(minutes=10)
    assert (told["part"].turn, told["asked"].turn) == ("third", "you")
    assert (told["pending"].turn, told["pending"].needs_open) == ("you", 2)
    assert told["asked"].asked_solved_at
    assert (told["ana"].handovers, told["back"].reopened, told["restoration"].letters) == (1, 1, 60)


def test_the_same_moment_always_tells_the_same_stories():
    assert plan(MIDDAY) == plan(MIDDAY.replace(second=59))


def test_no_letter_has_a_place_left_open_and_every_draft_has_some():
    for act in plan(MIDDAY):
        assert "{" not in act.body + act.heard
        assert not markdown.open_places(act.body)
    assert all(markdown.open_places(body) for texts in DRAFTS.values() for body in texts.values())


def test_every_draft_spells_its_places_as_its_language_does(app):
    for language in ("en", "de", "ar"):
        with force_locale(language):
            known = {typed.strip("[]") for typed in causes.places()}
        texts = [texts[language] for texts in DRAFTS.values() if language in texts]
        assert {place.partition(":")[0] for text in texts for place in markdown.open_places(text)} <= known


def test_what_a_draft_says_of_the_promise_holds_for_a_call_as_for_a_letter():
    places = re.compile(r"\[\[(?:the promise|das Versprechen|الوعد)\]\]")
    sentences = [
        sentence
        for texts in DRAFTS.values()
        for body in texts.values()
        for sentence in re.split(r"(?<=[.?!])\s|\n\n", body)
        if places.search(sentence)
    ]
    assert len(sentences) >= 7
    assert not [
        one for one in sentences if re.search(r"\bwrite\b|\bcall\b|schreib|\banruf|كتب|اتصل", one, re.IGNORECASE)
    ]


def test_the_agents_hours_are_as_their_page_will_say():
    assert availability(AGENTS["maria"].hours, "Europe/Lisbon", MIDDAY).is_in
    assert not availability(
        AGENTS["noor"].hours, "Asia/Amman", datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    ).is_in  # Friday


def test_the_sixty_letters_are_sixty_different_ones():
    bodies = [act.body for act in plan(MIDDAY) if act.story.key == "restoration" and act.moment.verb == "letter"]
    assert len(set(bodies)) == len(bodies) == 60


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_the_demo_fills_an_empty_database_once(app):
    assert demo.load(app)
    assert not demo.load(app)
    assert db.session.scalar(select(func.count()).select_from(Agent)) == len(AGENTS)
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 14
    assert db.session.scalar(select(func.count()).select_from(Note)) >= 8


def test_whoever_is_in_the_database_already_keeps_it(app, clock):
    with write() as session:
        add_customer(session, clock(), name="Charlie", zone="UTC", reach="page")
    assert not demo.load(app)
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 0


def test_the_demo_is_whole_or_not_there_at_all(app, monkeypatch):
    monkeypatch.setattr(demo, "perform", lambda session, now: (perform(session, now), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        demo.load(app)
    assert db.session.scalar(select(func.count()).select_from(Agent)) == 0


def test_where_the_demo_is_switched_off_it_refuses(app):
    app.extensions["settings"] = replace(app.extensions["settings"], demo=False)
    with pytest.raises(demo.NoDemo):
        demo.load(app)


def test_the_demo_never_writes_over_history_or_into_the_future(app, clock):
    demo.load(app)
    rows = db.session.execute(select(Event.ticket_id, Event.version, Event.at).order_by(Event.ticket_id, Event.version))
    before: dict[int, tuple[int, datetime]] = {}
    for ticket, version, at in rows:
        last = before.get(ticket, (0, at))
        assert version == last[0] + 1
        assert last[1] <= at <= clock()
        before[ticket] = (version, at)


def test_the_manifest_has_an_address_for_every_surface_and_a_password_for_every_agent(app):
    demo.load(app)
    known = json.loads(json.dumps(demo.links(app)))
    assert list(known) == [
        "base_url",
        "customer_url",
        "public_url",
        "feed_url",
        "public_feed_url",
        "json_feed_url",
        "public_json_feed_url",
        "calendar_url",
        "public_promise_url",
        "badge_url",
        "widget_js_url",
        "embed_url",
        "embed_gallery_url",
        "oembed_url",
        "ask_url",
        "mine_url",
        "company_url",
        "desk_url",
        "demo_mail_url",
        "agents",
    ]
    assert all(url.startswith("http://localhost") for key, url in known.items() if key != "agents")
    assert [agent["name"] for agent in known["agents"]] == ["Maria Okafor", "Tom Becker", "Noor Haddad"]
    for agent in known["agents"]:
        assert check_password(db.session(), agent["email"], agent["password"]).name == agent["name"]


def test_the_manifest_is_refused_where_there_is_no_demo(app, cast):
    with pytest.raises(demo.NoDemo):
        demo.links(app)
    assert app.extensions["demo_links"]() == {}


def test_the_front_door_can_ask_for_the_links_once_there_is_a_demo(app):
    demo.load(app)
    assert app.extensions["demo_links"]() == demo.links(app)


def test_the_welcome_is_short_and_says_who_to_be(app):
    demo.load(app)
    told = demo.welcome(app)
    assert len(told.splitlines()) <= 10
    for word in ("Ana", "Maria", "fernhill-maria", demo.links(app)["customer_url"], demo.links(app)["desk_url"]):
        assert word in told


def test_anas_public_view_shows_some_letters_and_none_of_her_words(app, clock):
    demo.load(app)
    ana = db.session.scalar(select(Ticket).where(Ticket.published_at.is_not(None)))
    shown = public_ticket(db.session(), ana.id, "Fernhill Coffee", clock())
    assert shown.title == "My espresso machine switches itself off"
    assert len(shown.letters) == 3
    assert shown.owner.photo == "maria.svg"


def test_marias_desk_begins_with_someone_to_do_now(app, clock):
    demo.load(app)
    maria = db.session.scalar(select(Agent).where(Agent.email == "maria@fernhill.example"))
    queue = read_queue(db.session(), maria.id, clock())
    assert queue.next is not None
    assert sum(item.heard_at is None for item in queue.ours) == 1
    assert sum(item.promised_at is not None for item in queue.ours) == 4


def test_what_the_demo_would_send_is_kept_and_not_sent(app):
    demo.load(app)
    kept = select(func.count()).select_from(Outgoing).where(Outgoing.outcome == "kept", Outgoing.sent_at.is_(None))
    assert db.session.scalar(kept) > 100


def test_letters_in_german_and_arabic_are_in_those_languages():
    words = {act.story.key: act.body for act in plan(MIDDAY) if act.moment.verb == "letter"}
    assert CUSTOMERS["lea"].language == "de"
    assert "schreibe Ihnen bis" in words["part"]
    assert CUSTOMERS["fatima"].language == "ar"
    assert any("\u0600" <= character <= "\u06ff" for character in words["arabic"])


def letters_by_story(now):
    found = {}
    for act in plan(now):
        if act.moment.verb in ("letter", "moved"):
            found.setdefault(act.story.key, []).append(act)
    return found


def is_within_hours(key, at):
    """Whether the agent is in at ``at``; the minute at which they leave still counts."""
    worker = AGENTS[key]
    return any(availability(worker.hours, worker.zone, moment).is_in for moment in (at, at - timedelta(minutes=1)))
