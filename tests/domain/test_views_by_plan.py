"""How the databases read the built-in views: off an index, in its order, to a limit; never all, never sorted.

That is what keeps them as quick over a million tickets as over a thousand, whatever a clock says.
"""

import json
from collections import defaultdict

import pytest
from sqlalchemy import event, text

from statuspage.domain.desk.lists import (
    among,
    count_lists,
    read_all,
    read_closed,
    read_filtered,
    read_late,
    read_suspects,
    read_waiting,
)
from statuspage.domain.desk.queue import read_open, read_queue
from statuspage.domain.desk.workload import count_open
from statuspage.domain.tags.tagging import put_on, tags_and_offered
from statuspage.domain.tags.wanted import wanted_tags
from tests.domain.scene import Scene

pytestmark = pytest.mark.torture
BIG = ("ticket", "ticket_tag", "tag")  # the tables of which there may be very many rows
BY_KEY = ("(rowid=?)", "(id=?)", "pk_ticket", "pk_tag", "pk_ticket_tag")


@pytest.fixture
def scene(session, cast, clock):
    """The cast on either kind of database."""
    return Scene(session, cast, clock)


@pytest.fixture
def views(scene):
    session, now, maria = scene.session, scene.now, scene.cast.maria.id
    put_on(session, scene.ticket.id, scene.cast.maria, now, "often, rare")
    tags = wanted_tags(session, "often, rare").ids
    return {
        "mine": lambda: read_queue(session, maria, now),
        "everyone": lambda: read_queue(session, None, now),
        "open": lambda: read_open(session, None, now),
        "late": lambda: read_late(session, None, now),
        "late, a colleague's": lambda: read_late(session, maria, now),
        "waiting": lambda: read_waiting(session, None, now),
        "waiting, a colleague's": lambda: read_waiting(session, maria, now),
        "closed": lambda: read_closed(session, None),
        "closed, a colleague's": lambda: read_closed(session, maria),
        "all": lambda: read_all(session, None),
        "to look at": lambda: read_suspects(session),
        "counts of the team": lambda: count_open(session, now),
        "counts of everyone's lists": lambda: count_lists(session, None, now),
        "counts of a colleague's": lambda: count_lists(session, maria, now),
        "with a tag": lambda: read_filtered(session, None, among("open", now), tags=tags[:1]),
        "with two tags": lambda: read_filtered(session, None, among("open", now), tags=tags),
        "tags on a ticket, and on offer": lambda: tags_and_offered(session, scene.ticket.id),
    }


@pytest.fixture
def planned(scene):
    """How the database would read what this asks for: what is wrong with it, statement by statement."""

    def ask(read):
        said = []

        def note(_connection, _cursor, statement, parameters, *_rest):
            said.append((statement, parameters))

        scene.session.flush()
        connection = scene.session.connection()
        event.listen(connection, "before_cursor_execute", note)
        read()
        event.remove(connection, "before_cursor_execute", note)
        assert said
        wrong = on_sqlite if connection.dialect.name == "sqlite" else on_postgresql
        return [fault for statement, parameters in said for fault in wrong(connection, statement, parameters)]

    return ask


def on_sqlite(connection, statement, parameters):
    """Each scan of a whole table, and each sort of what was read straight from one."""
    cursor = connection.connection.driver_connection.cursor()
    steps = defaultdict(list)
    for _number, parent, _unused, told in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
        steps[parent].append(told)
    for together in steps.values():
        read = [one for one in together if one.split()[:1] in (["SCAN"], ["SEARCH"]) and one.split()[1] in BIG]
        by_id = "ORDER BY ticket.id DESC" in statement  # and so the table is read in its own order, to a limit
        yield from (one for one in read if one.startswith("SCAN") and "USING" not in one and not by_id)
        many = [one for one in read if one == next(iter(together)) and not one.endswith(BY_KEY)]
        yield from (one for one in together if many and "TEMP B-TREE" in one and "LAST" not in one)


def on_postgresql(connection, statement, parameters):
    """The same. With few rows it would read and sort them all: it may only where nothing else can be done."""
    cursor = connection.connection.driver_connection.cursor()
    for name in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
        connection.execute(text(f"SET LOCAL {name} = off"))
    (plan,) = cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters).fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    yield from faults(plan[0]["Plan"], sorts=False)


def faults(node, *, sorts):
    """What is wrong below this node; ``sorts`` is whether all that it reads is sorted, as no limit stands between."""
    kind, of = node["Node Type"], node.get("Relation Name")
    if of in BIG and kind == "Seq Scan":
        yield f"{kind} on {of}"
    if of in BIG and sorts and node.get("Index Name") not in BY_KEY:
        yield f"all of {of} sorted"
    sorts = kind == "Sort" or (sorts and kind != "Limit")
    for below in node.get("Plans", ()):
        yield from faults(below, sorts=sorts)


def test_every_built_in_view_is_read_off_an_index_in_its_order(views, planned):
    wrong = {name: found for name, read in views.items() if (found := planned(read))}
    assert not wrong, wrong


def test_a_reading_without_an_index_would_be_told(scene, planned):
    bad = "SELECT id FROM ticket ORDER BY subject LIMIT 5"
    assert planned(lambda: scene.session.execute(text(bad)).all())
