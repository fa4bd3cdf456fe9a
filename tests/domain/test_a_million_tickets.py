"""The built-in views over a million tickets are read with hardly more work than over a thousand."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bench.many import MADE as TICKETS
from statuspage.domain.desk.lists import count_lists, read_all, read_closed, read_late, read_suspects, read_waiting
from statuspage.domain.desk.queue import read_open, read_queue
from statuspage.domain.desk.workload import count_open

pytestmark = pytest.mark.torture

FEW, MANY, TIMES = 1_000, 1_000_000, 2
STEP = 10  # of SQLite's own instructions
MADE = TICKETS | {"owner_id": "CASE i % 16 / 8 WHEN 0 THEN :maria ELSE :tom END"}


@pytest.fixture
def grow(scene):
    """Have so many tickets."""

    def to(many):
        here = scene.session.scalar(text("SELECT max(id) FROM ticket"))
        columns = [one.name for one in scene.ticket.__table__.columns if one.name != "id"]
        made = ", ".join(MADE.get(name, name) for name in columns)
        series = "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
        insert = f"INSERT INTO ticket ({', '.join(columns)}) {series} SELECT {made} FROM n, ticket t WHERE t.id = :base"
        ends = {"past": scene.now - timedelta(days=1), "future": scene.now + timedelta(days=1)}
        given = {name: f"{at:%Y-%m-%d %H:%M:%S.%f}" for name, at in ends.items()}
        given |= {"first": here + 1, "last": many, "base": scene.ticket.id}
        scene.session.execute(text(insert), given | {"maria": scene.cast.maria.id, "tom": scene.cast.tom.id})

    return to


def work(session, read):
    """How much SQLite does for a reading, in its own instructions."""
    session.flush()
    raw, ticks = session.connection().connection.driver_connection, []
    raw.set_progress_handler(lambda: ticks.append(1) and 0, STEP)
    try:
        read()
    finally:
        raw.set_progress_handler(None, 0)
    return len(ticks)


def test_counts_do_not_read_their_way_through_a_flood_that_no_person_wrote(scene, grow):
    session, now = scene.session, scene.now
    grow(FEW)
    before = work(session, lambda: count_open(session, now))
    flood = "UPDATE ticket SET closed_at = NULL, heard_at = NULL, suspected_at = :now WHERE id > 100"
    grow(20 * FEW)
    session.execute(text(flood), {"now": f"{now:%Y-%m-%d %H:%M:%S.%f}"})
    assert work(session, lambda: count_open(session, now)) <= TIMES * before


def test_every_built_in_view_over_a_million_tickets_costs_at_most_twice_that_over_a_thousand(scene, grow):
    session, now, maria = scene.session, scene.now, scene.cast.maria.id
    views = {
        "mine": lambda: read_queue(session, maria, now),
        "everyone": lambda: read_queue(session, None, now),
        "open": lambda: read_open(session, None, now),
        "late": lambda: read_late(session, None, now),
        "late, mine": lambda: read_late(session, maria, now),
        "waiting": lambda: read_waiting(session, None, now),
        "over": lambda: read_closed(session, None),
        "all": lambda: read_all(session, None),
        "to look at": lambda: read_suspects(session),
        "counts of the team": lambda: count_open(session, now),
        "counts of the lists": lambda: count_lists(session, None, now),
        "counts of mine": lambda: count_lists(session, maria, now),
    }
    grow(FEW)
    before = {name: work(session, read) for name, read in views.items()}
    grow(MANY)
    assert session.scalar(text("SELECT count(*) FROM ticket")) >= MANY
    after = {name: work(session, read) for name, read in views.items()}
    worse = {name: (before[name], after[name]) for name in views if after[name] > TIMES * before[name]}
    assert not worse, worse
