"""Mails that are written together are the same as one by one, and cost few statements however many they are."""

import re

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery.writing import NoMail, write_mails
from statuspage.domain.bounces import note_bounce
from statuspage.domain.customer_verbs import reply, say_not_solved
from statuspage.domain.outbox import Outgoing
from tests.asked import statements
from tests.delivery.mailbox import SETTINGS, Mailbox

pytestmark = pytest.mark.heavy_on_postgresql


@pytest.fixture
def box(app, cast, clock, run):
    """A ticket on which promises were kept, late and moved, and on which it was called solved, and was not."""
    made = Mailbox(app, cast, clock, run)
    made.change(**SETTINGS)
    for number in range(12):
        made.write(f"Letter number {number}", **({"asks_solved": True} if number == 8 else {}))
        clock.forward(hours=2 if number % 3 else 5)
        if number == 8:
            run(say_not_solved, cast.ticket.id, clock(), body="It drips.")
        elif number % 4 == 0:
            run(reply, cast.ticket.id, clock(), body=f"Answer number {number}")
    return made


def letters():
    db.session.rollback()
    return list(db.session.scalars(select(Outgoing.id).where(Outgoing.to == "customer", Outgoing.kind == "letter")))


def written(app, ids):
    """The bytes of these mails, without the line between their parts, which is random."""
    return [re.sub(rb"={15}\d+==", b"-", made.parcel.data) for made in write_mails(app, ids)]


def test_the_mails_of_many_rows_are_those_of_each_alone(app, box):
    ids = letters()
    assert len(ids) == 12
    assert written(app, ids) == [written(app, [number])[0] for number in ids]


def test_ten_letters_take_as_many_statements_as_two(app, box):
    ids = letters()
    with statements() as few:
        written(app, ids[:2])
    with statements() as many:
        written(app, ids[:10])
    assert len(few) == len(many)


def test_what_goes_to_an_address_that_bounced_is_told_apart(app, box, run, clock):
    run(note_bounce, "ana@example.org", clock(), "550 No such user")
    made = write_mails(app, letters()[:2])
    assert made == [NoMail("dead", "This address takes no mail. 550 No such user", "ana@example.org")] * 2
