"""Somebody asks, whom nobody knows: a ticket of their own, with a named person, and their words as they wrote them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from statuspage.domain.errors import Refused
from statuspage.domain.letters import Reply
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.domain.validation import REPLY_LIMIT
from statuspage.domain.way_in.ask import SUBJECT, Asker, ask, first_line
from statuspage.domain.way_in.topics import save_topic

ASKER = Asker("Joana Reis", "joana@example.net", "", "mail", "", "Europe/Lisbon", "en", "en-GB")


@pytest.fixture
def asks(scene):
    def one(story="The pump hums.\nIt began on Monday.", by=ASKER, **more):
        return ask(scene.session, by, scene.now, story=story, company="Fernhill Coffee", **more)

    return one


def test_whoever_asks_has_a_ticket_with_a_person_from_the_first_minute(scene, asks):
    ticket, chosen = asks()
    assert (ticket.owner_id, ticket.subject) == (chosen.agent_id, "The pump hums.")
    assert scene.session.get(Reply, (ticket.id, 1)).body == "The pump hums.\nIt began on Monday."
    assert scene.session.get(Customer, ticket.customer_id).name == "Joana Reis"


def test_they_get_the_receipt_and_their_person_hears_of_it(scene, asks):
    ticket, chosen = asks()
    left = select(Outgoing.to, Outgoing.agent_id).where(Outgoing.ticket_id == ticket.id).order_by(Outgoing.id)
    assert scene.session.execute(left).all() == [("customer", None), ("agent", chosen.agent_id)]


def test_a_known_address_proves_nothing_and_opens_a_ticket_of_its_own(scene, asks):
    ticket, _ = asks(by=replace(ASKER, email=scene.cast.ana.email))
    assert ticket.customer_id != scene.cast.ana.id
    mine = select(func.count()).where(Ticket.customer_id == scene.cast.ana.id)
    assert scene.session.scalar(mine) == 1


def test_what_a_topic_asks_stands_below_the_words(scene, asks):
    words = {"en": ("Repairs", "Which machine?\nOrder number")}
    topic = save_topic(scene.session, None, name="", words=words, agents=[], first="en")
    answers = [("Which machine?", " Lilla  Pro "), ("Order number", ""), ("Colour:", "red")]
    ticket, _ = asks("It hums.", topic=topic, answers=answers)
    assert scene.session.get(Reply, (ticket.id, 1)).body == "It hums.\n\nWhich machine: Lilla Pro\nColour: red"
    assert ticket.topic_id == topic.id


@pytest.mark.parametrize(
    ("facts", "more", "field"),
    [
        ({}, {"story": "  "}, "story"),
        ({}, {"story": "x" * (REPLY_LIMIT + 1)}, "story"),
        ({"name": ""}, {}, "name"),
        ({"email": ""}, {}, "contact"),
        ({"email": "nobody"}, {}, "email"),
        ({"email": "", "phone": "twelve", "reach": "phone"}, {}, "phone"),
        ({"name": "Maria Okafor"}, {}, "name"),
        ({"name": "Fernhill Coffee"}, {}, "name"),
        ({}, {"subject": "x" * 201}, "subject"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(scene, asks, facts, more, field):
    with pytest.raises(Refused) as refused:
        asks(by=replace(ASKER, **facts), **more)
    assert refused.value.field == field


def test_nobody_learns_a_name_of_ours_by_trying(asks):
    with pytest.raises(Refused) as refused:
        asks(by=replace(ASKER, name="Maria Okafor"))
    assert "Maria" not in str(refused.value)


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_story_has_a_first_line_that_has_room(story):
    line = first_line(story)
    assert len(line) <= SUBJECT
    assert "\n" not in line


@pytest.mark.parametrize(
    ("story", "line"),
    [
        ("\n\n  It hums.\nSince Monday.", "It hums."),
        ("> It hums", "It hums"),
        (f"It hums. {'And then it stops. ' * 9}", "It hums."),
        (
            f"It hums {'and hums ' * 20}",
            f"It hums{' and hums' * 7} and…",
        ),
        ("x" * 100, "x" * 79 + "…"),
    ],
)
def test_a_subject_is_drawn_from_the_first_line(story, line):
    assert first_line(story) == line
