"""A typed address proves nothing; an agent who knows both may agree: kept with who and when, and taken back."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from statuspage.domain.errors import Refused
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import add_customer
from statuspage.domain.way_in.ask import ask
from statuspage.domain.way_in.overviews import join, read_overview
from statuspage.domain.way_in.same_person import (
    DIFFERENT,
    SAME,
    TAKEN_BACK,
    Agreement,
    say_who,
    typed_address,
)
from statuspage.domain.way_in.suspects import believe
from tests.domain.test_asking import ASKER


@pytest.fixture
def newcomer(scene):
    """A ticket that came by the form under Ana's address."""

    def one(**more):
        by = replace(ASKER, name="A. Reis", email=scene.cast.ana.email)
        return ask(scene.session, by, scene.now, story="The pump hums.", company="Fernhill Coffee", **more)[0]

    return one


@pytest.fixture
def says(scene):
    def say(ticket, said, by=None):
        say_who(scene.session, ticket.id, by or scene.cast.maria, scene.now, said)

    return say


def found(scene, ticket):
    customer = scene.session.get_one(type(scene.cast.ana), ticket.customer_id)
    return typed_address(scene.session, customer)


def subjects(scene, overview):
    return sorted(one.ticket.subject for one in read_overview(scene.session, overview.id))


def test_whose_address_was_typed_is_said_and_by_which_door(scene, newcomer):
    told = found(scene, newcomer())
    assert (told.door, told.known.id, told.said) == ("form", scene.cast.ana.id, "")
    assert found(scene, newcomer(door="mail")).door == "mail"


def test_nothing_is_said_of_the_first_one_nor_of_whom_an_agent_added_nor_of_an_address_of_ones_own(scene):
    asker = replace(ASKER, email="else@example.net")
    alone, _ = ask(scene.session, asker, scene.now, story="It hums.", company="Fernhill Coffee")
    written = add_customer(scene.session, scene.now, name="Ana R.", email=scene.cast.ana.email, zone="UTC")
    ticket = open_ticket(scene.session, written, scene.cast.tom, scene.now, subject="By phone", story="It hums.")
    assert [found(scene, one) for one in (scene.ticket, alone, ticket)] == [None, None, None]


def test_who_is_agreed_on_joins_the_others_overview_at_once(scene, newcomer, says):
    overview = join(scene.session, scene.cast.ana.email, scene.now)
    ticket = newcomer()
    assert len(subjects(scene, overview)) == 1
    scene.clock.forward(minutes=5)
    says(ticket, SAME, scene.cast.tom)
    assert subjects(scene, overview) == sorted([scene.ticket.subject, ticket.subject])
    told = found(scene, ticket)
    assert (told.said, told.by_id, told.at) == (SAME, scene.cast.tom.id, scene.now)


def test_where_nobody_has_proven_the_address_both_wait_in_one_overview(scene, newcomer, says):
    ticket = newcomer()
    says(ticket, SAME)
    customer = scene.session.get_one(type(scene.cast.ana), ticket.customer_id)
    assert customer.overview_id == scene.cast.ana.overview_id is not None


@pytest.mark.parametrize("then", [TAKEN_BACK, DIFFERENT])
def test_what_was_agreed_can_be_taken_back_and_all_of_it_is_kept(scene, newcomer, says, then):
    overview = join(scene.session, scene.cast.ana.email, scene.now)
    ticket = newcomer()
    for said in (SAME, then, SAME, then):
        scene.clock.forward(minutes=1)
        says(ticket, said)
    assert subjects(scene, overview) == [scene.ticket.subject]
    assert list(scene.session.scalars(select(Agreement.said).order_by(Agreement.id))) == [SAME, then, SAME, then]


def test_saying_the_same_twice_is_one_act(scene, newcomer, says):
    ticket = newcomer()
    says(ticket, TAKEN_BACK)  # nothing was said
    says(ticket, DIFFERENT)
    says(ticket, DIFFERENT)
    assert list(scene.session.scalars(select(Agreement.said))) == [DIFFERENT]


def test_what_may_be_no_persons_must_be_believed_first(scene, newcomer, says):
    ticket = newcomer(doubt="quick")
    with pytest.raises(Refused, match="whether a person asked"):
        says(ticket, SAME)
    believe(scene.session, ticket.id, scene.now)
    says(ticket, SAME)
    assert found(scene, ticket).said == SAME


def test_a_mailed_link_settles_it_whatever_was_said(scene, newcomer, says):
    ticket = newcomer()
    says(ticket, DIFFERENT)
    scene.clock.forward(minutes=1)
    join(scene.session, scene.cast.ana.email, scene.now)
    assert found(scene, ticket) is None
    with pytest.raises(Refused, match="nothing to decide"):
        says(ticket, TAKEN_BACK)


def test_the_log_that_customers_read_tells_nothing_of_it(scene, newcomer, says):
    ticket = newcomer()
    before = ticket.version
    says(ticket, SAME)
    assert ticket.version == before
