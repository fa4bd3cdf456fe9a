"""Whoever is erased leaves the tickets and the company of others, and changes nothing that was counted."""

import pytest
from sqlalchemy import select

from statuspage.domain.colleagues import open_colleagues
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.company_verbs import agree, choose_way, make_company
from statuspage.domain.customer_verbs import confirm, reply
from statuspage.domain.invitations import accept, invite
from statuspage.domain.letters import Reply
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.companies import READ_ALL, Member
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import add_customer
from statuspage.domain.privacy.erasing import erase
from statuspage.domain.privacy.extent import extent_of
from statuspage.domain.privacy.person import person_of
from statuspage.domain.shares.share import shares_of
from statuspage.domain.team import figures, queries, weeks
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import holder, join


@pytest.fixture
def rui(scene):
    """Rui, whom Ana lets in, and who has a ticket of his own at the same address."""
    made = add_customer(scene.session, scene.now, name="Rui Silva", email="rui@example.org", zone="Europe/Lisbon")
    open_ticket(scene.session, made, scene.cast.tom, scene.now, subject="The tray", story="It is bent.")
    named = {"name": "Rui Silva", "email": "rui@example.org", "may_write": True}
    companion = let_in(scene.session, scene.ticket.id, scene.clock.forward(minutes=1), **named)
    said = {"body": "I was there too.", "companion_id": companion.id}
    reply(scene.session, scene.ticket.id, scene.clock.forward(minutes=1), **said)
    return made, companion.id


def test_in_tickets_of_others_the_name_goes_the_key_ends_and_the_words_stay(scene, rui):
    customer, companion_id = rui
    assert extent_of(scene.session, person_of(scene.session, customer.id)).elsewhere == 1
    erase(scene.session, customer.id, scene.clock.forward(minutes=1))
    companion = scene.session.get_one(Companion, companion_id)
    assert (companion.name, companion.email) == ("—", "")
    assert companion.let_go_at == scene.now
    assert shares_of(scene.session, scene.ticket.id, companion_id)["private"].withdrawn_at is not None
    words = scene.session.scalars(select(Reply.body).where(Reply.ticket_id == scene.ticket.id))
    assert "I was there too." in list(words)
    assert scene.kinds[-1] == "left"
    assert scene.ticket.closure == ""


def test_whoever_reads_along_goes_with_the_ticket_of_another_and_keeps_their_own(scene, rui):
    customer, companion_id = rui
    erase(scene.session, scene.cast.ana.id, scene.clock.forward(minutes=1))
    assert scene.session.get_one(Companion, companion_id).name == "—"
    scene.session.refresh(customer)
    assert customer.name == "Rui Silva"


def test_a_company_goes_on_without_them_and_another_looks_after_it(scene):
    session, now = scene.session, scene.clock
    mine = join(session, "ana@example.org", now())
    company = make_company(session, mine.id, now(), name="Casa Reis", ours="Fernhill Coffee")
    (invited,) = invite(session, mine.id, now(), typed="rui@example.org")
    theirs = accept(session, invited.id, now(), name="Rui", zone="UTC", language="en", ours="Fernhill Coffee")
    rui = holder(session, theirs.id)
    other = open_ticket(session, rui, scene.cast.tom, now(), subject="The tray", story="It is bent.")
    choose_way(session, mine.id, now(), way=READ_ALL, answers_id=None, seen=company.version)
    agree(session, theirs.id, now(), seen=company.version)
    open_colleagues(session, mine.id, other.id, now())
    erase(session, scene.cast.ana.id, now.forward(minutes=1))
    session.expire_all()
    members = session.scalars(select(Member).order_by(Member.id)).all()
    assert [(one.name, one.is_holder, one.is_here) for one in members] == [("—", False, False), ("Rui", True, True)]
    companion = session.scalars(select(Companion).where(Companion.ticket_id == other.id)).one()
    assert (companion.name, companion.let_go_at) == ("—", now())


def test_what_the_team_has_counted_stays_as_it_was(scene):
    session = scene.session
    scene.letter()
    scene.clock.forward(hours=2)
    scene.ask_solved()
    scene.clock.forward(hours=2)
    scene.ana(confirm)
    bounds = weeks.bounds(weeks.finished("UTC", scene.clock.forward(days=8)), "UTC")
    before = figures._count(session, bounds) | {"silence": queries.silence(session, bounds)}
    erase(session, scene.cast.ana.id, scene.now)
    assert figures._count(session, bounds) | {"silence": queries.silence(session, bounds)} == before
    ticket = session.get_one(Ticket, scene.ticket.id)
    assert (ticket.promises_made, ticket.promises_kept) == (1, 1)
