"""More comes than people ask: it begins with many in a minute, and is over only when it has long been quiet."""

from datetime import timedelta

import pytest

from statuspage.db import db
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import add_customer
from statuspage.domain.way_in.pressure import BEGINS, GOES_ON, RESTS, feel, pressed_since
from statuspage.domain.way_in.used_forms import UsedForm, use_form
from tests.databases import KINDS

pytestmark = pytest.mark.heavy_on_postgresql


@pytest.fixture
def come(cast, run, clock):
    """So many ask, one after another within so many seconds."""

    clock.forward(minutes=5)  # after what the cast has begun with

    def some(number, within):
        for at in range(number):
            clock.forward(seconds=within / number)

            def one(session, at=at):
                customer = add_customer(session, clock(), name=f"One {at}", email="one@example.net", zone="UTC")
                open_ticket(session, customer, session.merge(cast.tom), clock(), subject="It hums", story="It hums.")
                feel(session, clock())

            run(one)
        return since()

    def since():
        db.session.rollback()
        return pressed_since(db.session(), clock())

    some.since = since
    return some


def test_as_many_as_people_ask_are_no_pressure(come, clock):
    assert come(BEGINS - 1, within=59) is None
    clock.forward(minutes=2)
    assert come(3 * BEGINS, within=3 * 70) is None


def test_many_within_a_minute_are_and_since_then(come, clock):
    assert come(BEGINS, within=40) == clock()


def test_it_goes_on_while_a_few_come_and_keeps_its_beginning(come, clock):
    begun = come(BEGINS, within=40)
    for _ in range(6):
        clock.forward(minutes=5)
        assert come(GOES_ON, within=50) == begun


def test_it_ends_when_it_has_been_quiet_and_does_not_flutter(come, clock):
    come(BEGINS, within=40)
    for _ in range(2):
        clock.forward(minutes=3)
        assert come(GOES_ON - 2, within=50) is not None
    clock.forward(seconds=RESTS.total_seconds())
    assert come.since() is None
    assert come(GOES_ON, within=50) is None, "it takes as many as at first to begin again"


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_a_form_is_used_up_once_and_forgotten_when_it_is_too_old(cast, run, clock):
    until = clock() + timedelta(hours=2)
    assert run(use_form, "a form", until, clock())
    assert not run(use_form, "a form", until, clock())
    assert run(use_form, "another", until, clock())
    clock.forward(hours=2)
    assert run(use_form, "a third", clock() + timedelta(hours=2), clock())
    assert run(lambda session: session.query(UsedForm).count()) == 1
