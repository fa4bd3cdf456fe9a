"""A server sends a few mails itself, and many by a process of its own, which ends with the server."""

import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select

from statuspage.db import db, write
from statuspage.delivery import beside
from statuspage.delivery.beside import ServersSender
from statuspage.delivery.sender import Sender, Tally
from statuspage.domain.outbox import Outgoing
from tests.delivery.mail_servers import Inbox, serving
from tests.delivery.test_deliver import reply_to_whoever_is_in
from tests.front.house import served
from tests.patience import until

MANY = beside.MANY


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture(autouse=True)
def server(app, inbox, run, cast):
    """A mail server, an instance that hands its mails to it, and the clock that every process has."""
    del app.extensions["clock"]
    run(lambda session: session.execute(delete(Outgoing)))
    with serving(inbox) as port:
        settings = app.extensions["settings"]
        app.extensions["settings"] = replace(
            settings, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="care@fernhill.example"
        )
        yield


@pytest.fixture
def left(cast):
    """Leaves so many mails that are due now."""

    def leave(many):
        with write() as session:
            for number in range(many):
                reply_to_whoever_is_in(session, cast.ticket.id, datetime.now(UTC), f"Reply {number}")

    return leave


@pytest.fixture
def sent_here(monkeypatch):
    """The number of the batches that this process sends itself."""
    batches, send = [], Sender._send_batch
    monkeypatch.setattr(Sender, "_send_batch", lambda *given: batches.append(1) or send(*given))
    return batches


def turn(app, ended=None):
    return ServersSender(app, ended or threading.Event()).send_due()


def waiting():
    return db.session.scalar(select(func.count()).where(Outgoing.outcome == "waiting"))


def test_a_few_mails_leave_from_the_server_itself(app, inbox, left, sent_here):
    left(MANY - 1)
    assert turn(app).sent == len(inbox.mails) == MANY - 1
    assert sent_here


def test_many_mails_leave_from_a_process_of_their_own(app, inbox, left, sent_here):
    left(MANY + 3)
    assert turn(app) == Tally(sent=MANY + 3)
    assert len({one["Message-ID"] for one in inbox.messages()}) == len(inbox.mails) == MANY + 3
    assert (sent_here, waiting()) == ([], 0)


def test_what_the_process_says_of_a_server_that_is_not_there_is_heard(app, left):
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, smtp_url="smtp://127.0.0.1:1")
    left(MANY)
    tally = turn(app)
    assert (tally.sent, tally.is_over) == (0, True)
    assert tally.said
    assert waiting() == MANY


def test_the_process_ends_with_the_server_after_the_mail_under_way(app, inbox, left, sent_here):
    inbox.pause = 0.2
    left(MANY * 2)
    app.extensions["background"] = beside.background(app)
    with served(app):
        until(lambda: inbox.mails)
    until(lambda: db.session.rollback() or not leased())
    sent = len(inbox.mails)
    assert waiting() == MANY * 2 - sent > 0
    time.sleep(inbox.pause * 3)
    assert len(inbox.mails) == sent


def leased():
    return db.session.scalar(select(func.count()).where(Outgoing.outcome == "waiting", Outgoing.lease != ""))


def test_where_no_process_can_be_started_the_server_sends_them_all_itself(
    app, inbox, left, sent_here, monkeypatch, caplog
):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    left(MANY)
    assert turn(app).sent == len(inbox.mails) == MANY
    assert "leave from this one" in caplog.text


def test_where_the_process_ends_without_a_word_the_server_sends_them_all_itself(app, inbox, left, monkeypatch, caplog):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    left(MANY)
    assert turn(app).sent == len(inbox.mails) == MANY
    assert "leave from this one" in caplog.text
