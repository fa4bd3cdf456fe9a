"""One person is erased: no word of theirs is left, what happened stays, and nobody else notices."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from statuspage.db import db, write
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.errors import Refused
from statuspage.domain.events import Event, history
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.privacy import wishes
from statuspage.domain.privacy.erasing import erase
from statuspage.domain.privacy.erasures import ErasedTicket, Erasure, erased
from statuspage.domain.privacy.extent import extent_of
from statuspage.domain.privacy.holdings import HOLDINGS, NOBODY
from statuspage.domain.privacy.person import person_of
from statuspage.domain.promises import Promise, score
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import join
from statuspage.wiping import wipe
from tests.cast import due
from tests.contracts.canaries import CUSTOMERS, DESKS, plant

STAYS = {"agent's phone", "agent's role", "agent's place", "agent's mail", "agent's password", "draft", "draft's title"}
STAYS |= {"letter of a cause", "cause", "what is known about a cause"}
ANOTHERS = {name for name in DESKS if name.startswith("another")}
REFUSED = r"never changed|append-only"
GONE = {name: word for name, word in (CUSTOMERS | DESKS).items() if name not in STAYS | ANOTHERS}


def all_text(session):
    """Everything that stands in any column of any table, the index among them."""
    tables = [*HOLDINGS, "passage_words"]
    rows = [row for table in tables for row in session.execute(text(f'SELECT * FROM "{table}"'))]
    return "\n".join(str(value) for row in rows for value in row).casefold()


def customer_of(session, ticket_id):
    return session.get_one(Ticket, ticket_id).customer_id


def told(session, ticket_id):
    return [(event.version, event.kind, event.at) for event in history(session, ticket_id)]


def others(session, customer_id):
    """How every other ticket stands: what its ETag and its feeds are made of."""
    rows = session.scalars(select(Ticket).where(Ticket.customer_id != customer_id).order_by(Ticket.id))
    return [(one.id, one.state, one.public_version, one.public_changed_at, one.seed) for one in rows]


def test_no_word_of_theirs_is_left_in_any_row_and_what_happened_stays(app, session, clock):
    planted = plant(session, clock)
    customer = customer_of(session, planted.ticket_id)
    ticket = session.get_one(Ticket, planted.ticket_id)
    before, was, made = others(session, customer), told(session, ticket.id), score(ticket)
    there = all_text(session)
    planted_words = [name for name, word in GONE.items() if word.casefold() in there]
    assert len(planted_words) >= 30, planted_words
    erasure = erase(session, customer, clock.forward(minutes=1))
    left = all_text(session)
    assert [name for name, word in GONE.items() if word.casefold() in left] == []
    ticket = session.get_one(Ticket, planted.ticket_id)
    now = told(session, ticket.id)
    assert now[: len(was)] == was
    assert now[-1][1] == "erased"
    assert [version for version, _, _ in now] == list(range(1, len(now) + 1))
    assert (ticket.closure, ticket.published_at, ticket.subject) == ("erased", None, NOBODY)
    assert (score(ticket).made, score(ticket).kept, score(ticket).late) == (made.made, made.kept, made.late)
    assert others(session, customer) == before
    assert erasure.tickets == 1
    assert len(erasure.leftovers) >= 2


def test_a_promise_that_was_not_due_is_moved_by_it_and_one_that_was_is_late(app, cast, run, clock):
    for hours, outcome in ((3, "late"), (30, "moved")):
        with write() as session:
            one = add_customer(session, clock(), name="Kenji Mori", zone="Asia/Tokyo", reach="page")
            number = open_ticket(session, one, cast.maria, clock(), subject="It drips", story="There.").id
        run(write_letter, number, cast.maria, clock(), body="On it.", heard="Drips.", promise=due(clock(), hours=hours))
        run(erase, one.id, clock.forward(hours=5))
        newest = select(Promise.outcome).where(Promise.ticket_id == number).order_by(Promise.id.desc())
        db.session.rollback()
        assert db.session.scalars(newest).first() == outcome


def test_all_tickets_under_one_overview_go_together(app, cast, run, clock):
    with write() as session:
        other = add_customer(session, clock(), name="A. Reis", email=cast.ana.email, zone="Europe/Lisbon")
        second = open_ticket(session, other, cast.tom, clock(), subject="The grinder", story="Loud.").id
        join(session, cast.ana.email, clock())
    assert run(erase, cast.ana.id, clock()).tickets == 2
    db.session.rollback()
    assert erased(db.session(), second) is not None
    assert set(db.session.scalars(select(Customer.name))) == {NOBODY}


def test_another_who_only_typed_the_same_address_stays_and_is_counted(app, cast, run, clock):
    with write() as session:
        other = add_customer(session, clock(), name="A. Reis", email=cast.ana.email, zone="Europe/Lisbon")
        open_ticket(session, other, cast.tom, clock(), subject="The grinder", story="Loud.")
        assert extent_of(session, person_of(session, cast.ana.id)).same_address == 1
    run(erase, cast.ana.id, clock())
    db.session.rollback()
    assert set(db.session.scalars(select(Customer.name))) == {NOBODY, "A. Reis"}


def test_nothing_is_written_on_what_was_erased(app, cast, run, clock):
    run(erase, cast.ana.id, clock())
    with pytest.raises(Refused, match="erased"):
        run(reply, cast.ticket.id, clock(), body="Hello?")
    with pytest.raises(Refused, match="erased"):
        run(write_letter, cast.ticket.id, cast.maria, clock(), body="Hi.", heard="x", promise=due(clock(), hours=2))


def test_the_public_view_is_withdrawn_with_it(app, cast, run, clock):
    run(publish, cast.ticket.id, PublicChoice(subject="subject"), clock())
    run(erase, cast.ana.id, clock())
    db.session.rollback()
    ticket = db.session.get_one(Ticket, cast.ticket.id)
    assert (ticket.published_at, ticket.public_choice) == (None, {})


def test_news_since_the_page_was_opened_stops_it(app, cast, run, clock):
    with write() as session:
        seen = extent_of(session, person_of(session, cast.ana.id)).mark
    run(reply, cast.ticket.id, clock(), body="One more thing.")
    with pytest.raises(Refused, match="new came in"):
        run(erase, cast.ana.id, clock(), seen=seen)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ErasedTicket)) == 0


def test_of_two_leads_at_once_one_erases_and_the_other_is_told_by_whom(app, cast, clock, at_once):
    said = at_once(
        lambda session: erase(session, cast.ana.id, clock(), agent=cast.maria),
        lambda session: erase(session, cast.ana.id, clock(), agent=cast.tom),
    )
    done = [one for one in said if isinstance(one, Erasure)]
    refused = [one for one in said if isinstance(one, Refused)]
    assert len(done) == len(refused) == 1, said
    assert str(refused[0]).startswith(("Maria Okafor has erased", "Tom Becker has erased"))


def test_a_wish_waits_counts_once_and_can_be_taken_back_until_it_is_done(app, cast, run, clock):
    wish = run(wishes.ask, cast.ana.id, clock())
    assert run(wishes.ask, cast.ana.id, clock()).id == wish.id
    run(wishes.take_back, cast.ana.id, clock())
    again = run(wishes.ask, cast.ana.id, clock())
    assert again.id != wish.id
    assert run(erase, cast.ana.id, clock(), agent=cast.maria).id == again.id
    with pytest.raises(Refused, match="already"):
        run(wishes.take_back, cast.ana.id, clock())


@pytest.fixture
def written(app, cast, run, clock):
    number = cast.ticket.id
    run(write_letter, number, cast.maria, clock(), body="On it.", heard="It died.", promise=due(clock(), hours=3))
    return number


def do(statement):
    with write() as session:
        session.execute(text(statement))


def test_the_door_lets_words_of_an_erased_ticket_become_empty_and_nothing_else(written, cast, run, clock):
    empty = ("UPDATE letter SET body = '', html = '', heard = ''", "UPDATE reply SET body = ''")
    for statement in (*empty, "UPDATE event SET once = NULL"):
        with pytest.raises(DatabaseError, match=REFUSED):
            do(statement)
    run(erase, cast.ana.id, clock())
    for statement in empty:
        do(statement)  # once more changes nothing
    for statement in (
        "UPDATE letter SET body = 'other words'",
        "UPDATE letter SET body = '', at = '2001-01-01 00:00:00'",
        "UPDATE reply SET kind = 'letter'",
        "UPDATE event SET kind = 'letter', once = NULL",
        "UPDATE event SET once = 'another'",
        "DELETE FROM letter",
        "DELETE FROM reply",
        "DELETE FROM event",
        "UPDATE erased_ticket SET erasure_id = erasure_id + 1",
        "DELETE FROM erased_ticket",
    ):
        with pytest.raises(DatabaseError, match=REFUSED):
            do(statement)


def test_the_door_opens_only_for_an_erasure_that_is_done(written, cast, run, clock):
    wish = run(wishes.ask, cast.ana.id, clock())
    with pytest.raises(DatabaseError, match="never changed"):
        do(f"INSERT INTO erased_ticket (ticket_id, erasure_id, at) VALUES ({written}, {wish.id}, '2026-11-23 09:00')")


def test_what_was_erased_is_wiped_afterwards_and_its_files_with_it(app, cast, run, clock):
    run(erase, cast.ana.id, clock())
    assert wipe(clock())
    db.session.rollback()
    assert db.session.scalars(select(Erasure.wiped_at)).all() == [clock()]


def test_the_log_has_no_key_of_a_form_any_more(app, cast, run, clock):
    run(reply, cast.ticket.id, clock(), body="One more thing.", once="typed by somebody")
    run(erase, cast.ana.id, clock())
    db.session.rollback()
    assert db.session.scalars(select(Event.once).where(Event.once.is_not(None))).all() == []
