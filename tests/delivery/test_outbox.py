"""What waits in the outbox waits in order, until it was sent; and nothing here sends."""

from datetime import timedelta

from sqlalchemy import delete, select

from statuspage.db import db
from statuspage.delivery import outbox
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.news import News
from statuspage.domain.outbox import Outgoing
from tests.cast import due

LEASE = timedelta(minutes=5)
RECEIPT = ("opened", "customer")  # of the ticket that every test begins with


def test_a_letter_waits_for_the_customer_and_a_reply_for_the_owner(session, cast, clock):
    promise = due(clock(), hours=3)
    write_letter(session, cast.ticket.id, cast.maria, clock(), body="On it.", heard="It died.", promise=promise)
    reply(session, cast.ticket.id, clock(), body="Thanks")
    told = [(row.kind, row.to) for row in outbox.waiting(session)]
    assert told == [RECEIPT, ("letter", "customer"), ("reply", "agent")]
    assert outbox.count(session) == 3


def test_what_was_sent_waits_no_longer_and_is_marked_once(session, cast, clock):
    reply(session, cast.ticket.id, clock(), body="One")
    receipt, row = outbox.waiting(session)
    first = clock()
    assert outbox.mark_sent(session, row.id, first)
    assert not outbox.mark_sent(session, row.id, clock.forward(hours=1))
    session.expire_all()
    assert session.get_one(Outgoing, row.id).sent_at == first
    assert outbox.count(session) == 1
    assert outbox.waiting(session) == [receipt]


def test_a_long_outbox_is_read_in_pieces_oldest_first(session, cast, clock):
    for number in range(4):
        reply(session, cast.ticket.id, clock(), body=f"Reply {number}")
    first = outbox.waiting(session, limit=2)
    rest = outbox.waiting(session, limit=9, after=first[-1].id)
    assert [row.version for row in (*first, *rest)] == [1, 2, 3, 4, 5]


def test_nothing_is_marked_as_sent_by_itself(run, cast, clock):
    run(reply, cast.ticket.id, clock(), body="One")
    clock.forward(days=400)
    assert db.session.scalars(select(Outgoing.sent_at)).all() == [None, None]


def test_the_page_of_a_ticket_learns_what_became_of_a_mail_to_those_whom_we_write_to(session, cast, clock):
    promise = due(clock(), hours=3)
    write_letter(session, cast.ticket.id, cast.maria, clock(), body="On it.", heard="It died.", promise=promise)
    reply(session, cast.ticket.id, clock(), body="Thanks")
    clock.forward(days=1)  # the reply's mail waits until its owner is in
    rows = {session.get_one(Outgoing, row.id).kind: row for row in outbox.lease(session, clock(), LEASE, 9)}
    told = []
    for kind, outcome in (("letter", "sent"), ("letter", "dead"), ("reply", "sent")):
        session.execute(delete(News))
        outbox.end(session, rows[kind], outcome, clock())
        told.append(session.scalars(select(News.ticket_id)).all())
    assert told == [[cast.ticket.id], [], []], "once, and not of what goes to an agent"
