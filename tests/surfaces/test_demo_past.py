"""The demo's quarter of ordinary weeks: all over, on nobody's desk, and enough for the team page."""

import re
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from statuspage.demo.cast import gather
from statuspage.demo.past import HOUSES, remember
from statuspage.domain.base import Base
from statuspage.domain.desk.queue import read_queue
from statuspage.domain.events import Event
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.team.figures import MEASURES, team_figures
from statuspage.domain.tickets import Ticket
from tests.front.house import get
from tests.front.restarts import serving
from tests.patience import until

FEWEST = 9  # weeks of which the past tells; one of its twelve is a gap


@pytest.mark.torture
def test_the_past_comes_while_pages_are_served_already(tmp_path):
    database = f"sqlite:///{tmp_path}/statuspage.db"
    with serving(database, tmp_path, STATUSPAGE_DEMO="on", STATUSPAGE_TEAM_PAGE="on") as server:
        until(server.is_ready)
        assert weeks(get(server.port, "/team")[2]) < FEWEST  # which would be remembered for ten minutes
        until(lambda: weeks(get(server.port, "/team")[2]) >= FEWEST)


def weeks(page: bytes) -> int:
    """Of how many weeks the team page tells how promises were kept. On a Monday the stories alone fill the last one."""
    found = re.search(rb"In (\d+) weeks, \d+ of \d+ promises were kept", page)
    return int(found[1]) if found else 0


@pytest.mark.torture
@pytest.mark.parametrize(
    "now", [datetime(2026, 11, 22, 3, tzinfo=UTC), datetime(2027, 3, 29, 0, 1, tzinfo=UTC)], ids=["sunday", "monday"]
)
def test_the_weeks_are_over_and_leave_nothing_to_do(now):
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.execute(text("CREATE VIRTUAL TABLE passage_words USING fts5 (forms)"))  # which no model describes
        agents, _ = gather(session, now)
        remember(lambda: nullcontext(session), (agents["maria"].id, agents["tom"].id), now)
        assert session.scalar(select(func.count()).select_from(Ticket).where(Ticket.closed_at.is_(None))) == 0
        assert session.scalar(select(func.max(Event.at))) < now
        assert [read_queue(session, agent.id, now).next for agent in session.scalars(select(Agent))] == [None] * 3
        owners = session.scalars(select(Customer.name).join(Ticket, Ticket.customer_id == Customer.id).distinct())
        assert set(owners) <= set(HOUSES)  # nobody of the stories has a ticket more by it
        found = team_figures(session, "Europe/Lisbon", now)
        for name in MEASURES:
            assert FEWEST <= getattr(found, name).told <= 12, name
        assert None in found.heard.weeks  # one week is a gap, so that it can be seen
    engine.dispose()
