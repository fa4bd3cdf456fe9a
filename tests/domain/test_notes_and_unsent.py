"""What only the desk sees: notes, letters begun and not sent, and who is there now."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from statuspage.domain.customer_verbs import confirm
from statuspage.domain.desk.unsent_letters import (
    FIELDS,
    UnsentLetter,
    end_unsent,
    forget_unsent,
    read_unsent,
    save_unsent,
)
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.notes import add_note
from statuspage.domain.people.presence import LASTS, be, leave, present
from tests.rows import notes_of


def test_a_note_does_not_show_outside_the_desk_that_it_exists(scene):
    before = scene.ticket.version, scene.kinds
    scene.agent(add_note, body="He sounded tired.")
    assert (scene.ticket.version, scene.kinds) == before
    assert scene.ticket.notes == 1


def test_notes_are_read_oldest_first_and_shown_safely(scene):
    for body in ("First", "**Second** <img src=x>"):
        scene.agent(add_note, body=body)
    notes = notes_of(scene.session, scene.ticket.id)
    assert [note.body for note in notes] == ["First", "**Second** <img src=x>"]
    assert "<img" not in notes[1].html


def test_a_note_sent_twice_counts_once(scene):
    scene.agent(add_note, body="Once.", once="n" * 99)
    with pytest.raises(Repeated):
        scene.agent(add_note, body="Once.", once="n" * 99)
    assert scene.ticket.notes == 1


def test_a_note_can_be_written_after_the_end(scene):
    scene.ask_solved()
    scene.ana(confirm)
    scene.agent(add_note, body="Send her a new seal anyway.")
    assert scene.ticket.notes == 1


def test_an_empty_note_is_refused(scene):
    with pytest.raises(Refused):
        scene.agent(add_note, body="\u200b")


def test_a_letter_begun_is_kept_field_by_field_and_replaced(scene):
    maria, ticket = scene.cast.maria.id, scene.ticket.id
    save_unsent(scene.session, maria, ticket, {"body": "Dear", "step": "looking", "csrf": "no"}, scene.now)
    assert begun_by(scene) == [{"body": "Dear", "step": "looking"}]
    scene.clock.forward(minutes=1)
    save_unsent(scene.session, maria, ticket, {"body": "Dear Ana"}, scene.now)
    (begun,) = read_unsent(scene.session, maria, ticket)
    assert (begun.fields, begun.saved_at) == ({"body": "Dear Ana"}, scene.now)


def test_a_letter_begun_is_kept_whole_even_while_it_is_longer_than_can_be_sent(scene):
    body = "Dear Ana. " * 6_000 + "Maria"
    save_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, {"body": body}, scene.now)
    assert begun_by(scene) == [{"body": body}]


def test_what_one_agent_has_begun_is_not_another_ones(scene):
    save_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, {"body": "Dear"}, scene.now)
    assert read_unsent(scene.session, scene.cast.tom.id, scene.ticket.id) == []


def test_an_emptied_letter_is_forgotten(scene):
    maria, ticket = scene.cast.maria.id, scene.ticket.id
    save_unsent(scene.session, maria, ticket, {"body": "Dear"}, scene.now)
    save_unsent(scene.session, maria, ticket, {"body": "  ", "step": "working"}, scene.now)
    assert begun_by(scene) == []


def test_a_letter_of_which_only_the_hearing_is_written_is_kept(scene):
    save_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, {"body": "", "heard": "It dies."}, scene.now)
    assert begun_by(scene) == [{"body": "", "heard": "It dies."}]


def test_a_letter_begun_is_forgotten_when_asked(scene):
    save_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, dict.fromkeys(FIELDS, "x"), scene.now)
    assert forget_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, mark_of(scene))
    assert begun_by(scene) == []


def test_a_copy_that_arrives_after_the_letter_itself_is_not_kept(scene):
    maria, ticket = scene.cast.maria.id, scene.ticket.id
    save(scene, "Dear", "a window")
    end_unsent(scene.session, maria, ticket, scene.now, copy="a window")
    for _ in range(2):
        with pytest.raises(Repeated):
            save(scene, "Dear", "a window")
    assert begun_by(scene) == []
    save(scene, "And another", "another window")
    assert begun_by(scene) == [{"body": "And another"}]


def test_what_was_ended_is_forgotten_once_no_copy_of_it_can_be_on_its_way(scene):
    for hours in (0, 1, 24):
        scene.clock.forward(hours=hours)
        end_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, scene.now, copy=f"after {hours}")
    rows = scene.session.scalars(select(UnsentLetter.copy))
    assert sorted(rows) == ["after 24"]


def test_two_windows_keep_two_letters_and_sending_one_leaves_the_other(scene):
    save(scene, "From the first", "one")
    scene.clock.forward(minutes=1)
    save(scene, "From the second", "two")
    save(scene, "More from the first", "one")
    assert sorted(begun["body"] for begun in begun_by(scene)) == ["From the second", "More from the first"]
    end_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, scene.now, copy="one")
    assert begun_by(scene) == [{"body": "From the second"}]


def test_a_window_that_goes_on_with_a_letter_takes_its_place(scene):
    save(scene, "Dear", "one")
    save(scene, "Dear Ana", "two", begun=mark_of(scene))
    assert begun_by(scene) == [{"body": "Dear Ana"}]
    end_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, scene.now, copy="three", begun=mark_of(scene))
    assert begun_by(scene) == []


@pytest.mark.parametrize("is_sent", [False, True])
def test_what_was_written_on_in_its_own_window_meanwhile_stays(scene, is_sent):
    save(scene, "Dear", "one")
    seen = mark_of(scene)
    save(scene, "Dear Ana, on and on", "one")
    if is_sent:
        end_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, scene.now, copy="two", begun=seen)
    else:
        save(scene, "Dear Ana", "two", begun=seen)
    assert not forget_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, seen)
    assert {"body": "Dear Ana, on and on"} in begun_by(scene)
    assert len(begun_by(scene)) == (1 if is_sent else 2)


def save(scene, body, copy, begun=""):
    save_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, {"body": body}, scene.now, copy=copy, begun=begun)


def begun_by(scene):
    return [begun.fields for begun in read_unsent(scene.session, scene.cast.maria.id, scene.ticket.id)]


def mark_of(scene):
    (begun,) = read_unsent(scene.session, scene.cast.maria.id, scene.ticket.id)
    return begun.mark


@pytest.mark.parametrize("doing", sorted(LASTS))
def test_presence_is_forgotten_by_itself(scene, doing):
    be(scene.session, scene.ticket.id, doing, scene.now, scene.cast.maria.id)
    (here,) = present(scene.session, scene.ticket.id, scene.now + LASTS[doing] - timedelta(milliseconds=1))
    assert (here.agent_id, here.doing) == (scene.cast.maria.id, doing)
    assert present(scene.session, scene.ticket.id, scene.now + LASTS[doing]) == []


def test_presence_said_again_lasts_longer(scene):
    be(scene.session, scene.ticket.id, "writing", scene.now, scene.cast.maria.id)
    be(scene.session, scene.ticket.id, "writing", scene.clock.forward(seconds=5), scene.cast.maria.id)
    assert len(present(scene.session, scene.ticket.id, scene.now + timedelta(seconds=5))) == 1


def test_the_customer_and_an_agent_are_there_at_once_and_leave_alone(scene):
    be(scene.session, scene.ticket.id, "reading", scene.now)
    be(scene.session, scene.ticket.id, "writing", scene.now, scene.cast.tom.id)
    leave(scene.session, scene.ticket.id, "writing", scene.cast.tom.id)
    assert [here.agent_id for here in present(scene.session, scene.ticket.id, scene.now)] == [0]


def test_nobody_is_there_doing_something_else(scene):
    with pytest.raises(Refused):
        be(scene.session, scene.ticket.id, "sleeping", scene.now)


def test_presence_is_no_part_of_the_log(scene):
    be(scene.session, scene.ticket.id, "writing", scene.now, scene.cast.maria.id)
    assert scene.kinds == ["opened"]
