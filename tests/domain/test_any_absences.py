"""Whatever is set, changed, ended and undone, in any order: nobody is away twice, or covers while they are away."""

from contextlib import suppress
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from statuspage.domain.absences.absence import Absence, standing
from statuspage.domain.absences.planned import Planned
from statuspage.domain.absences.verbs import change_absence, end_absence, set_absence, undo_absence
from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import Agent, add_agent, is_in
from tests.conftest import Clock
from tests.domain.conftest import on_stage

HOUR = timedelta(hours=1)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["set", "set", "set", "change", "end", "undo"]),
        st.integers(0, 2),  # who
        st.integers(0, 2),  # who covers
        st.integers(-6, 200),  # hours until it begins
        st.integers(1, 120),  # hours that it lasts
        st.integers(0, 9),  # which of the absences so far
        st.integers(0, 30),  # hours until the next deed
    ),
    max_size=14,
)


@pytest.mark.long
@settings(max_examples=40)
@given(deeds=DEEDS)
def test_after_any_deeds_the_rules_hold(stage, deeds):
    with on_stage(*stage, Clock()) as scene:
        noor = {"email": "noor@fernhill.example", "name": "Noor Haddad", "password_hash": "x", "zone": "Asia/Amman"}
        add_agent(scene.session, scene.now, **noor)
        for kind, who, cover, begins, length, which, passed in deeds:
            with suppress(Refused), scene.session.begin_nested():
                do(scene, kind, who, cover, begins * HOUR, length * HOUR, which)
            look(scene)
            scene.clock.forward(hours=passed)


def do(scene, kind, who, cover, begins, length, which):
    session, now = scene.session, scene.now
    team = list(session.scalars(select(Agent).order_by(Agent.id)))
    begins = now + max(begins, timedelta())
    wanted = Planned(begins, begins + length, team[who].zone)
    if kind == "set":
        set_absence(session, team[who].id, team[who], now, wanted, team[cover].id)
        return
    known = list(session.scalars(select(Absence).order_by(Absence.id)))
    if not known:
        return
    chosen = known[which % len(known)].id
    if kind == "change":
        change_absence(session, chosen, None, now, wanted, team[cover].id)
    elif kind == "end":
        end_absence(session, chosen, None, now)
    else:
        undo_absence(session, chosen, now)


def look(scene):
    session, now = scene.session, scene.now
    agents = {one.id: one for one in session.scalars(select(Agent).execution_options(populate_existing=True))}
    here = standing(session, now)
    for agent in agents.values():
        mine = [one.away for one in here if one.agent_id == agent.id]
        assert all(not one.meets(other.begins, other.ends) for one, other in combinations(mine, 2))
        assert {one for one in agent.away if one.ends > now} == set(mine), "the row of an agent says the same"
    for one in here:
        cover = agents[one.cover_id]
        assert cover.id != one.agent_id
        for other in (away for away in cover.away if away.meets(one.begins_at, one.ends_at)):
            begins, ends = max(other.begins, one.begins_at), min(other.ends, one.ends_at)
            hours = (begins + number * HOUR for number in range(int((ends - begins) / HOUR) + 1))
            both = [agents[one.agent_id], cover]
            assert not any(is_in(who.hours, who.zone, at, ()) for who in both for at in hours if at < ends)
