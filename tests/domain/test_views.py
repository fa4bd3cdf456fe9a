"""Looks and followers are sums by day, whoever adds to them, and there is no place to keep a reader in."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.publication.visits import DAYS, DailyVisits, Follower, add_visits, count_followers, visits_by_day
from statuspage.domain.shares.share import shares_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def shares(run, cast, clock):
    run(publish, cast.ticket.id, PublicChoice(), clock())
    with write() as session:
        return {scope: found.id for scope, found in shares_of(session, cast.ticket.id).items()}


@pytest.fixture
def told(cast):
    """What a new reader is told."""

    def ask(what, *arguments):
        db.session.rollback()
        return what(db.session(), cast.ticket.id, *arguments)

    return ask


def test_sums_add_up_by_day_and_kind(run, told, shares):
    page, card = shares["public"], shares["embed"]
    run(add_visits, {(page, "page", TODAY): 3, (page, "picture", TODAY): 1, (card, "card", TODAY): 2}, {})
    run(add_visits, {(page, "page", TODAY): 4, (page, "page", TODAY - timedelta(days=13)): 5}, {})
    found = told(visits_by_day, TODAY)
    assert [day for day, _ in found] == [TODAY - timedelta(days=13 - number) for number in range(DAYS)]
    assert found[0][1] == {"page": 5}
    assert found[-1][1] == {"page": 7, "picture": 1, "card": 2}
    assert all(sums == {} for _, sums in found[1:-1])


def test_what_is_older_or_of_another_ticket_is_not_told(run, told, cast, shares):
    run(add_visits, {(shares["public"], "page", TODAY - timedelta(days=14)): 5}, {})
    assert not any(sums for _, sums in told(visits_by_day, TODAY))
    run(add_visits, {(shares["public"], "page", TODAY): 5}, {})
    assert not any(sums for _, sums in visits_by_day(db.session(), cast.ticket.id + 1, TODAY))


def test_batches_that_arrive_at_once_lose_nothing(at_once, cast, shares):
    scopes = ("public", "embed", "badge", "public_feed")

    def batch(order):
        return lambda session: add_visits(session, {(shares[scope], "page", TODAY): 1 for scope in order}, {})

    answers = at_once(*[batch(scopes), batch(scopes[::-1])] * 4)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert db.session.scalar(select(func.sum(DailyVisits.count))) == 8 * len(scopes)


def test_of_followers_the_newest_word_of_each_service_holds_for_a_week(run, told, shares):
    feed = shares["public_feed"]
    run(add_visits, {}, {(feed, "Feedly"): (TODAY, 12), (feed, "Inoreader"): (TODAY - timedelta(days=2), 3)})
    run(add_visits, {}, {(feed, "Feedly"): (TODAY - timedelta(days=1), 40)})
    assert told(count_followers, TODAY) == 15
    run(add_visits, {}, {(feed, "Feedly"): (TODAY, 13)})
    assert told(count_followers, TODAY) == 16
    assert told(count_followers, TODAY + timedelta(days=5)) == 13
    assert told(count_followers, TODAY + timedelta(days=7)) == 0


def test_nothing_can_be_kept_of_a_reader():
    assert set(DailyVisits.__table__.columns.keys()) == {"share_id", "day", "kind", "count"}
    assert set(Follower.__table__.columns.keys()) == {"share_id", "service", "day", "number"}


def test_counting_is_nothing_that_happens_to_the_ticket(run, cast, shares):
    version = db.session.get_one(type(cast.ticket), cast.ticket.id).version
    run(add_visits, {(shares["public"], "page", TODAY): 3}, {(shares["public_feed"], "Feedly"): (TODAY, 3)})
    db.session.rollback()
    assert db.session.get_one(type(cast.ticket), cast.ticket.id).version == version
