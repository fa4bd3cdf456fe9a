"""An owner who answers by mail promises nothing for a time away; while they are away, their mails go to the cover."""

import pytest

from statuspage.db import db
from statuspage.domain.absences.planned import TypedSpan, planned
from statuspage.domain.absences.verbs import set_absence
from statuspage.domain.customer_verbs import reply
from statuspage.domain.outbox import HELD
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket
from tests.databases import KINDS
from tests.delivery.answering import answer
from tests.delivery.mailbox import ANSWERED, Mailbox, text

pytestmark = pytest.mark.parametrize("database", KINDS[:1], indirect=True)  # nothing here is about SQL


@pytest.fixture
def box(app, cast, clock, run):
    found = Mailbox(app, cast, clock, run)
    found.change(**ANSWERED | {"mail_proof": False})
    run(lambda session: setattr(session.get_one(Agent, cast.maria.id), "hours", {}))
    found.write()
    return found


@pytest.fixture
def away(run, cast, clock):
    """Lets Maria be away from this day of November until the 30th, with Tom as her cover."""

    def away(day):
        wanted = planned(TypedSpan(f"2026-11-{day}", "", "2026-11-30", ""), "Europe/Lisbon", clock())
        run(set_absence, cast.maria.id, None, clock(), wanted, cast.tom.id)

    return away


def test_a_promise_by_mail_for_a_time_away_waits_unsent_and_the_mail_says_what_else_would_do(
    run, clock, cast, box, away, take
):
    clock.forward(minutes=20)
    run(reply, cast.ticket.id, clock(), body="It still drips.")
    notice = box.left(kind="reply", to="agent")
    away(24)
    assert take(answer(notice, "The part is here.\n\nnext: tomorrow 17:00")).outcome == "held"
    words = text(box.newest(kind=HELD))
    assert "You are away then, until Mon 30 Nov." in words
    assert "or hand this to Tom, who covers." in words
    assert "> The part is here." in words
    assert take(answer(notice, "The part is here.\n\nnext: 30.11. 12:00")).outcome == "taken"


def test_what_the_customer_writes_is_mailed_to_the_cover_who_can_answer_it(run, clock, cast, box, away, take):
    away(23)
    clock.forward(minutes=20)
    run(reply, cast.ticket.id, clock(), body="It still drips.")
    notice = box.left(kind="reply", to="agent")
    assert "tom@fernhill.example" in str(notice["To"])
    assert take(answer(notice, "I look at it.\n\nnext: tomorrow 15:00")).outcome == "taken"
    db.session.rollback()
    assert db.session.get_one(Ticket, cast.ticket.id).letters == 2
