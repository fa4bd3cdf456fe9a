"""What a ticket is about is said anew: its customer reads both, and what others read stays until that is chosen."""

import pytest
from sqlalchemy import select

from statuspage.domain.customer_verbs import confirm
from statuspage.domain.desk.find import find
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.outbox import Outgoing
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.reading import read
from statuspage.domain.subjects import change_subject
from statuspage.domain.words.wanted import wanted
from tests.cast import SUBJECT

NEW = "A fuse that blows"
SHOWN = PublicChoice(subject="subject", letters=True)


@pytest.fixture
def change(scene):
    def do(subject=NEW, **rest):
        return change_subject(scene.session, scene.ticket.id, scene.cast.tom, scene.now, subject=subject, **rest)

    return do


def title(scene):
    return public_ticket(scene.session, scene.ticket.id, "Fernhill", scene.now).title


def test_it_is_one_event_that_holds_no_words_and_tells_nobody(scene, change):
    before = scene.session.scalars(select(Outgoing.id)).all()
    version, turn = scene.ticket.version, scene.ticket.turn
    change(f"  {NEW}\n")
    assert scene.ticket.subject == NEW
    event = scene.events[-1]
    assert (event.kind, event.version, event.agent_id, event.data) == (
        "subject_changed",
        version + 1,
        scene.cast.tom.id,
        {},
    )
    assert scene.ticket.turn == turn
    assert scene.session.scalars(select(Outgoing.id)).all() == before


def test_what_it_was_is_read_beside_it_and_at_the_event(scene, change):
    change()
    change("The fuse, again")
    reading = read(scene.session, scene.ticket.id)
    assert reading.was == NEW
    assert [entry.was for entry in reading.entries if entry.was] == [NEW, SUBJECT]


def test_the_new_one_is_found_and_so_is_what_it_was_where_it_stands(scene, change):
    change()
    hits = [(hit.kind, hit.entry) for words in ("blows", "heats") for hit in find(scene.session, wanted(words)).hits]
    assert hits == [("subject", ""), ("was", "v2")]


def test_a_closed_ticket_can_be_called_right_too(scene, change):
    scene.ask_solved()
    scene.ana(confirm)
    assert change().subject == NEW


@pytest.mark.parametrize("subject", ["", " \n ", "\u202e", "x" * 201, "Fuse\x00\u202e" * 60])
def test_what_is_no_subject_is_refused_as_at_opening(scene, change, subject):
    with pytest.raises(Refused) as refused:
        change(subject)
    assert refused.value.field == "subject"
    assert (scene.ticket.subject, scene.kinds) == (SUBJECT, ["opened"])


def test_signs_that_nobody_sees_are_left_out_as_at_opening(scene, change):
    assert change("A \u202efuse\u200b\x00").subject == "A fuse"


def test_the_same_one_is_refused_and_so_is_one_that_a_colleague_changed_meanwhile(scene, change):
    with pytest.raises(Refused, match="already"):
        change(f" {SUBJECT} ")
    change(shown=SUBJECT, once="k")
    with pytest.raises(Repeated):
        change(shown=SUBJECT, once="k")
    with pytest.raises(Refused, match="Meanwhile"):
        change("Mine", shown=SUBJECT)


def test_others_read_what_was_agreed_to_until_the_customer_chooses_again(scene, change):
    publish(scene.session, scene.ticket.id, SHOWN, scene.now)
    public = scene.ticket.public_version
    change()
    change("The fuse, again")
    assert (title(scene), scene.ticket.public_version) == (SUBJECT, public)
    stored = PublicChoice.of(scene.ticket.public_choice)
    assert (stored.subject, stored.former) == ("former", SUBJECT)
    publish(scene.session, scene.ticket.id, PublicChoice(subject="former", score=False), scene.now)
    assert title(scene) == SUBJECT, "another choice leaves the text as it is"
    publish(scene.session, scene.ticket.id, SHOWN, scene.now, shown="The fuse, again")
    assert (title(scene), scene.ticket.public_version > public) == ("The fuse, again", True)


def test_no_other_subject_becomes_public_than_the_one_that_was_seen(scene, change):
    change()
    with pytest.raises(Refused, match="meanwhile") as refused:
        publish(scene.session, scene.ticket.id, SHOWN, scene.now, shown=SUBJECT)
    assert refused.value.field == "subject"
    assert scene.ticket.published_at is None
    with pytest.raises(Refused):
        publish(scene.session, scene.ticket.id, PublicChoice(subject="former"), scene.now)


def test_it_holds_also_while_the_view_is_off(scene, change):
    publish(scene.session, scene.ticket.id, SHOWN, scene.now)
    unpublish(scene.session, scene.ticket.id, scene.now)
    change()
    assert PublicChoice.of(scene.ticket.public_choice).former == SUBJECT


def test_called_as_before_again_it_is_as_it_was_chosen(scene, change):
    publish(scene.session, scene.ticket.id, SHOWN, scene.now)
    change()
    change(SUBJECT)
    assert PublicChoice.of(scene.ticket.public_choice) == SHOWN
    assert title(scene) == SUBJECT


def test_what_shows_no_subject_shows_none_afterwards(scene, change):
    publish(scene.session, scene.ticket.id, PublicChoice(subject="title", title="A machine"), scene.now)
    change()
    assert title(scene) == "A machine"
