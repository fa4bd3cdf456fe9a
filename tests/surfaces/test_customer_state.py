"""Which state of the live part a page shows, and until when: so an open page follows the clock without asking it."""

from datetime import datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.people.agents import OFFICE_HOURS
from statuspage.present import times
from statuspage.present.promise import SOON
from statuspage.protocol import Live
from tests.cast import due
from tests.surfaces.private_things import Ana, words


def live(ana: Ana) -> TestResponse:
    return ana.client.get(f"{ana.path}/live")


def state(answer: TestResponse) -> Live:
    """What the live part tells the front of itself."""
    told = Live.from_headers(answer.headers)
    assert told is not None
    return told


def until(ana: Ana) -> datetime:
    return state(live(ana)).until


@pytest.fixture
def hours(ana: Ana, run):
    """Set when Maria is in."""

    def work(hours: dict[str, list[str]]) -> None:
        run(lambda session: setattr(session.merge(ana.cast.maria), "hours", hours))

    return work


def test_a_promise_that_falls_due_is_a_new_state(ana: Ana, hours):
    hours({})
    promise = due(ana.clock(), hours=3)
    ana.run(write_letter, ana.id, ana.cast.maria, ana.clock(), body="On it.", heard="It died again.", promise=promise)
    ana.clock.time = until(ana)
    assert ana.clock() == promise.at - SOON
    before = live(ana)
    assert promise.at < until(ana) <= promise.at + timedelta(seconds=1)
    ana.clock.time = until(ana)
    after = live(ana)
    assert state(after).until == times.midnight(ana.cast.ana.zone, ana.clock())
    assert state(after).version != state(before).version
    assert "Maria’s letter is late" in words(after.text)


def test_an_open_page_follows_when_its_owner_goes_home_and_comes_back(ana: Ana):
    ana.write(hours=24 * 30)
    states, said = [], []
    for _ in range(4):
        answer = live(ana)
        states.append(state(answer).version)
        said.append(words(answer.text).partition("Repairs, Lisbon · ")[2])
        ana.clock.time = until(ana)
    there = (
        "in until 17:00 today Call",
        "back tomorrow, 09:00 Ask",
        "back today, 09:00 Ask",
        "in until 17:00 today Call",
    )
    assert all(text.startswith(begin) for text, begin in zip(said, there, strict=True))
    assert len(set(states)) == 4


def test_that_is_twice_a_working_day_and_at_midnight_and_no_more(ana: Ana, hours):
    hours(OFFICE_HOURS)
    ana.write(hours=24 * 30)
    week, states = ana.clock() + timedelta(days=7), 0
    while until(ana) < week:
        ana.clock.time = until(ana)
        states += 1
    assert states == 10 + 7


def test_a_page_that_was_kept_asks_only_for_what_it_does_not_show(ana: Ana):
    ana.write(hours=24 * 30)
    for _ in range(3):
        assert f'data-since="{state(live(ana)).version}"' in ana.page()
        ana.clock.time = until(ana)


def test_the_live_part_is_that_of_the_newest_letters_whatever_else_is_asked_for(ana: Ana):
    ana.write()
    assert ana.client.get(f"{ana.path}/live?before=2").text == live(ana).text
