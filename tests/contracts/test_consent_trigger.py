"""A consent that is taken back can never outlive itself in an answer kept in memory.

The front compares a count that the database raises by itself at each change of an agent's shown columns. So the newest
trigger must watch all the columns that the gate reads, and no others.
"""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import text, update

from statuspage.db import db
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.people.agents import Agent, tell_apart
from statuspage.domain.publication import gate
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.verbs import publish
from tests.asked import statements
from tests.cast import due
from tests.conftest import migrate
from tests.databases import KINDS, throwaway

_SQLITE = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'agent_seen'"
_POSTGRESQL = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'agent_seen'"


@pytest.fixture(params=KINDS)
def database(request, tmp_path):
    with throwaway(request.param, tmp_path, migrate) as url:
        yield url


def watched():
    """The columns whose change the database's own trigger counts."""
    query = _SQLITE if db.engine.dialect.name == "sqlite" else _POSTGRESQL
    found = re.search(r"UPDATE OF ([\w, ]+) ON", db.session.execute(text(query)).scalar_one())
    return {name.strip() for name in found[1].split(",")}


def test_the_trigger_watches_just_what_the_gate_says_that_it_reads_of_an_agent(app):
    assert watched() == {column.key for column in gate._AGENT}


def test_the_gate_reads_no_other_column_of_an_agent(app, run, planted_life):
    """Every statement of the gate is looked at while it reads a ticket with letters and handovers."""
    with statements() as asked:
        assert public_ticket(db.session(), planted_life.id, "Fernhill Coffee", planted_life.now).handovers
    seen = {column for statement in asked for column in re.findall(r"\bagent(?:_\d+)?\.(\w+)", statement)}
    assert seen - {"id"} == watched()


def test_what_tells_two_of_one_first_name_apart_never_enters_a_public_ticket(app, run, planted_life, cast):
    """Customers and colleagues read "Maria O."; the gate does not even load it."""

    def name_alike(session):
        session.get_one(Agent, cast.tom.id).public_name = "Maria"
        tell_apart(session)

    run(name_alike)
    agents = run(lambda session: [session.get_one(Agent, one.id) for one in (cast.maria, cast.tom)])
    assert [one.called for one in agents] == ["Maria O.", "Maria B."]
    assert "called" not in {column.key for column in gate._AGENT}
    shown = repr(public_ticket(db.session(), planted_life.id, "Fernhill Coffee", planted_life.now))
    assert "Maria" in shown
    assert not re.search(r"Maria [OB]", shown)


@pytest.mark.parametrize("column", sorted(column.key for column in gate._AGENT))
def test_a_change_of_such_a_column_is_counted_and_of_another_is_not(app, run, cast, column):
    before = count()
    new = {"public_as": "name", "is_active": False}.get(column, "x")
    run(lambda session: setattr(session.get_one(Agent, cast.maria.id), column, new))
    after = count()
    run(lambda session: setattr(session.get_one(Agent, cast.maria.id), "role", "Repairs"))
    assert (after, count()) == (before + 1, after)


def count():
    db.session.rollback()
    return db.session.execute(text("SELECT changes FROM consent")).scalar_one()


@pytest.fixture
def planted_life(cast, run, clock):
    """Ana's ticket with a public letter and a handover, shown whole."""

    def agree(session):
        session.execute(update(Agent).values(public_as="photo"))

    run(agree)
    said = {"body": "On it.", "heard": "It dies.", "promise": due(clock(), hours=3), "is_public": True}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock.forward(minutes=5), note="Yours from here.")
    run(publish, cast.ticket.id, PublicChoice(letters=True), clock())
    return SimpleNamespace(id=cast.ticket.id, now=clock())
