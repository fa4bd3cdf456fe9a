"""One cause, many customers: what it is called and knows, and which tickets are tied to it."""

import pytest

from statuspage.domain.causes.cause import KNOWN_LIMIT, begin_cause, change_cause, end_cause, take_up
from statuspage.domain.causes.laid import note_sent, read_laid
from statuspage.domain.causes.laying import lay
from statuspage.domain.causes.standing import read_causes
from statuspage.domain.causes.ties import MOST, cause_of, find_to_tie, tie, untie
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.opening import open_ticket

LETTER = {"body": "Dear [[their name]], the seals are bad.", "language": "en"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 5_000}, "name"),
        ({"name": "x", "known": "x" * (KNOWN_LIMIT + 1)}, "known"),
    ],
)
def test_a_cause_without_a_name_or_with_far_too_long_a_one_is_refused_at_its_field(scene, typed, field):
    with pytest.raises(Refused) as refused:
        begin_cause(scene.session, scene.cast.maria, scene.now, **typed)
    assert refused.value.field == field


def test_a_form_sent_twice_begins_one_cause(scene):
    begin_cause(scene.session, scene.cast.maria, scene.now, name="Seals", once="key")
    with pytest.raises(Repeated):
        begin_cause(scene.session, scene.cast.maria, scene.now, name="Seals", once="key")


def test_open_causes_come_first_with_how_many_tickets_they_have_and_how_many_have_heard(scene, seals):
    newer = begin_cause(scene.session, scene.cast.tom, scene.now, name="The flood")
    change_cause(scene.session, newer.id, name="The flood in the store", known="Of Tuesday.")
    end_cause(scene.session, newer.id, scene.now)
    lay(scene.session, seals.id, scene.cast.maria, scene.now, **LETTER)
    note_sent(scene.session, read_laid(scene.session, scene.ticket.id)[0].id, scene.letter("Ana, they are bad."))
    told = [(one.name, one.tickets, one.heard) for one in read_causes(scene.session)]
    assert told == [("Burnt pump seals of March", 2, 1), ("The flood in the store", 0, 0)]
    assert take_up(scene.session, newer.id).ended_at is None


def test_a_ticket_is_part_of_one_cause_at_a_time(scene, seals):
    other = begin_cause(scene.session, scene.cast.tom, scene.now, name="The flood")
    with pytest.raises(Refused, match="part of “Burnt pump seals of March” already") as refused:
        tie(scene.session, other.id, [scene.ticket.id], scene.cast.tom, scene.now)
    assert refused.value.field == "ticket"
    assert tie(scene.session, seals.id, [scene.ticket.id], scene.cast.tom, scene.now) == 0
    untie(scene.session, seals.id, scene.ticket.id, scene.cast.tom, scene.now)
    assert tie(scene.session, other.id, [scene.ticket.id], scene.cast.tom, scene.now) == 1
    assert cause_of(scene.session, scene.ticket.id) == other


@pytest.mark.parametrize("tickets", [[], [4_711]])
def test_no_ticket_and_one_that_there_is_not_are_refused(scene, seals, tickets):
    with pytest.raises(Refused) as refused:
        tie(scene.session, seals.id, tickets, scene.cast.maria, scene.now)
    assert refused.value.field == "ticket"


def test_a_cause_that_is_over_takes_no_ticket_and_no_letter(scene, seals, kenji):
    untie(scene.session, seals.id, kenji.id, scene.cast.maria, scene.now)
    end_cause(scene.session, seals.id, scene.now)
    with pytest.raises(Refused, match="is over"):
        tie(scene.session, seals.id, [kenji.id], scene.cast.maria, scene.now)
    with pytest.raises(Refused, match="is over"):
        lay(scene.session, seals.id, scene.cast.maria, scene.now, **LETTER)


def test_there_is_an_end_to_the_tickets_of_a_cause(scene, seals, monkeypatch):
    monkeypatch.setattr("statuspage.domain.causes.ties.MOST", 2)
    more = open_ticket(scene.session, scene.cast.ana, scene.cast.tom, scene.now, subject="More", story="More.")
    with pytest.raises(Refused, match="2 tickets are the most"):
        tie(scene.session, seals.id, [more.id], scene.cast.maria, scene.now)
    assert MOST > 100


def test_tickets_are_found_by_their_words_by_their_customer_and_by_their_number(scene, kenji, seals):
    assert [one.id for one in find_to_tie(scene.session, "drips")] == [kenji.id]
    assert [one.id for one in find_to_tie(scene.session, "mori")] == [kenji.id]
    (found,) = find_to_tie(scene.session, "", scene.ticket.id)
    assert (found.customer, found.is_open, found.cause) == ("Ana Reis", True, "Burnt pump seals of March")


def test_nothing_of_it_is_an_event_and_no_version_moves(scene, seals):
    lay(scene.session, seals.id, scene.cast.maria, scene.now, **LETTER)
    assert scene.kinds == ["opened"]
    assert (scene.ticket.version, scene.ticket.public_version, scene.ticket.notes) == (1, 0, 0)
