"""Whoever watches a ticket’s page learns also of what no event tells: its agent, its customer, its tags, its cause."""

from sqlalchemy import delete, select

from statuspage.domain.bounces import note_bounce, note_reached
from statuspage.domain.causes.cause import begin_cause, change_cause
from statuspage.domain.causes.laid import put_away
from statuspage.domain.causes.laying import lay
from statuspage.domain.causes.letter import LaidLetter
from statuspage.domain.causes.ties import tie, untie
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.customer_verbs import use_clock
from statuspage.domain.mail_wishes import get_mails_again, own_subscription, stop_mails
from statuspage.domain.news import News
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import change_agent
from statuspage.domain.people.customers import add_customer, change_customer
from statuspage.domain.tags.changes import delete_tag, merge, rename
from statuspage.domain.tags.tag import Tag
from statuspage.domain.tags.tagging import put_on, take_off
from statuspage.domain.tickets import close

REACHED = ("phone", "zone", "language")


def another(scene, customer, owner):
    return open_ticket(scene.session, customer, owner, scene.now, subject="It drips", story="All day.")


def told(scene):
    """The tickets of which there is news; afterwards there is none."""
    found = sorted(scene.session.scalars(select(News.ticket_id)))
    scene.session.execute(delete(News))
    return found


def test_of_an_agent_at_each_open_ticket_that_they_have(scene):
    toms, closed = another(scene, scene.cast.ana, scene.cast.tom), another(scene, scene.cast.ana, scene.cast.maria)
    close(closed, "agreed", scene.now)
    told(scene)
    maria = scene.cast.maria
    facts = {name: getattr(maria, name) for name in ("name", "public_name", "first_name", "pronoun", *REACHED)}
    change_agent(maria, hours={}, **facts)
    assert told(scene) == [scene.ticket.id]
    assert toms.id != scene.ticket.id


def test_of_a_customer_at_each_ticket_of_theirs(scene):
    bo = add_customer(scene.session, scene.now, name="Bo Lind", email="bo@example.org", zone="UTC")
    another(scene, bo, scene.cast.maria)
    more = another(scene, scene.cast.ana, scene.cast.tom)
    told(scene)
    facts = {name: getattr(scene.cast.ana, name) for name in ("name", "email", "reach", "reach_when", *REACHED)}
    change_customer(scene.session, scene.cast.ana, **facts)
    assert told(scene) == [scene.ticket.id, more.id]
    use_clock(scene.session, more.id, scene.now, zone="Asia/Tokyo")
    assert told(scene) == [scene.ticket.id, more.id]


def test_of_a_companion_at_the_one_that_they_read(scene):
    another(scene, scene.cast.ana, scene.cast.maria)
    joana = let_in(scene.session, scene.ticket.id, scene.now, name="Joana Reis")
    told(scene)
    use_clock(scene.session, scene.ticket.id, scene.now, zone="Asia/Tokyo", companion_id=joana.id)
    assert told(scene) == [scene.ticket.id]


def test_of_a_customer_whom_mails_do_not_reach_and_reach_again(scene):
    more = another(scene, scene.cast.ana, scene.cast.tom)
    told(scene)
    note_bounce(scene.session, scene.cast.ana.email, scene.now, "No such mailbox.")
    assert told(scene) == [scene.ticket.id, more.id]
    note_reached(scene.session, scene.cast.ana.id)
    assert told(scene) == [scene.ticket.id, more.id]


def test_of_a_reader_who_wants_no_mails_and_wants_them_again(scene):
    mine = own_subscription(scene.session, scene.ticket.id)
    told(scene)
    stop_mails(scene.session, mine.id, scene.now)
    assert told(scene) == [scene.ticket.id]
    stop_mails(scene.session, mine.id, scene.now)
    assert told(scene) == [], "it was so before"
    get_mails_again(scene.session, mine.id)
    assert told(scene) == [scene.ticket.id]


def test_of_a_tag_wherever_it_is_put_on_called_otherwise_or_taken_off(scene):
    more, closed = another(scene, scene.cast.ana, scene.cast.tom), another(scene, scene.cast.ana, scene.cast.tom)
    told(scene)
    for ticket in (scene.ticket, more, closed):
        put_on(scene.session, ticket.id, scene.cast.maria, scene.now, "seals")
        assert told(scene) == [ticket.id]
    put_on(scene.session, more.id, scene.cast.maria, scene.now, "seals")
    assert told(scene) == [], "it has it"
    close(closed, "agreed", scene.now)
    tag = scene.session.scalar(select(Tag).where(Tag.name == "seals"))
    take_off(scene.session, more.id, tag.id)
    assert told(scene) == [more.id]
    rename(scene.session, tag.id, "Seals", scene.now)
    assert told(scene) == [scene.ticket.id]
    put_on(scene.session, more.id, scene.cast.maria, scene.now, "leaks")
    assert told(scene) == [more.id]
    merge(scene.session, tag.id, "leaks")
    assert told(scene) == [scene.ticket.id]
    delete_tag(scene.session, scene.session.scalar(select(Tag.id).where(Tag.name == "leaks")))
    assert told(scene) == [scene.ticket.id, more.id]


def test_of_a_cause_that_a_ticket_is_tied_to_its_name_and_the_letter_that_is_laid_there(scene):
    more, maria = another(scene, scene.cast.ana, scene.cast.maria), scene.cast.maria
    told(scene)
    cause = begin_cause(scene.session, maria, scene.now, name="Seals of March")
    assert told(scene) == []
    both = [scene.ticket.id, more.id]
    tie(scene.session, cause.id, both, maria, scene.now)
    assert told(scene) == both
    change_cause(scene.session, cause.id, name="Seals of April", known="")
    assert told(scene) == both
    lay(scene.session, cause.id, maria, scene.now, body="The seals are here.", language="en")
    assert told(scene) == both
    laid = scene.session.scalar(select(LaidLetter).where(LaidLetter.ticket_id == more.id))
    put_away(scene.session, laid.id, more.id, maria, scene.now)
    assert told(scene) == [more.id]
    untie(scene.session, cause.id, scene.ticket.id, maria, scene.now)
    assert told(scene) == [scene.ticket.id]
