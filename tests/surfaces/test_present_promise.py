"""The promise in words: kept, late, moved, a call, or none; and never an assumption about anybody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from statuspage.db import db
from statuspage.domain.agent_verbs import close_unconfirmed
from statuspage.domain.customer_verbs import confirm, reopen
from statuspage.domain.reading import read
from statuspage.present import promise, steps, strip, times
from statuspage.present.reader import Reader, holder_of
from tests.cast import due
from tests.surfaces.private_things import Ana, fresh


@pytest.fixture(autouse=True)
def _speaking(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def card(ana: Ana, customer: str = "") -> promise.PromiseCard:
    return promise.card(*seen(ana, customer))


def seen(ana: Ana, customer: str = "") -> tuple:
    with fresh() as session:
        found = read(session, ana.id)
        db.session.expunge_all()
    return found, Reader(found.customer.zone, ana.clock(), customer)


def test_an_open_promise_says_who_writes_and_by_when(ana: Ana):
    ana.write(hours=26)
    shown = card(ana)
    assert shown.state == "open"
    assert shown.headline.striptags() == "Maria writes again by tomorrow, 11:12"
    assert shown.eyebrow == "Maria’s promise"


def test_a_promised_call_says_who_is_called(ana: Ana):
    ana.write(promise=replace(due(ana.clock(), hours=26), kind="call"))
    assert card(ana).headline.striptags() == "Maria calls you by tomorrow, 11:12"
    assert card(ana, "Ana").headline.striptags() == "Maria calls Ana by tomorrow, 11:12"


def test_in_its_last_hour_a_promise_is_soon_and_after_it_late(ana: Ana):
    ana.write(hours=3)
    states = []
    for _ in range(5):
        states.append(card(ana).state)
        ana.clock.forward(hours=1)
    assert states == ["open", "open", "soon", "late", "late"]


def test_at_the_very_instant_it_is_not_late_yet(ana: Ana):
    ana.write(hours=3)
    ana.clock.time = ana.ticket.promised_at
    assert card(ana).state == "soon"


def test_the_share_of_the_time_that_passed_grows_from_nothing_to_all(ana: Ana):
    ana.write(hours=10)
    begun = card(ana).fraction
    ana.clock.forward(hours=5)
    assert begun == 0
    assert 49 <= card(ana).fraction <= 51
    ana.clock.forward(hours=50)
    assert card(ana).fraction == 100


@pytest.mark.parametrize(
    ("kept", "late", "moved", "told"),
    [
        (0, 0, 0, ""),
        (1, 0, 0, "1 of 1 promise kept so far"),
        (4, 1, 0, "4 of 5 promises kept so far"),
        (4, 0, 1, "4 of 4 promises kept so far, 1 moved before it was due"),
        (0, 0, 2, "2 moved before they were due"),
    ],
)
def test_the_score_counts_what_came_to_its_time_and_tells_what_was_moved(kept: int, late: int, moved: int, told: str):
    assert promise.score(kept, late, moved) == told


def test_before_the_first_letter_nothing_is_promised_and_it_says_so(ana: Ana):
    shown = card(ana)
    assert (shown.state, shown.headline) == ("none", "Maria has it, and has not written yet")


def test_asked_and_closed_have_cards_of_their_own(ana: Ana):
    ana.write(asks_solved=True)
    assert card(ana).state == "asked"
    ana.do(close_unconfirmed, ana.cast.maria)
    assert "Maria closed this" in card(ana).headline
    assert not card(ana).confirmed
    ana.do(confirm)
    assert card(ana).confirmed
    assert card(ana).headline == "You agreed that it is solved"
    assert card(ana).detail.striptags() == "today, 09:14"


def test_names_with_percent_signs_and_tags_are_only_names(ana: Ana, run):
    run(lambda session: setattr(session.merge(ana.cast.maria), "called", "<b>%(name)s 100%"))
    ana.write()
    assert "&lt;b&gt;%(name)s 100%" in card(ana).headline
    assert "%(name)s" in strip.draw(*seen(ana, "%(name)s<i>")).you_text


def test_each_step_names_whoever_moved_it_there(ana: Ana):
    ana.write()
    ana.write(step="working")
    shown = steps.items(*seen(ana))
    assert [item.state for item in shown] == ["done", "passed", "now", "todo", "todo"]
    assert shown[0].by.startswith("Maria, today")
    assert shown[1].by == "passed over"
    assert shown[3].by == ""


def test_opening_again_hears_nothing_and_a_letter_that_answers_it_has(ana: Ana):
    ana.write()
    ana.write(asks_solved=True)
    ana.do(confirm)
    ana.do(reopen, body="It is back.")
    again = steps.items(*seen(ana))[0]
    assert (again.label, again.by[:10]) == ("Opened again", "You, today")
    assert steps.items(*seen(ana, "Ana"))[0].by.startswith("Ana, today")
    ana.write()
    assert steps.items(*seen(ana))[0].label == "Heard"
    assert steps.items(*seen(ana))[0].by.startswith("Maria, today")
    ana.write(step="working")
    assert steps.items(*seen(ana))[0].by.startswith("Maria, today")


def test_a_step_on_which_it_once_stood_is_never_passed_over(ana: Ana):
    for step in ("heard", "looking", "working"):
        ana.write(step=step)
    assert "passed" not in states(ana)
    ana.write(step="heard")
    ana.write(step="working")
    assert states(ana) == ["done", "done", "now", "todo", "todo"]


def test_a_first_letter_that_goes_far_has_heard_all_the_same(ana: Ana):
    ana.write(step="working")
    assert states(ana) == ["done", "passed", "now", "todo", "todo"]


def test_a_step_passed_over_stays_so_when_all_is_over(ana: Ana):
    ana.write()
    ana.write(asks_solved=True)
    ana.do(confirm)
    assert states(ana) == ["done", "passed", "passed", "done", "done"]


def states(ana: Ana) -> list[str]:
    return [item.state for item in steps.items(*seen(ana))]


def test_the_strip_says_in_words_all_that_it_draws(ana: Ana):
    ana.write(hours=30)
    ana.clock.forward(hours=20)
    drawing = strip.draw(*seen(ana))
    for words in ("since you told us", "1 letter from us", "you wrote once", "longest silence", "next word promised"):
        assert words in drawing.alt
    assert drawing.caption[1] == "longest silence 20 hours, and it still lasts"
    assert drawing.silence.x2 == drawing.now


def test_a_reader_has_the_customers_clock(ana: Ana):
    with fresh() as session:
        assert holder_of(read(session, ana.id), ana.clock() + timedelta(0)).zone == "Europe/Lisbon"


def test_a_length_below_a_minute_is_told_as_such_and_not_as_none():
    assert times.span(timedelta(seconds=59)) == "less than a minute"
    assert times.span(timedelta(minutes=1)) == "1 minute"
