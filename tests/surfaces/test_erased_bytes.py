"""After an erasing none of the planted words is left anywhere: no file of the database or the storage, no feed, no log.

The versions have no gap; the ETags and the feeds of everybody else, and the team's figures, are what they were.
"""

import logging
from pathlib import Path

import pytest
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.events import history
from statuspage.domain.incoming.mail import IncomingPiece
from statuspage.domain.needs import needed
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import add_customer
from statuspage.domain.privacy.erasing import erase
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.share import Share
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.engine import engine
from statuspage.domain.words.passages import Passage
from statuspage.wiping import wipe
from tests.cast import due
from tests.contracts.canaries import plant
from tests.domain.test_erasing import GONE
from tests.mails import come_in

NEED, STRANGER, HEADLINE, LETTER = "kqneedline", "kqrawmail", "kqheadline", "kqlongago"
WORDS = {**GONE, "need": NEED, "mail to nobody": STRANGER, "headline": HEADLINE, "later letter": LETTER}


def plant_more(session, clock, ticket_id):
    """What no life of a ticket has by itself."""
    maria = session.get_one(Agent, session.get_one(Ticket, ticket_id).owner_id)
    needs = needed(NEED, "2026-11-30T17:00", "Europe/Lisbon", clock())
    write_letter(session, ticket_id, maria, clock(), body=LETTER, promise=due(clock(), hours=9), needs=needs)
    raw = f"From: {GONE['customer mail']}\n\n{STRANGER}".encode()
    come_in(session, clock(), "to nobody", STRANGER, raw=raw, sender=GONE["customer mail"], subject=STRANGER)
    publish(session, ticket_id, PublicChoice(subject="title", title=HEADLINE, letters=True), clock())


def another_ticket(session, clock):
    kenji = add_customer(session, clock(), name="Kenji Mori", email="kenji@example.org", zone="Asia/Tokyo")
    owner = session.scalars(select(Agent).order_by(Agent.id)).first()
    ticket = open_ticket(session, kenji, owner, clock(), subject="It drips", story="On the tray.")
    publish(session, ticket.id, PublicChoice(subject="subject"), clock())
    return ticket.id


def links(app, ticket_id):
    shares = db.session.scalars(select(Share).where(Share.ticket_id == ticket_id, Share.companion_id.is_(None)))
    found = {share.scope: app.extensions["urls"].shared(share) for share in shares}
    db.session.rollback()
    return found


def left_in(app):
    """Which words stand in which files of the database and of the storage, byte for byte."""
    database = Path(db.engine.url.database)
    folder = Path(app.extensions["settings"].data_dir)
    files = {*folder.rglob("*"), *database.parent.glob(f"{database.name}*")}
    found = set()
    for file in files:
        content = file.read_bytes().lower() if file.is_file() else b""
        found |= {(name, file.name) for name, word in WORDS.items() if word.lower().encode() in content}
    return found


def etags(answers):
    return {scope: answer.headers.get("ETag") for scope, answer in answers.items()}


@pytest.mark.long
def test_no_planted_word_is_left_in_a_file_a_feed_or_a_log(app, client, clock, caplog):
    caplog.set_level(logging.DEBUG)
    with write() as session:
        planted = plant(session, clock)
        plant_more(session, clock, planted.ticket_id)
        another = another_ticket(session, clock)
        customer = session.get_one(Ticket, planted.ticket_id).customer_id
    assert len({name for name, _ in left_in(app)}) >= 20
    mine, theirs = links(app, planted.ticket_id), links(app, another)
    before = {scope: client.get(link) for scope, link in theirs.items()}
    assert {client.get(link).status_code for link in mine.values()} == {200}
    db.session.rollback()
    with write() as session:
        erase(session, customer, clock.forward(seconds=1))
    db.session.remove()
    assert wipe(clock())
    assert left_in(app) == set()
    for link in mine.values():
        answer = client.get(link)
        assert answer.status_code == 410
        assert not any(word.encode().lower() in answer.data.lower() for word in WORDS.values())
    after = {scope: client.get(link) for scope, link in theirs.items()}
    assert etags(after) == etags(before)
    feeds = [scope for scope in theirs if "atom" in SCOPES[scope].formats]
    assert len(feeds) == 2
    assert all(after[scope].data == before[scope].data for scope in feeds)
    versions = [event.version for event in history(db.session(), planted.ticket_id)]
    assert versions == list(range(1, len(versions) + 1))
    theirs = select(func.count()).select_from(IncomingPiece)
    assert db.session.scalar(theirs) == 1  # that of a stranger
    assert not any(word.lower() in caplog.text.lower() for word in WORDS.values())


def test_what_was_erased_is_found_by_no_word_of_it(app, cast, run, clock):
    run(reply, cast.ticket.id, clock(), body="Kqunfindable")
    run(erase, cast.ana.id, clock())
    db.session.rollback()
    forms = [
        engine(db.session()).forms_of(db.session(), number) for number in db.session.scalars(select(Passage.id)).all()
    ]
    assert not any("kqunfindable" in one for one in forms)
