"""The team's figures: right whatever happened, on both databases, and never about fewer than ten."""

import itertools
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from statuspage.db import db
from statuspage.domain.agent_verbs import close_unconfirmed, hand_over, write_letter
from statuspage.domain.customer_verbs import confirm, reopen
from statuspage.domain.opening import open_ticket
from statuspage.domain.team import figures, queries, weeks
from statuspage.domain.team.figures import MEASURES, TeamFigures, team_figures
from tests.cast import due
from tests.conftest import START
from tests.domain.lives import live, naive

ZONES = ("Europe/Lisbon", "America/Santiago", "Asia/Amman", "Pacific/Apia", "UTC")
LATER = START + timedelta(weeks=15)


def every(session, bounds):
    return figures._count(session, bounds) | {"silence": queries.silence(session, bounds)}


@pytest.mark.long
@pytest.mark.heavy_on_postgresql
def test_every_measure_is_what_a_patient_person_would_count(app, cast):
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False), st.sampled_from(ZONES), st.integers(10, 17))
    def check(dice: Random, zone: str, ahead: int) -> None:
        with Session(db.engine.execution_options(writes=True)) as session:
            live(session, cast, START, dice, tickets=14)
            bounds = weeks.bounds(weeks.finished(zone, START + timedelta(weeks=ahead)), zone)
            assert every(session, bounds) == naive(session, bounds)
            together = bounds[0], bounds[-1]
            assert every(session, together) == naive(session, together)
            session.rollback()

    check()


@pytest.mark.parametrize(("waits", "middle"), [((1, 5, 90), 5), ((1, 5, 90, 11), 8), ((7,), 7), ((3, 3, 4, 90), 3)])
def test_the_median_is_the_middle_one_or_halfway_between_two(session, cast, clock, waits, middle):
    for minutes in waits:
        ticket = open_ticket(session, cast.ana, cast.maria, clock(), subject="It", story="broke")
        at = clock() + timedelta(minutes=minutes)
        write_letter(session, ticket.id, cast.maria, at, body="On it.", heard="Broken.", promise=due(at, hours=5))
    bounds = weeks.bounds((date(2026, 11, 23),), "UTC")
    expected = {"3": 210}.get(str(middle), middle * 60)
    assert queries.heard(session, bounds) == {0: (len(waits), expected)}


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), st.sampled_from(ZONES))  # noqa: DTZ001
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Lisbon")
@example(datetime(2011, 12, 31, 12, tzinfo=UTC), "Pacific/Apia")  # where a Friday was left out
def test_weeks_begin_on_a_monday_by_the_companys_own_clock_and_are_over(now, zone):
    mondays = weeks.finished(zone, now)
    bounds = weeks.bounds(mondays, zone)
    assert len(mondays) == 12
    assert {monday.weekday() for monday in mondays} == {0}
    assert bounds[-1] <= now < bounds[-1] + timedelta(days=7, hours=2)
    assert [bound.astimezone(ZoneInfo(zone)).date() for bound in bounds[:-1]] == list(mondays)
    assert all(timedelta(days=5) < b - a < timedelta(days=7, hours=2) for a, b in itertools.pairwise(bounds))


def test_a_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer():
    spring = weeks.bounds((date(2027, 3, 22),), "Europe/Lisbon")
    autumn = weeks.bounds((date(2026, 10, 19),), "Europe/Lisbon")
    assert spring[1] - spring[0] == timedelta(days=7, hours=-1)
    assert autumn[1] - autumn[0] == timedelta(days=7, hours=1)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_blocks_share_no_week_and_leave_none_out(day):
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    mine, later = (weeks.block(weeks.finished("UTC", at)) for at in (now, now + timedelta(weeks=12)))
    assert len(mine) == 12
    assert mine[-1] + timedelta(weeks=1) == later[0]
    assert mine[-1] <= weeks.finished("UTC", now)[-1]
    assert weeks.finished("UTC", now)[-1] - mine[-1] < timedelta(weeks=12)


@pytest.mark.long
@pytest.mark.heavy_on_postgresql
def test_a_finished_week_reads_the_same_whatever_happens_later(session, cast, clock):
    live(session, cast, START, Random(5), tickets=30)
    zone, then = "Europe/Lisbon", START + timedelta(weeks=8)
    bounds = weeks.bounds(weeks.finished(zone, then), zone)
    before = every(session, bounds)
    for number in range(40):
        clock.time = LATER + timedelta(weeks=2, hours=number)
        ticket = open_ticket(session, cast.ana, cast.maria, clock(), subject="It", story="broke")
        write_letter(session, ticket.id, cast.maria, clock(), body="Yes.", heard="So.", promise=due(clock(), hours=1))
    assert every(session, bounds) == before


@pytest.mark.long
@pytest.mark.heavy_on_postgresql
def test_what_becomes_public_is_numbers_and_weeks_and_nothing_else(session, cast):
    live(session, cast, START, Random(1), tickets=60)
    found = team_figures(session, "Europe/Lisbon", LATER)
    assert not found.is_empty
    assert [field.name for field in fields(TeamFigures)] == ["zone", "weeks", "ends_at", *MEASURES]
    assert set(map(type, leaves(found))) <= {int, date, datetime, type(None), str}
    assert [leaf for leaf in leaves(found) if isinstance(leaf, str)] == ["Europe/Lisbon"]


def leaves(value):
    if is_dataclass(value):
        return [leaf for field in fields(value) for leaf in leaves(getattr(value, field.name))]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, tuple) else [value]


def test_each_end_of_a_ticket_counts_with_what_went_before_it(scene):
    bounds = weeks.bounds((date(2026, 11, 23),), "UTC")
    scene.ask_solved()
    scene.clock.forward(hours=1)
    scene.agent(close_unconfirmed)
    scene.clock.forward(hours=1)
    scene.ana(confirm)  # it had ended already
    assert queries.endings(scene.session, bounds) == ({0: (1, 0)}, {0: (1, 0)})
    scene.clock.forward(hours=1)
    scene.ana(reopen)
    people = scene.cast.maria, scene.cast.tom
    hand_over(scene.session, scene.cast.ticket.id, *people, scene.now, note="Yours.")
    assert queries.endings(scene.session, bounds) == ({0: (1, 0)}, {0: (1, 0)})
    scene.ask_solved()
    scene.clock.forward(hours=1)
    scene.ana(confirm)
    assert queries.endings(scene.session, bounds) == ({0: (2, 1)}, {0: (2, 1)})
