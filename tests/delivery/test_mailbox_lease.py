"""Our place in a mailbox is held by one, moves only forward in their hands, and is taken over when they are gone."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from statuspage.delivery.incoming.mailbox_lease import LEASE, LeaseLost, MailboxLease

pytestmark = pytest.mark.usefixtures("app")

NAME = "care@mail.fernhill.example/INBOX"


def test_a_mailbox_that_nobody_has_read_begins_before_its_first_message():
    place = MailboxLease(NAME)
    assert place.take()
    assert (place.validity, place.uid) == (0, 0)


def test_whoever_takes_it_goes_on_where_the_last_one_was():
    first, second = MailboxLease(NAME), MailboxLease(NAME)
    first.take()
    first.begin(42)
    first.move(7)
    assert not second.take()
    first.let_go()
    assert second.take()
    assert (second.validity, second.uid) == (42, 7)


def test_new_numbers_begin_anew():
    place = MailboxLease(NAME)
    place.take()
    place.begin(42)
    place.move(7)
    place.begin(43)
    again = MailboxLease(NAME)
    place.let_go()
    again.take()
    assert (again.validity, again.uid) == (43, 0)


def test_it_is_held_as_long_as_it_is_renewed(clock):
    first, second = MailboxLease(NAME), MailboxLease(NAME)
    first.take()
    for _ in range(3):
        clock.forward(seconds=LEASE.total_seconds() * 0.6)
        first.renew()
        assert not second.take()


def test_whoever_was_away_too_long_changes_nothing_any_more(clock):
    first, second = MailboxLease(NAME), MailboxLease(NAME)
    first.take()
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert second.take()
    second.begin(42)
    for change in (first.renew, lambda: first.move(9), lambda: first.begin(1)):
        with pytest.raises(LeaseLost):
            change()
    first.let_go()
    second.move(8)
    assert not first.take()


def test_whoever_was_away_and_finds_it_still_theirs_goes_on(clock):
    place = MailboxLease(NAME)
    place.take()
    clock.forward(days=1)
    place.move(3)
    assert place.take()
    assert place.uid == 3


def test_each_mailbox_has_a_place_of_its_own():
    here, there = MailboxLease(NAME), MailboxLease("care@mail.fernhill.example/Replies")
    assert here.take()
    assert there.take()


def test_of_many_who_want_it_at_once_one_gets_it(app):
    def take(place):
        with app.app_context():
            return place.take()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, [MailboxLease(NAME) for _ in range(8)])) == 1
