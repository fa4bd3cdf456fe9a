"""While many come a form brings a proof of work: unseen by people, and without it nobody is refused, only looked at."""

import json
from datetime import timedelta

import pytest
from lxml.html import fromstring
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.domain.outbox import Outgoing
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import LostLink, Overview, ask_for_overview, use
from statuspage.domain.way_in.pressure import AskPressure
from statuspage.security import puzzles
from statuspage.security.robots import begun_at
from statuspage.security.throttle import limiter

TYPED = {"story": "The pump hums.", "name": "Joana Reis", "contact": "joana@example.net", "zone": "Europe/Lisbon"}
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _fresh(app, cast, monkeypatch):
    limiter.reset()
    monkeypatch.setattr(puzzles, "MOST", 300)


@pytest.fixture
def press(clock):
    """Many come from now on."""

    def begin():
        with write() as session:
            session.add(AskPressure(since=clock(), until=clock() + timedelta(hours=5)))

    return begin


@pytest.fixture
def begin(client, clock):
    """Open the form, as a browser does that solves what it is asked; what it holds a minute later."""

    def opened(address="/ask", solves=True):
        page = fromstring(client.get(address).text)
        form = {field.get("name"): field.get("value") or "" for field in page.xpath('//input[@type="hidden"]')}
        for asked in page.xpath("//@data-puzzle") if solves else ():
            form[puzzles.FIELD] = puzzles.solve(puzzles.Puzzle(**json.loads(asked)))[1]
        clock.forward(minutes=1)
        return {**form, **TYPED}

    return opened


@pytest.fixture
def send(client):
    """Send the form; whether it is doubted then."""

    def post(form, address="/ask", status=None, **more):
        answer = client.post(address, data={**form, **more}, headers=OURS)
        assert answer.status_code == (status or (200 if "frame" in address else 303))
        return doubted()

    return post


def doubted():
    db.session.rollback()
    return db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one().suspected_at is not None


@pytest.mark.parametrize("address", ["/ask", "/ask/frame"])
def test_while_it_is_quiet_nothing_is_asked_and_nothing_more_is_loaded(client, address):
    page = client.get(address).text
    assert "puzzle" not in page
    assert puzzles.FIELD not in page


@pytest.mark.parametrize("address", ["/ask", "/ask/frame"])
def test_under_pressure_whoever_brings_the_proof_is_not_doubted(press, begin, send, client, address):
    press()
    assert "js/puzzle.js" in client.get(address).text
    assert not send(begin(address), address)


@pytest.mark.parametrize("address", ["/ask", "/ask/frame"])
def test_without_script_they_have_the_same_page_and_only_the_receipt_waits(press, begin, send, clock, address):
    press()
    assert send(begin(address, solves=False), address)
    due = db.session.scalars(select(Outgoing.due_at).order_by(Outgoing.id.desc()).limit(1)).one()
    assert due - clock() > timedelta(days=1000)


def test_the_same_proof_counts_once(press, begin, send):
    press()
    form = begin()
    assert not send(form)
    assert send(form, story="Cheap watches.", once="another-key")


def test_the_same_form_sent_twice_is_still_one_ticket_that_is_not_doubted(press, begin, send, client):
    press()
    form = begin()
    first = client.post("/ask", data=form, headers=OURS).location
    again = client.post("/ask", data=form, headers=OURS).location
    assert first == again
    assert not doubted()


def test_a_proof_of_another_form_does_not_count(press, begin, send):
    press()
    one, other = begin(), begin()
    assert send({**one, puzzles.FIELD: other[puzzles.FIELD]})


@pytest.mark.parametrize("wrong", ["", "nonsense", "e30=", "W10=", "x" * 5_000, "\u2615"])
def test_whatever_is_no_proof_is_taken_calmly(press, begin, send, wrong):
    press()
    assert send({**begin(), puzzles.FIELD: wrong})


def test_a_proof_that_came_too_late_does_not_count(press, begin, send, clock):
    press()
    form = begin()
    clock.forward(hours=2)
    assert send(form)


def test_after_a_refusal_the_proof_still_counts_and_need_not_be_made_again(press, begin, send, client):
    press()
    form = begin()
    answer = client.post("/ask", data={**form, "name": ""}, headers=OURS)
    page = fromstring(answer.text)
    assert answer.status_code == 422
    assert not page.xpath("//@data-puzzle")
    kept = {field.get("name"): field.get("value") or "" for field in page.xpath('//input[@type="hidden"]')}
    assert not send({**kept, **TYPED})


def test_whoever_had_begun_before_it_is_not_doubted_but_for_one_form_only(press, begin, send, clock):
    form = begin()
    press()
    clock.forward(minutes=20)
    assert not send(form)
    assert send(form, story="Cheap watches.", once="another-key")


def test_a_form_that_lay_for_hours_is_no_way_around_it(press, begin, send, clock):
    form = begin()
    press()
    clock.forward(hours=2)
    assert send(form)


def test_from_a_busy_address_a_proof_makes_room_for_as_many_again(app, begin, send, clock):
    for number in range(6):
        assert not send(begin(), story=f"Number {number}")
    assert send(begin(solves=False), story="The seventh")
    for number in range(5):
        assert not send(begin(), story=f"With a proof, {number}")
    assert send(begin(), story="The thirteenth")


def test_whoever_has_shown_by_a_key_that_they_ask_is_asked_for_nothing(app, client, press, run, clock):
    run(ask_for_overview, "ana@example.org", clock())
    run(lambda session: use(session, session.scalars(select(LostLink.id)).one(), clock()))
    db.session.rollback()
    found = db.session.scalars(select(Overview)).one()
    press()
    answer = client.get(app.extensions["urls"].mine(found.id, found.generation) + "/ask")
    assert answer.status_code == 200
    assert "puzzle" not in answer.text


def test_a_flood_is_felt_by_itself_and_the_next_form_asks(app, client, clock, send):
    clock.forward(minutes=5)  # after what the cast has begun with
    for number in range(20):
        keys = app.extensions["settings"].secret_keys
        form = {**TYPED, "begun": begun_at(keys, clock() - timedelta(minutes=1)), "story": f"Number {number}"}
        elsewhere = {"REMOTE_ADDR": f"192.0.2.{number}"}
        assert "puzzle" not in client.get("/ask").text
        client.post("/ask", data=form, headers=OURS, environ_base=elsewhere)
        assert not doubted()
        clock.forward(seconds=1)
    assert "js/puzzle.js" in client.get("/ask").text
    keys = app.extensions["settings"].secret_keys
    clock.forward(minutes=1)
    assert send({**TYPED, "begun": begun_at(keys, clock() - timedelta(seconds=30)), "story": "Cheap watches."})
