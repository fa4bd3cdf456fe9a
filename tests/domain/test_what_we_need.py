"""A letter asks for something: the turn is the customer's until the last line is closed, and comes back by itself."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuspage.domain.companion_verbs import change_rights, let_in
from statuspage.domain.customer_verbs import confirm, reply
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.letters import Reply
from statuspage.domain.need_verbs import Gift, give, tick_off
from statuspage.domain.needs import MOST, needed, needs_by_key, unfinished
from statuspage.domain.opening import open_ticket
from statuspage.domain.reading import read
from tests.conftest import Clock
from tests.domain.conftest import on_stage

LISBON = "Europe/Lisbon"
TOMORROW = "2026-11-24T10:00"
LINES = "A photo of the label\nThe order number\nWhen somebody is in"


def ask(scene, lines=LINES, wall=TOMORROW, **rest):
    """A letter that asks for these lines; the keys of them, in order."""
    version = scene.letter("I need a few things.", needs=needed(lines, wall, LISBON, scene.now), **rest).version
    return [key for key, need in needs_by_key(scene.session, scene.ticket.id).items() if need.version == version]


def gives(scene, *keys, words="Here it is.", **rest):
    return scene.ana(give, gifts=dict.fromkeys(keys, Gift(words)), **rest)


def ticks(scene, key, came=False, **rest):
    return scene.agent(tick_off, key=key, came=came, **rest)


def words_of(scene):
    rows = scene.session.query(Reply).filter_by(ticket_id=scene.ticket.id).order_by(Reply.version)
    return [(row.kind, row.body) for row in rows][1:]


def test_a_letter_that_asks_for_something_makes_the_turn_the_customers_and_its_promise_stands(scene):
    ask(scene, turn="us", hours=5)
    assert (scene.ticket.turn, scene.ticket.needs_open) == ("you", 3)
    assert scene.ticket.promised_at == scene.now.replace(second=0) + timedelta(hours=5)
    assert scene.events[-1].data["needs"] == 3


def test_the_turn_comes_back_in_the_deed_that_gives_the_last_of_it(scene):
    first, second, third = ask(scene)
    gives(scene, first, second)
    assert (scene.ticket.turn, scene.ticket.needs_open, scene.ticket.unanswered) == ("you", 1, 0)
    gives(scene, third)
    assert (scene.ticket.turn, scene.ticket.needs_open, scene.ticket.unanswered) == ("us", 0, 1)
    assert scene.ticket.given_at == scene.now
    assert [event.data["turn"] for event in scene.events[-2:]] == ["you", "us"]
    assert words_of(scene)[0] == (
        "given",
        "✓ A photo of the label\nHere it is.\n\n✓ The order number\nHere it is.",
    )


def test_the_turn_comes_back_when_we_let_the_last_of_it_go_and_nobody_waits_for_an_answer_then(scene):
    first, second = ask(scene, "A photo\nA number")
    gives(scene, first)
    ticks(scene, second)
    assert (scene.ticket.turn, scene.ticket.unanswered, scene.ticket.given_at) == ("us", 0, None)
    assert scene.kinds[-1] == "ticked_off"


def test_what_came_by_mail_is_ticked_off_by_hand(scene):
    (key,) = ask(scene, "A photo")
    scene.ana(reply, body="The photo is in the mail.")
    ticks(scene, key, came=True)
    need = needs_by_key(scene.session, scene.ticket.id)[key]
    assert (need.how, need.closed_version, scene.ticket.turn) == ("came", scene.ticket.version, "us")


def test_a_reply_brings_the_turn_to_us_and_what_was_asked_for_stays_open(scene):
    ask(scene)
    scene.ana(reply, body="Which label?")
    assert (scene.ticket.turn, scene.ticket.needs_open) == ("us", 3)


def test_letting_it_go_leaves_the_turn_where_the_question_is_for_the_customer(scene):
    (key,) = ask(scene, "The old label", asks_solved=True)
    ticks(scene, key)
    assert scene.ticket.turn == "you"


def test_the_same_given_twice_changes_nothing_and_other_words_for_it_come_as_a_reply(scene):
    (key, _) = ask(scene, "A photo\nA number")
    gives(scene, key, words="In the mail.")
    before = scene.ticket.version
    assert gives(scene, key, words="In the mail.").closed == 0
    assert scene.ticket.version == before
    told = gives(scene, key, words="Also as a letter.")
    assert (told.closed, told.before) == (0, 1)
    assert words_of(scene)[-1] == ("reply", "✓ A photo\nAlso as a letter.")
    assert needs_by_key(scene.session, scene.ticket.id)[key].answer == "In the mail."


def test_a_form_that_arrives_twice_counts_once(scene):
    key, _ = ask(scene, "A photo\nA number")
    gives(scene, key, once="a form")
    with pytest.raises(Repeated):
        gives(scene, key, once="a form")


def test_words_for_what_is_closed_go_along_with_what_is_given_now(scene):
    first, second = ask(scene, "A photo\nA number")
    ticks(scene, first)
    told = gives(scene, first, second)
    assert (told.closed, told.before) == (1, 1)
    assert words_of(scene)[-1][1] == "✓ A number\nHere it is.\n\n✓ A photo\nHere it is."


def test_something_may_be_sent_in_another_way_without_a_word(scene):
    (key,) = ask(scene, "A photo")
    scene.ana(give, gifts={key: Gift(another=True)})
    assert needs_by_key(scene.session, scene.ticket.id)[key].how == "another"
    assert scene.events[-1].data["another"] == 1


def test_a_companion_who_may_write_may_give_and_one_who_reads_may_not(scene):
    key, other = ask(scene, "A photo\nA number")
    joana = scene.ana(let_in, name="Joana Reis", email="", may_write=False)
    with pytest.raises(Refused, match="but not write"):
        gives(scene, key, companion_id=joana.id)
    scene.ana(change_rights, companion_id=joana.id, may_write=True)
    gives(scene, key, companion_id=joana.id)
    line = next(line for line in unfinished(scene.session, scene.ticket.id) if line.key == key)
    assert (line.companion, line.asker, line.how) == ("Joana Reis", "Maria", "words")
    assert other in {line.key for line in unfinished(scene.session, scene.ticket.id)}


def test_a_letter_is_read_with_what_it_asks_for(scene):
    ask(scene)
    (letter,) = [entry for entry in read(scene.session, scene.ticket.id).entries if entry.kind == "letter"]
    assert [line.words for line in letter.needs] == LINES.splitlines()


def test_nothing_is_given_for_a_ticket_that_is_over(scene):
    (key,) = ask(scene, "A photo", asks_solved=True)
    scene.ana(confirm)
    with pytest.raises(Refused, match="This is closed"):
        gives(scene, key)
    with pytest.raises(Refused, match="This is closed"):
        ticks(scene, key)


def test_nothing_said_an_unknown_line_and_one_of_another_ticket_are_refused_in_words(scene):
    (key,) = ask(scene, "A photo")
    people = scene.session, scene.cast.ana, scene.cast.maria
    other = open_ticket(*people, scene.now, subject="Another", story="Also.")
    with pytest.raises(Refused, match="Write something in one of the lines"):
        gives(scene, key, words="  ")
    for ticket, strange in ((scene.ticket.id, "2-9"), (scene.ticket.id, "no"), (other.id, key)):
        with pytest.raises(Refused, match="not asked for here") as told:
            give(scene.session, ticket, scene.now, gifts={strange: Gift("Here.")})
        assert told.value.field == f"need-{strange}"
    with pytest.raises(Refused, match="not on any list"):
        tick_off(scene.session, other.id, scene.cast.maria, scene.now, key=key, came=True)


def test_five_thousand_signs_are_too_many_and_are_told_beside_their_line(scene):
    (key,) = ask(scene, "A photo")
    with pytest.raises(Refused, match="5000 characters long; 1000") as told:
        gives(scene, key, words="x" * 5_000)
    assert told.value.field == f"need-{key}"


@pytest.mark.parametrize(
    ("lines", "wall", "field", "words"),
    [
        ("One\n" * 3 + "\n".join(map(str, range(MOST))), TOMORROW, "needs", "These are 9 lines, and 8 are the most"),
        ("x" * 201, TOMORROW, "needs", "201 characters long; 200"),
        ("A photo", "2026-11-23T09:00", "needs_by", "passed already"),
        ("A photo", "2027-03-27T01:30", "needs_by", "further off"),
        ("A photo", "", "needs_by", "the day and the time by which"),
        ("A photo", "tomorrow", "needs_by", "the day and the time by which"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_words(scene, lines, wall, field, words):
    with pytest.raises(Refused, match=words) as told:
        needed(lines, wall, LISBON, scene.now)
    assert told.value.field == field


def test_an_hour_that_clocks_skip_is_refused_in_words(scene):
    before = scene.now + timedelta(days=100)
    with pytest.raises(Refused, match="does not exist on that day"):
        needed("A photo", "2027-03-28T01:30", LISBON, before)


def test_blank_lines_marks_of_lists_and_the_same_line_twice_are_left_out(scene):
    assert needed(" \n\n", "", LISBON, scene.now) is None
    assert needed("- A photo\n\n* A number\r\n• A photo", TOMORROW, LISBON, scene.now).lines == ("A photo", "A number")


def test_no_more_is_asked_for_than_fits_with_what_is_still_open(scene):
    ask(scene, "\n".join(map(str, range(6))))
    with pytest.raises(Refused, match="6 of what was asked for is still open"):
        ask(scene)
    assert scene.ticket.needs_open == 6


@settings(max_examples=60, deadline=None)
@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(["give", "away", "came", "reply", "again"]), st.integers(0, 4)), max_size=12
    )
)
def test_in_any_order_the_turn_comes_back_with_the_last_line_and_never_twice(stage, deeds):
    with on_stage(*stage, Clock()) as scene:
        keys = ask(scene, "\n".join(f"Thing {n}" for n in range(5)))
        still, given, turn, came_back = set(keys), set(), "you", 0
        for deed, number in deeds:
            key = keys[number]
            if deed == "reply":
                scene.ana(reply, body="And?")
                turn = "us"
            elif deed in ("give", "again"):
                gives(scene, key, words="Here.")
                given |= {key} & still
                turn = turn if key in still | given else "us"  # for what we let go, it is an ordinary reply
            elif key in still:
                ticks(scene, key, came=deed == "came")
            else:
                with pytest.raises(Repeated):
                    ticks(scene, key)
            if deed != "reply" and key in still:
                still.remove(key)
                came_back += not still
                turn = turn if still else "us"
            assert (scene.ticket.turn, scene.ticket.needs_open) == (turn, len(still))
        told = [event for event in scene.events if event.kind in ("given", "ticked_off") and not event.data["left"]]
        assert len(told) == came_back <= 1
