"""Trigger by trigger, on a database of each version that was upgraded: it is there, and it does what it is for."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from statuspage import demo
from statuspage.db import db
from statuspage.migrations.revisions import newest
from statuspage.migrations.shape import live_shape, recorded_shape
from statuspage.migrations.upgrade import bring_up_to_date
from tests.databases import KINDS
from tests.schemas.conftest import RELEASED, load

EMPTY = "nothing"


@pytest.fixture(params=[EMPTY, *RELEASED])
def app(request, database, start):
    """Upgraded from a released version, or made anew."""
    if request.param != EMPTY:
        load(database, request.param)
    app = start()
    with app.app_context():
        bring_up_to_date()
        if request.param == EMPTY:
            demo.load(app)
        yield app


def do(statement: str) -> None:
    with db.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))


def value(query: str) -> object:
    with db.engine.connect() as connection:
        return connection.scalar(text(query))


def refuses(*statements: str) -> None:
    """The log stays as it is, whichever of these is tried."""
    before = value("SELECT count(*) FROM event")
    for statement in statements:
        with pytest.raises(DatabaseError, match=r"append-only|never changed"):
            do(statement)
    assert value("SELECT count(*) FROM event") == before
    assert not value("SELECT count(*) FROM event WHERE kind = 'rewritten'")


def says(channel: str, statement: str, payload: str) -> None:
    """PostgreSQL tells whoever listens."""
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as listener:
        listener.execute(f"LISTEN {channel}".encode())
        do(statement)
        (told,) = listener.notifies(timeout=30, stop_after=1)
    assert (told.channel, told.payload) == (channel, payload)


UPDATES = ("UPDATE event SET kind = 'rewritten'", "UPDATE event SET at = at", "UPDATE event SET data = '{}'")
DELETES = ("DELETE FROM event", "DELETE FROM event WHERE version = 1")
COPY = "SELECT ticket_id, version, 'rewritten', at, data FROM event WHERE version = 1"
NEXT = "SELECT 1, max(version) + 1, 'felt', max(at), '{}' FROM event WHERE ticket_id = 1"
COLUMNS = "(ticket_id, version, kind, at, data)"
NOTE = "INSERT INTO note (ticket_id, agent_id, at, body, html) SELECT 1, 1, max(at), '', '' FROM event"
PRESENT = "INSERT INTO presence (ticket_id, agent_id, doing, until) SELECT 1, 3, 'writing', max(at) FROM event"

SESSION = (
    "INSERT INTO desk_session (key_hash, agent_id, created_at, expires_at) SELECT 'x', 1, max(at), max(at) FROM event"
)


def seen_of_an_agent() -> None:
    """What the public sees of an agent moves the count; anything else of them does not."""
    before = value("SELECT changes FROM consent")
    do("UPDATE agent SET role = 'Repairs, and more' WHERE id = 1")
    assert value("SELECT changes FROM consent") == before
    changes = (("first_name", "'M.'"), ("photo", "'tom.svg'"), ("public_as", "'name'"), ("is_active", "false"))
    for number, (column, new) in enumerate(changes, start=1):
        do(f"UPDATE agent SET {column} = {new} WHERE id = 1")
        assert value("SELECT changes FROM consent") == before + number, column


def seen_and_said() -> None:
    seen_of_an_agent()
    says("consent", "UPDATE agent SET first_name = 'Mia' WHERE id = 1", "")


KEPT = {"letter": "body", "reply": "body", "handover": "note", "promise": "wall", "need": "words", "correction": "body"}
KEPT |= {"former_subject": "words"}
NEW = {  # of which 0.1.0 knew nothing
    "need": (
        "INSERT INTO need (ticket_id, version, position, words, due_at, zone, wall, how, answer)"
        " SELECT ticket_id, version, 99, 'A photo', at, 'UTC', '2026-11-27T10:00', '', '' FROM event WHERE version = 1"
    ),
    "former_subject": (
        "INSERT INTO former_subject (ticket_id, version, agent_id, at, words)"
        " SELECT ticket_id, version, 1, at, 'It drips' FROM event WHERE version = 1"
    ),
    "correction": (
        "INSERT INTO correction (ticket_id, version, letter, agent_id, at, body, html)"
        " SELECT ticket_id, version, version, agent_id, at, 'It holds.', 'It holds.' FROM letter"
    ),
}


MADE = {"former_subject": "version = 1", "need": "position = 99", "correction": "letter = version"}


def keeps(table: str, *statements: str) -> Callable[[], None]:
    """The table stays as it is, whichever of these is tried, in which ``{}`` stands for its name."""

    def exercise() -> None:
        words = f"SELECT max({KEPT[table]}) FROM {table}"
        if table in NEW and not value(f"SELECT count(*) FROM {table} WHERE {MADE[table]}"):
            do(NEW[table])
        before = value(words)
        assert before, f"no row in {table}"
        refuses(*(statement.format(table, KEPT[table]) for statement in statements))
        assert value(words) == before

    return exercise


def kept(*no: tuple[str, ...]) -> dict[str, Callable[[], None]]:
    """For each of those tables its triggers, by what they refuse, and an exercise of each."""
    return {f"{table}_no_{what}": keeps(table, *tries) for table in KEPT for what, *tries in no}


def a_session_ends() -> None:
    """Each session that is deleted moves the count; one that begins does not."""
    before = value("SELECT count FROM session_ends")
    do(SESSION)
    assert value("SELECT count FROM session_ends") == before
    do("DELETE FROM desk_session WHERE key_hash = 'x'")
    assert value("SELECT count FROM session_ends") == before + 1


def a_session_ends_and_it_is_said() -> None:
    a_session_ends()
    do(SESSION)
    says("session", "DELETE FROM desk_session WHERE key_hash = 'x'", "")


TRIGGERS: dict[str, dict[str, Callable[[], None]]] = {
    "sqlite": {
        "event_no_UPDATE": lambda: refuses(*UPDATES),
        "event_no_DELETE": lambda: refuses(*DELETES),
        "event_no_replace": lambda: refuses(f"REPLACE INTO event {COLUMNS} {COPY}"),
        "agent_seen": seen_of_an_agent,
        **kept(
            ("delete", "DELETE FROM {}"),
            ("replace", "REPLACE INTO {0} SELECT * FROM {0}"),
            ("rewrite", "UPDATE {} SET {} = 'rewritten'"),
        ),
        "session_ended": a_session_ends,
    },
    "postgresql": {
        "event_no_rewrite": lambda: refuses(*UPDATES, *DELETES, "TRUNCATE event CASCADE"),
        "event_said": lambda: says("ticket", f"INSERT INTO event {COLUMNS} {NEXT}", "1"),
        "note_said": lambda: says("ticket", NOTE, "1"),
        "file_news_said": lambda: says("ticket", "INSERT INTO file_news (ticket_id) VALUES (1)", "1"),
        "presence_said": lambda: says("presence", PRESENT, "1"),
        "agent_seen": seen_and_said,
        **kept(("delete", "DELETE FROM {}", "TRUNCATE {} CASCADE"), ("rewrite", "UPDATE {} SET {} = 'rewritten'")),
        "session_ended": a_session_ends_and_it_is_said,
    },
}


def names(shape: set[str]) -> set[str]:
    return {line.split()[2] for line in shape if line.partition(": ")[2].startswith("trigger ")}


@pytest.mark.parametrize("kind", KINDS)
def test_each_trigger_has_its_exercise_here(kind):
    assert names(recorded_shape(newest(), kind)) == TRIGGERS[kind].keys()


def test_every_trigger_is_there_and_does_what_it_is_for(app):
    with db.engine.connect() as connection:
        kind = connection.dialect.name
        assert names(live_shape(connection)) == TRIGGERS[kind].keys()
    for exercise in TRIGGERS[kind].values():
        exercise()
