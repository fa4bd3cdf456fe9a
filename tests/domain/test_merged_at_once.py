"""Two agents, or an agent and the customer, at the same moment, on both databases: one merge, and one way back."""

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.customer_verbs import reply
from statuspage.domain.errors import Refused
from statuspage.domain.events import history
from statuspage.domain.merging.goes_on import read_goes_on
from statuspage.domain.merging.merge import LASTS, Merge, read_gone
from statuspage.domain.merging.verbs import merge, part
from statuspage.domain.opening import open_ticket
from statuspage.domain.tickets import Ticket


@pytest.fixture
def tray(run, cast, clock):
    """The id of Ana's second ticket."""
    return run(open_ticket, cast.ana, cast.tom, clock(), subject="The tray leaks", story="On Sundays.").id


def test_of_two_who_put_them_together_in_opposite_ways_one_is_told_in_words(at_once, tray, cast, clock):
    def put(gone, into, agent):
        return lambda session: merge(session, gone, into, agent, clock()).into_id

    answers = at_once(put(tray, cast.ticket.id, cast.maria), put(cast.ticket.id, tray, cast.tom))
    (goes_on,) = [answer for answer in answers if isinstance(answer, int)]
    (told,) = [answer for answer in answers if isinstance(answer, Exception)]
    assert isinstance(told, Refused)
    assert "already. Choose that one." in str(told)
    assert db.session.scalars(select(Merge.into_id)).all() == [goes_on]
    (closed,) = read_gone(db.session, goes_on)
    found = read_goes_on(db.session, db.session.get_one(Ticket, closed.ticket_id))
    assert (found.ticket_id, found.until) == (goes_on, clock() + LASTS)


def test_taken_apart_by_both_sides_while_she_writes_it_counts_once_and_no_word_is_lost(run, at_once, tray, cast, clock):
    run(merge, tray, cast.ticket.id, cast.maria, clock())
    answers = at_once(
        lambda session: part(session, tray, clock(), agent=cast.maria).id,
        lambda session: part(session, tray, clock()).id,
        lambda session: reply(session, tray, clock(), body="It leaks again.").id,
    )
    assert answers == [tray, tray, tray]
    kinds = [event.kind for event in history(db.session, tray)]
    assert len([kind for kind in kinds if kind in ("parted", "taken_apart")]) == 1
    assert kinds.count("reply") == 1
    ticket, other = (db.session.get_one(Ticket, one) for one in (tray, cast.ticket.id))
    assert (ticket.is_open, ticket.unanswered, other.unanswered) == (True, 2, 1)
