"""A clock that is an hour ahead for a while, and is set back: nothing is told twice, and nothing waits that hour."""

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import feedparser
import pytest
from flask import Flask
from limits import parse
from limits.storage import memory
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.delivery import due, outbox, sender
from statuspage.delivery.incoming.mailbox_lease import MailboxLease
from statuspage.delivery.marking import put_off
from statuspage.delivery.releasing import release_due
from statuspage.delivery.set_back import set_right
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply, thank
from statuspage.domain.desk.holding import Meant, hold
from statuspage.domain.events import Event
from statuspage.domain.outbox import LATE, Outgoing
from statuspage.domain.people import presence
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.security import attempts
from statuspage.security.throttle import limiter
from tests.cast import Cast
from tests.cast import due as promised
from tests.conftest import Clock
from tests.surfaces.public_things import EVERYTHING, Shown

Run = Callable[..., Any]
HOUR = {"hours": 1}


@pytest.fixture
def shown(app: Flask, client: Any, cast: Cast, clock: Clock, run: Run) -> Shown:
    limiter.reset()
    return Shown(app, client, cast, clock, run, EVERYTHING)


def set_back(clock: Clock) -> None:
    clock.forward(hours=-1)


def count(table: Any, *conditions: Any) -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0)


def test_a_letter_that_is_held_goes_once_and_soon(app: Flask, cast: Cast, run: Run, clock: Clock) -> None:
    clock.forward(**HOUR)
    meant = Meant(body="On it.", heard="It dies.", promise=promised(clock(), hours=30), seen=1)
    ten = timedelta(seconds=10)
    run(hold, cast.ticket.id, cast.maria, clock(), meant, typed={"body": "x"}, length=ten, once="k")
    set_back(clock)
    clock.forward(seconds=11)
    assert release_due() == 0
    due.look()
    assert [release_due(), release_due()] == [1, 0]
    assert count(Event, Event.kind == "letter") == 1
    clock.forward(**HOUR)
    due.look()
    assert release_due() == 0


def test_mails_leased_put_off_or_left_meanwhile_are_due_again(app: Flask, cast: Cast, run: Run, clock: Clock) -> None:
    run(set_right, clock())
    clock.forward(**HOUR)
    run(reply, cast.ticket.id, clock(), body="Hello?")
    run(
        write_letter,
        cast.ticket.id,
        cast.maria,
        clock(),
        body="On it.",
        heard="So.",
        promise=promised(clock(), hours=9),
    )
    rows = run(outbox.lease, clock(), sender.LEASE, 2)
    put_off(rows[0], "Nobody answers")  # the receipt waits for its next try, and the reply’s sender is killed
    set_back(clock)
    run(set_right, clock())
    assert count(Outgoing, Outgoing.outcome == "waiting") == 3
    assert len(run(outbox.lease, clock(), sender.LEASE, 9)) == 3
    assert run(set_right, clock()) == 0, "a lease that is as long as it may be stays"


def test_what_waits_on_purpose_waits_on(app: Flask, cast: Cast, run: Run, clock: Clock) -> None:
    def leave(session: Any) -> None:
        session.query(Outgoing).delete()
        at = clock()
        for to, tries, wait in (("customer", 1, 130), ("customer", 5, 1900), ("agent", 0, 12 * 3600)):
            later = at + timedelta(seconds=wait)
            made = later if to == "agent" else at
            session.add(
                Outgoing(
                    ticket_id=cast.ticket.id, version=1, kind="reply", to=to, created_at=made, due_at=later, tries=tries
                )
            )
        session.add(
            Outgoing(
                ticket_id=cast.ticket.id,
                version=1,
                kind="letter",
                to="customer",
                created_at=at,
                due_at=at + timedelta(days=3653),
            )
        )
        presence.be(session, cast.ticket.id, "writing", at, cast.maria.id)

    run(leave)
    assert run(set_right, clock()) == 0


def test_who_was_here_then_is_not_here_for_an_hour(app: Flask, cast: Cast, run: Run, clock: Clock) -> None:
    clock.forward(**HOUR)
    run(presence.be, cast.ticket.id, "writing", clock(), cast.maria.id)
    set_back(clock)
    run(set_right, clock())
    assert run(presence.present, cast.ticket.id, clock()) == []


def test_a_mailbox_is_read_on_and_logins_are_not_kept_out_for_an_hour(app: Flask, run: Run, clock: Clock) -> None:
    dead, alive = MailboxLease("care@mail.fernhill.example/INBOX"), MailboxLease("care@mail.fernhill.example/INBOX")
    clock.forward(**HOUR)
    assert dead.take()
    assert run(attempts.begin, {"address x": 1}, clock()) is not None
    set_back(clock)
    run(set_right, clock())
    clock.forward(seconds=1)
    assert alive.take()
    assert run(attempts.begin, {"address x": 1}, clock()) is None
    clock.forward(minutes=5)
    assert run(attempts.begin, {"address x": 1}, clock()) is not None


def test_a_promise_that_seemed_late_is_told_once(app: Flask, cast: Cast, run: Run, clock: Clock) -> None:
    promise = promised(clock(), minutes=30)
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="On it.", heard="So.", promise=promise)
    run(lambda session: session.query(Subscription).update({"wants_late": True}))
    told = Outgoing.kind == LATE, Outgoing.to == "customer"
    for hours in (1, -1, 1, 1):
        clock.forward(hours=hours)
        due.look()
    assert count(Outgoing, *told) == 1


def test_what_is_counted_by_the_minute_is_measured_by_a_clock_that_nobody_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [1_000.0]
    limit, storage = parse("2 per minute"), memory.MemoryStorage()
    monkeypatch.setattr(memory, "time", SimpleNamespace(time=lambda: passed[0]))
    assert [storage.acquire_entry("ana", limit.amount, limit.get_expiry()) for _ in range(3)] == [True, True, False]
    monkeypatch.undo()
    assert memory.time.time is time.monotonic
    storage.timer.cancel()


def test_a_ticket_is_told_in_its_order_whatever_the_clock_said(shown: Shown, clock: Clock) -> None:
    """Its pages, feeds and pictures are there, its tags are new each time, and its newest is its newest."""
    shown.letter("First, as ever.")
    shown.publish()
    seen = {path: [tags_of(shown, path)] for path in shown.addresses()}
    for hours, words in ((1, "Second, an hour ahead."), (-1, "Third, after that."), (-1, "Fourth, an hour behind.")):
        clock.forward(hours=hours)
        shown.do(reply, body=f"About “{words}”")
        version = shown.letter(words).version
        shown.run(thank, shown.id, version, clock.forward(minutes=1))
        for path, tags in seen.items():
            tags.append(tags_of(shown, path))
        feed = feedparser.parse(shown.get("feed").data) if "feed" in shown.links() else None
        public = feedparser.parse(shown.get("public_feed").data) if "public_feed" in shown.links() else None
        for read in (feed, public):
            assert read is None or words in read.entries[0].summary + read.entries[0].get("content", [{}])[0].get(
                "value", ""
            )
        private = shown.get("private").text
        order = [private.index(said) for said in (words, "First, as ever.")]
        assert order == sorted(order), "the newest stands first"
    assert all(len(tags) == len(set(tags)) for path, tags in seen.items() if path.endswith(("/live", "/letters")))
    db.session.rollback()
    ticket = db.session.get_one(Ticket, shown.id)
    assert ticket.promises_made == 4
    assert ticket.longest_silence >= 0


def tags_of(shown: Shown, path: str) -> str:
    answer = shown.at(path)
    assert answer.status_code in (200, 302), path
    return answer.headers.get("ETag") or answer.text


def test_a_feed_is_never_dated_back(shown: Shown, clock: Clock) -> None:
    """Whoever asks only since when gets what is new, though it was written by a clock that had been set back."""
    shown.letter("First.")
    shown.publish()
    clock.forward(hours=1)
    shown.letter("Second.")
    for path in shown.links().values():
        before = shown.at(path)
        if "Last-Modified" not in before.headers:
            continue
        clock.forward(hours=-1)
        shown.letter("Third.")
        after = shown.at(path, If_Modified_Since=before.headers["Last-Modified"])
        assert after.status_code == 200 or before.data == shown.at(path).data, path
        clock.forward(hours=1)
