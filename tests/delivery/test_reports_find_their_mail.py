"""A server's report that a mail did not arrive finds that mail: it is dead, and the ticket says so."""

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery.incoming.receiving import receive
from statuspage.domain.bounces import bounced
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.outbox import Outgoing
from statuspage.domain.tickets import Ticket
from tests.delivery.mailbox import SETTINGS, Mailbox

REPORT = """\
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: care@fernhill.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <{name}@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} There is no such mailbox here

--=_b
Content-Type: text/rfc822-headers

Message-ID: {about}
Subject: Re: The machine

--=_b--
"""


@pytest.fixture
def sent(app, cast, clock, run):
    """Maria's letter, which left; its row and its Message-ID."""
    box = Mailbox(app, cast, clock, run)
    box.change(**SETTINGS)
    box.write()
    message = box.left(kind="letter", to="customer")
    return box.rows(kind="letter", to="customer")[-1].id, str(message["Message-ID"])


@pytest.fixture
def report(app):
    def do(about, status="5.1.1", action="failed", name="one"):
        raw = REPORT.format(about=about, status=status, action=action, name=name).encode()
        receipt = receive(raw, door="pipe")[0]
        db.session.rollback()
        return receipt

    return do


def test_a_report_about_the_address_ends_mails_to_it_and_puts_the_ticket_on_top(cast, sent, report):
    row, name = sent
    assert report(name).outcome == "filed"
    mail = db.session.get_one(Outgoing, row)
    assert (mail.outcome, "There is no such mailbox here" in mail.fault) == ("dead", True)
    assert bounced(db.session(), cast.ana.email) is not None
    assert db.session.get_one(Ticket, cast.ticket.id).unreached_at is not None
    assert db.session.scalars(select(IncomingMail)).one().ticket_id == cast.ticket.id


def test_a_report_about_one_mail_does_not_end_the_others(cast, sent, report):
    assert report(sent[1], status="5.7.1").outcome == "filed"
    assert db.session.get_one(Outgoing, sent[0]).outcome == "dead"
    assert bounced(db.session(), cast.ana.email) is None
    assert db.session.get_one(Ticket, cast.ticket.id).unreached_at is not None


def test_a_report_that_it_is_still_tried_changes_nothing(sent, report):
    assert report(sent[1], status="4.4.1", action="delayed").reason == "delayed"
    assert db.session.get_one(Outgoing, sent[0]).outcome == "sent"


@pytest.mark.parametrize("about", ["<00000000-0000-5000-8000-000000000000@localhost>", "<x@elsewhere.example>", "<>"])
def test_nobody_makes_a_mail_dead_who_does_not_know_its_name(cast, sent, report, about):
    assert report(about).reason == "bounce"
    assert db.session.get_one(Outgoing, sent[0]).outcome == "sent"
    assert bounced(db.session(), cast.ana.email) is None


def test_a_report_that_comes_again_changes_nothing_any_more(run, sent, report):
    report(sent[1])
    run(lambda session: setattr(session.get_one(Outgoing, sent[0]), "outcome", "waiting"))
    assert report(sent[1], name="two").outcome == "filed"
    assert db.session.get_one(Outgoing, sent[0]).outcome == "waiting"
