"""A promise that is answered within 15 minutes of being made is moved, not kept: what counts is not worth gaming."""

from datetime import timedelta

import pytest

from statuspage.domain.promise_lines import read_lines
from statuspage.domain.promises import score
from tests.rows import promises_of


def outcomes(scene):
    return [promise.outcome for promise in promises_of(scene.session, scene.ticket.id)]


@pytest.mark.parametrize(
    ("later", "outcome"),
    [
        (timedelta(0), "moved"),
        (timedelta(minutes=15), "moved"),
        (timedelta(minutes=15, microseconds=1), "kept"),
        (timedelta(hours=3), "kept"),
        (timedelta(hours=3, microseconds=1), "late"),
    ],
)
def test_what_a_letter_makes_of_a_promise_of_three_hours(scene, later, outcome):
    scene.letter(hours=3)
    scene.clock.forward(seconds=later.total_seconds())
    scene.letter()
    assert outcomes(scene) == [outcome, "open"]


def test_a_promise_of_minutes_that_was_not_kept_is_late_all_the_same(scene):
    scene.letter(hours=0.1)
    scene.clock.forward(minutes=12)
    scene.letter()
    assert outcomes(scene) == ["late", "open"]


def test_three_letters_in_a_row_keep_one_promise(scene):
    for _ in range(3):
        scene.letter(hours=3)
        scene.clock.forward(minutes=4)
    scene.clock.forward(hours=1)
    scene.ask_solved()
    got = score(scene.ticket)
    assert (got.made, got.kept, got.late, got.moved) == (3, 1, 0, 2)


def test_the_letter_says_that_the_promise_was_moved(scene):
    scene.letter(hours=3)
    scene.letter()
    assert scene.events[-1].data["settled"][0] == "moved"


def test_a_promise_moved_by_a_letter_goes_on_in_the_same_line(scene):
    scene.letter(hours=3)
    scene.clock.forward(minutes=5)
    scene.letter(hours=9)
    (line,) = read_lines(scene.session, scene.ticket.id, scene.now)
    first, second = promises_of(scene.session, scene.ticket.id)
    assert (second.origin_id, second.moves) == (first.id, 1)
    assert (line.origin_id, line.due_at, line.outcome, line.revision) == (first.id, second.due_at, "open", 1)


def test_a_promise_that_the_question_answered_within_minutes_is_no_longer_needed(scene):
    scene.letter(hours=3)
    scene.clock.forward(minutes=5)
    scene.ask_solved()
    (line,) = read_lines(scene.session, scene.ticket.id, scene.now)
    assert (line.outcome, line.revision) == ("released", 1)
    assert (score(scene.ticket).kept, score(scene.ticket).moved) == (0, 1)
