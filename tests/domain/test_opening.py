"""A ticket begins: the clock starts when the customer asked, and the story is theirs."""

from datetime import timedelta

import pytest

from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.events import history
from statuspage.domain.letters import Reply
from statuspage.domain.opening import LONGEST_AGO, open_ticket
from statuspage.domain.shares.scopes import PRIVATE_SCOPES
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import elapsed


def begin(scene, **rest):
    said = {"subject": "The grinder is loud", "story": "Since Monday."} | rest
    return open_ticket(scene.session, scene.cast.ana, scene.cast.maria, scene.now, **said)


def test_a_ticket_begins_with_the_story_unheard_and_unanswered(scene):
    ticket = begin(scene)
    assert (ticket.version, ticket.step, ticket.unanswered, ticket.turn) == (1, None, 1, "us")
    assert [event.kind for event in history(scene.session, ticket.id)] == ["opened"]
    assert scene.session.get_one(Reply, (ticket.id, 1)).body == "Since Monday."


def test_a_ticket_begins_with_a_private_link_and_a_feed_and_nothing_public(scene):
    assert set(shares_of(scene.session, begin(scene).id)) == set(PRIVATE_SCOPES)


def test_the_clock_starts_when_the_customer_first_asked(scene):
    asked = scene.now - timedelta(hours=5)
    ticket = begin(scene, asked_at=asked)
    assert (ticket.opened_at, ticket.silent_since, ticket.unanswered_since) == (asked, asked, asked)
    assert elapsed(ticket.opened_at, ticket.closed_at, scene.now) == timedelta(hours=5)


def test_nobody_asked_in_the_future(scene):
    with pytest.raises(Refused) as refused:
        begin(scene, asked_at=scene.now + timedelta(seconds=1))
    assert refused.value.field == "asked_at"


def test_nobody_asked_more_than_ten_years_ago(scene):
    began = begin(scene, asked_at=scene.now - LONGEST_AGO)
    assert scene.now - began.opened_at == LONGEST_AGO
    with pytest.raises(Refused) as refused:
        begin(scene, asked_at=scene.now - LONGEST_AGO - timedelta(minutes=1))
    assert refused.value.field == "asked_at"


@pytest.mark.parametrize(
    ("field", "value"), [("subject", ""), ("subject", "x" * 201), ("story", " \n"), ("story", "x" * 10_001)]
)
def test_a_ticket_needs_a_subject_and_a_story_that_fit(scene, field, value):
    with pytest.raises(Refused) as refused:
        begin(scene, **{field: value})
    assert refused.value.field == field


def test_a_ticket_is_not_given_to_who_has_left(scene):
    scene.cast.maria.is_active = False
    with pytest.raises(Refused) as refused:
        begin(scene)
    assert refused.value.field == "owner"


@pytest.mark.parametrize("once", ["a", "x" * 200, "clé", "nul\0"])
def test_a_form_sent_twice_opens_one_ticket(scene, once):
    begin(scene, once=once)
    with pytest.raises(Repeated):
        begin(scene, once=once)


def test_two_forms_open_two_tickets(scene):
    assert begin(scene, once="x" * 70 + "a").id != begin(scene, once="x" * 70 + "b").id
