"""Every ticket of the demo, in every state: its feeds, in both formats, page by page, pass a strict validator."""

import re
from collections.abc import Iterator

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from statuspage import demo
from statuspage.db import db, write
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from tests.conftest import Clock
from tests.surfaces import atom_rules, json_rules

BASE = "http://localhost"
CHOICES = {
    "everything": PublicChoice(owner="photo", subject="subject", letters=True),
    "nothing": PublicChoice(owner="nobody", steps=False, clock=False, promise=False),
    "as at first": PublicChoice(),
}


@pytest.fixture
def tickets(app: Flask) -> list[int]:
    demo.load(app)
    return list(db.session.scalars(select(Ticket.id).order_by(Ticket.id)))


def feeds(app: Flask, scope: str) -> list[str]:
    """The address of every ticket's feed of this kind."""
    db.session.rollback()
    urls = app.extensions["urls"]
    every = (shares_of(db.session(), number) for number in db.session.scalars(select(Ticket.id).order_by(Ticket.id)))
    return [urls.shared(shares[scope]) for shares in every if scope in shares]


def pages(client: FlaskClient, address: str) -> Iterator[tuple[str, bytes]]:
    """Every page of this Atom feed, from the newest on, with its address."""
    following = address
    while following:
        db.session.rollback()
        answer = client.get(following.removeprefix(BASE))
        assert answer.status_code == 200, following
        assert answer.content_type == "application/atom+xml; charset=utf-8"
        yield following, answer.data
        found = re.search(rb'href="([^"]+)" rel="prev-archive"', answer.data)
        following = found[1].decode().replace("&amp;", "&") if found else ""


def all_faults(app: Flask, client: FlaskClient, clock: Clock, scope: str) -> tuple[int, list[str]]:
    """How many pages there are, and what is wrong with any of them."""
    seen, found = 0, []
    for feed in feeds(app, scope):
        for address, atom in pages(client, feed):
            seen += 1
            found += atom_rules.faults(atom, address, clock())
            assert not feedparser.parse(atom).bozo
            also = address.replace(".atom", ".json")
            answer = client.get(also.removeprefix(BASE))
            assert answer.content_type == "application/feed+json"
            found += json_rules.faults(answer.data, also, atom)
    return seen, found


def test_every_private_feed_is_accepted_now_and_long_after(app, client, clock, tickets) -> None:
    for later in ({}, {"days": 40}):
        clock.forward(**later)
        seen, found = all_faults(app, client, clock, "feed")
        assert found == []
        assert seen > len(tickets), "some ticket has a closed page"


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES.keys())
def test_every_public_feed_is_accepted_now_and_long_after(app, client, clock, tickets, choice) -> None:
    for number in tickets:
        with write() as session:
            publish(session, number, choice, clock())
    for later in ({}, {"days": 40}):
        clock.forward(**later)
        seen, found = all_faults(app, client, clock, "public_feed")
        assert found == []
        assert seen >= len(tickets)


def test_a_feed_that_was_taken_back_is_gone_in_both_formats(app, client, clock, tickets) -> None:
    ticket = db.session.scalar(select(Ticket.id).where(Ticket.published_at.is_not(None)))
    addresses = feeds(app, "public_feed")
    db.session.rollback()
    with write() as session:
        unpublish(session, ticket, clock())
    gone = [client.get(address.removeprefix(BASE)).status_code for address in addresses]
    assert 410 in gone
    also = [client.get(address.removeprefix(BASE).replace(".atom", ".json")).status_code for address in addresses]
    assert also == gone
