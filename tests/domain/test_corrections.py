"""A letter that has gone is corrected in the open: the new words are read everywhere, the old ones stay beside them."""

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.correcting import Overtaken, correct_letter
from statuspage.domain.corrections import read_former, read_standing
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.events import history
from statuspage.domain.letters import Letter
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.verbs import publish
from statuspage.domain.reading import read
from statuspage.domain.tickets import Ticket

WRONG, RIGHT, BETTER = "It comes on **Thursday**.", "It comes on **Friday**.", "It comes on **Friday**, before noon."


@pytest.fixture
def correct(scene):
    """Corrects the letter of this version, as Maria."""

    def do(version=2, body=RIGHT, *, by=None, **rest):
        scene.clock.forward(minutes=10)
        return correct_letter(
            scene.session, scene.ticket.id, version, by or scene.cast.maria, scene.now, body=body, **rest
        )

    return do


def letter_of(scene, version=2):
    scene.session.flush()
    return next(entry for entry in read(scene.session, scene.ticket.id).entries if entry.version == version)


def test_the_new_words_are_read_and_the_old_ones_stay_beside_them(scene, correct):
    written = scene.letter(WRONG).at
    correct()
    corrected_at = scene.now
    correct(body=BETTER)
    entry = letter_of(scene)
    assert "before noon" in entry.html
    assert entry.corrected_at == scene.now
    assert [(words.at, words.by) for words in entry.former] == [(corrected_at, "Maria"), (written, "Maria")]
    assert ["Friday" in words.html for words in entry.former] == [True, False]
    assert scene.session.get_one(Letter, (scene.ticket.id, 2)).body == WRONG, "what was written is never changed"


def test_it_is_an_event_of_its_own_and_moves_neither_promise_nor_step_nor_turn(scene, correct):
    scene.letter(WRONG, step="looking", turn="third")

    def stands():
        ticket = scene.ticket
        kept = (
            "step",
            "turn",
            "promised_at",
            "promise_id",
            "promises_made",
            "silent_since",
            "last_letter_at",
            "letters",
        )
        return {name: getattr(ticket, name) for name in kept}

    before = stands()
    correct()
    assert stands() == before
    event = scene.events[-1]
    assert (event.kind, event.version, event.agent_id) == ("corrected", 3, scene.cast.maria.id)
    assert event.data == {"letter": 2, "written": scene.events[1].at.isoformat(), "own": True}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("  ", "Please write something here."),
        (f" {WRONG}\r\n", "These are the words as they stand."),
        ("x" * 20_001, "20000 is the most that fits"),
        ("Dear [[name]]", "yours to fill in first"),
    ],
)
def test_what_is_no_correction_is_refused_in_words(scene, correct, body, words):
    scene.letter(WRONG)
    with pytest.raises(Refused, match=words) as refused:
        correct(body=body)
    assert refused.value.field == "body"
    assert scene.kinds == ["opened", "letter"]


def test_the_first_words_may_come_back(scene, correct):
    scene.letter(WRONG)
    correct()
    correct(body=WRONG)
    assert "Thursday" in letter_of(scene).html


@pytest.mark.parametrize("version", [1, 3, 99])
def test_there_is_nothing_to_correct_where_no_letter_is(scene, correct, kenji, version):
    scene.letter(WRONG)
    with pytest.raises(LookupError):
        correct(version)
    with pytest.raises(LookupError):
        correct_letter(scene.session, kenji.id, 2, scene.cast.maria, scene.now, body=RIGHT)


def test_only_its_writer_corrects_it_and_the_owner_only_once_they_are_gone(scene, correct):
    scene.letter(WRONG, by=scene.cast.tom)
    with pytest.raises(Refused, match="Only whoever wrote"):
        correct()
    scene.cast.tom.is_active = False
    correct()
    assert "own" not in scene.events[-1].data
    scene.agent(hand_over, scene.cast.tom, note="x") if scene.cast.tom.is_active else None
    assert [words.by for words in letter_of(scene).former] == ["Tom"]


def test_of_two_who_correct_from_the_same_page_the_second_reads_the_first_ones_words(scene, correct):
    scene.letter(WRONG)
    correct(seen=2)
    with pytest.raises(Overtaken):
        correct(body=BETTER, seen=2)
    correct(body=BETTER, seen=3)
    assert read_standing(scene.session, scene.ticket.id, 2).version == 4


def test_one_form_sent_twice_corrects_once(scene, correct):
    scene.letter(WRONG)
    correct(once="key")
    with pytest.raises(Repeated):
        correct(once="key")


def test_a_letter_of_a_closed_ticket_is_corrected_too_and_it_stays_closed(scene, correct):
    scene.ask_solved()
    scene.ana(confirm)
    correct()
    assert scene.ticket.closure == "confirmed"


def test_of_two_at_once_one_corrects(at_once, app, cast, run, clock):
    said = {"body": WRONG, "heard": "h", "asks_solved": True}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **said)

    def correct(body):
        return lambda session: correct_letter(session, cast.ticket.id, 2, cast.maria, clock(), body=body, seen=2)

    answers = at_once(correct("One."), correct("Two."))
    assert sorted(type(answer).__name__ for answer in answers) == ["Correction", "Overtaken"]
    assert [event.version for event in history(db.session, cast.ticket.id)] == [1, 2, 3]
    assert len(read_former(db.session, cast.ticket.id, [2])[2]) == 1


def test_the_customer_is_mailed_and_so_is_the_owner_where_it_is_a_colleagues(scene, correct):
    scene.letter(WRONG, by=scene.cast.tom)
    correct(by=scene.cast.tom)
    left = select(Outgoing.to).where(Outgoing.kind == "corrected").order_by(Outgoing.to)
    assert list(scene.session.scalars(left)) == ["agent", "customer"]


CHOICE = PublicChoice(letters=True)


def test_anyone_reads_the_new_words_alone_and_when_they_changed(scene, correct):
    scene.letter(WRONG, is_public=True)
    publish(scene.session, scene.ticket.id, CHOICE, scene.clock.forward(minutes=1))
    before = scene.ticket.public_version
    correct()
    correct(body=BETTER)
    shown = public_ticket(scene.session, scene.ticket.id, "Fernhill", scene.now)
    assert "before noon" in shown.letters[0].html
    assert (shown.letters[0].corrected_at, shown.updated_at) == (scene.now, scene.now)
    assert "Thursday" not in repr(shown)
    assert scene.ticket.public_version == before + 2


@pytest.mark.parametrize("how", ["private", "hidden", "letters are not shown"])
def test_a_correction_that_nobody_else_can_see_moves_nothing_public(scene, correct, how):
    scene.letter("For all.", is_public=True)
    scene.letter(WRONG, is_public=how != "private")
    choice = PublicChoice(letters=how != "letters are not shown", hidden=(3,) if how == "hidden" else ())
    publish(scene.session, scene.ticket.id, choice, scene.clock.forward(minutes=1))

    def public():
        ticket = scene.session.get_one(Ticket, scene.ticket.id)
        return ticket.public_version, ticket.public_changed_at, public_ticket(scene.session, ticket.id, "F", scene.now)

    before = public()
    correct(3)
    assert public() == before


def test_whoever_was_let_go_corrects_nothing_by_another(scene, correct):
    scene.letter(WRONG, by=scene.cast.tom)
    scene.session.get_one(Agent, scene.cast.tom.id).is_active = False
    scene.ticket.owner_id = scene.cast.tom.id
    with pytest.raises(Refused):
        correct()
