"""Revision 0004 reads what logs know of older tickets, and gives nobody a title for a name."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import START, migrate
from tests.databases import KINDS, throwaway

AGENT = (
    "INSERT INTO agent (id, email, name, public_name, pronoun, role, place, zone, hours, phone, photo, public_as,"
    " language, password_hash, is_active, created_at) VALUES (:id, :email, :name, :signed, '', '', '', 'UTC', '{}', '',"
    " '', 'name', 'en', 'x', :yes, :at)"
)
CUSTOMER = (
    "INSERT INTO customer (id, name, email, phone, reach, reach_when, zone, language, sought, created_at)"
    " VALUES (1, 'Ana Reis', '', '', 'page', '', 'UTC', 'en', '', :at)"
)
TICKET = (
    "INSERT INTO ticket (id, customer_id, owner_id, subject, version, step, steps_taken, closure, opened_at, turn,"
    " heard_words, heard_answer, promises_made, promises_kept, promises_late, promises_moved, unanswered, unhappy,"
    " longest_silence, letters, notes, handovers, reopened, public_choice, seed) VALUES (1, 1, 2, 'It', 6, 'heard',"
    " 'heard', '', :at, 'us', '', '', 1, 1, 0, 0, 1, :yes, 0, 2, 0, 1, 1, '{}', 'seed')"
)
EVENT = "INSERT INTO event (ticket_id, version, kind, at, agent_id, data) VALUES (1, :version, :kind, :at, 3, :data)"
PROMISE = (
    "INSERT INTO promise (id, ticket_id, agent_id, kind, made_at, due_at, zone, wall, outcome, moves)"
    " VALUES (:id, 1, 1, 'letter', :at, :at, 'UTC', '2026-11-23T12:00', :outcome, 0)"
)
HANDOVER = "INSERT INTO handover (ticket_id, version, from_id, to_id, at, note) VALUES (1, 4, 1, 2, :at, 'Yours.')"
LOG = (
    ("opened", "{}"),
    ("letter", '{"step": [null, "heard"]}'),
    ("letter", '{"step": ["heard", "solved"], "asks": true}'),
    ("handover", "{}"),
    ("not_solved", '{"step": ["solved", "working"]}'),
    ("reopened", '{"step": ["working", "heard"]}'),
)


@pytest.fixture(params=KINDS)
def upgraded(request, tmp_path):
    """A database of revision 0002 with one ticket and three agents, upgraded."""
    with throwaway(request.param, tmp_path) as url:
        migrate(url, "0002")
        engine = create_engine(url)
        with engine.begin() as connection:
            names = (("Dr. Anna Weiss", "Dr."), ("Maria Okafor", "Maria"), ("Maria Silva", "Maria"))
            for number, (name, signed) in enumerate(names, start=1):
                given = {"id": number, "email": f"{number}@x.example", "name": name, "signed": signed}
                connection.execute(text(AGENT), given | {"yes": True, "at": START})
            connection.execute(text(CUSTOMER), {"at": START})
            connection.execute(text(TICKET), {"at": START, "yes": True})
            for version, (kind, data) in enumerate(LOG, start=1):
                at = START + timedelta(hours=version)
                connection.execute(text(EVENT), {"version": version, "kind": kind, "at": at, "data": data})
            connection.execute(text(HANDOVER), {"at": START + timedelta(hours=4)})
            for number, outcome in ((1, "kept"), (2, "open")):
                connection.execute(text(PROMISE), {"id": number, "outcome": outcome, "at": START + timedelta(hours=3)})
        migrate(url)
        with engine.connect() as connection:
            yield connection
        engine.dispose()


def test_names_steps_and_denials_are_worked_out(upgraded):
    agents = upgraded.execute(text("SELECT public_name, first_name, called FROM agent ORDER BY id")).all()
    assert agents == [("Anna", "Anna", "Anna"), ("Maria", "Maria", "Maria O."), ("Maria", "Maria", "Maria S.")]
    told = upgraded.execute(text("SELECT step_versions, reopened_at, denials, asked_by_id FROM ticket")).one()
    steps = told.step_versions if isinstance(told.step_versions, dict) else json.loads(told.step_versions)
    assert (steps, bool(told.reopened_at), told.denials) == ({"heard": 6, "solved": 3, "working": 5}, True, 2)
    assert told.asked_by_id == 3
    makers = upgraded.execute(text("SELECT outcome, agent_id FROM promise ORDER BY id")).all()
    assert makers == [("kept", 1), ("open", 1)], "a promise stays its maker's, whoever has to keep it"
