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
from tests.patience import LONG
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
        (told,) = listener.notifies(timeout=LONG, stop_after=1)
    assert (told.channel, told.payload) == (channel, payload)


def leaves(statement: str, ticket: int, *, is_presence: bool = False) -> None:
    """It leaves a line for the notifier, and notifies of nothing by itself."""
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    do("DELETE FROM untold")
    with psycopg.connect(address, autocommit=True) as listener:
        for channel in ("ticket", "presence", "changes", "written", "said"):
            listener.execute(f"LISTEN {channel}".encode())
        do(statement)
        do("SELECT pg_notify('said', '')")
        (told,) = listener.notifies(timeout=LONG, stop_after=1)
    assert told.channel == "said"
    with db.engine.connect() as connection:
        lines = connection.execute(text("SELECT ticket_id, is_presence FROM untold")).all()
    assert lines == [(ticket, is_presence)]


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


def seen_of_our_company() -> None:
    """So does what anyone sees of our company, and nothing of how it was set up."""
    before = value("SELECT changes FROM consent")
    do("UPDATE our_company SET setup_key = 7, version = version + 1")
    assert value("SELECT changes FROM consent") == before
    columns = ("name", "site", "phone", "zone", "languages", "accent", "accent_dark", "logo")
    for number, column in enumerate(columns, start=1):
        do(f"UPDATE our_company SET {column} = 'x'")
        assert value("SELECT changes FROM consent") == before + number, column


def seen_of_our_company_and_said() -> None:
    seen_of_our_company()
    says("consent", "UPDATE our_company SET name = 'Fernhill'", "")


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


ERASURE = (
    "INSERT INTO erasure (customer_id, by, asked_at, done_at, tickets, files, companions, mails, leftovers)"
    " SELECT customer_id, 'agent', opened_at, {}, 1, 0, 0, 0, '[]' FROM ticket WHERE id = 1"
)
ERASED = "INSERT INTO erased_ticket (ticket_id, erasure_id, at) SELECT 1, max(id), max(asked_at) FROM erasure"
LISTED = (
    "INSERT INTO audit (at, kind, by, times, once, data) SELECT max(at), '{0}', 'nobody', 1, '{0}', '{{}}' FROM event"
)


def erased_for_what_is_done_alone() -> None:
    """A ticket counts as erased only by an erasure that is done, and only once."""
    do(ERASURE.format("NULL"))
    refuses(ERASED)
    do("UPDATE erasure SET done_at = asked_at")
    do(ERASED)
    with pytest.raises(DatabaseError):
        do(ERASED)


def empties_what_is_erased_alone() -> None:
    """The words of a letter can become empty, once its ticket is erased, and nothing else."""
    refuses("UPDATE letter SET body = '', html = '', heard = '' WHERE ticket_id <> 1")
    do("UPDATE letter SET body = '', html = '', heard = '' WHERE ticket_id = 1")
    refuses("UPDATE letter SET body = 'rewritten' WHERE ticket_id = 1")
    refuses("UPDATE letter SET body = '', by_phone = NOT by_phone WHERE ticket_id = 1")


def forgets_keys_of_what_is_erased_alone() -> None:
    """So can the key of a form in its log; nothing else of the log changes."""
    for ticket in (1, 2):
        do(
            "INSERT INTO event (ticket_id, version, kind, at, data, once) SELECT ticket_id, max(version) + 1, 'felt',"
            f" max(at), '{{}}', 'a key' FROM event WHERE ticket_id = {ticket} GROUP BY ticket_id"
        )
    refuses("UPDATE event SET once = NULL WHERE ticket_id = 2 AND once IS NOT NULL")
    refuses("UPDATE event SET once = NULL, kind = 'rewritten' WHERE ticket_id = 1 AND once IS NOT NULL")
    do("UPDATE event SET once = NULL WHERE ticket_id = 1 AND once IS NOT NULL")


def counts_failed_logins_alone() -> None:
    """Only how often a login failed rises."""
    for kind in ("sign_in_failed", "erased"):
        do(LISTED.format(kind))
    do("UPDATE audit SET times = times + 1 WHERE kind = 'sign_in_failed'")
    refuses(
        "UPDATE audit SET times = times - 1 WHERE kind = 'sign_in_failed'",
        "UPDATE audit SET times = times + 1 WHERE kind = 'erased'",
        "UPDATE audit SET times = times + 1, agent_id = 1 WHERE kind = 'sign_in_failed'",
        "UPDATE audit SET data = '{\"more\": 1}', times = times + 1 WHERE kind = 'sign_in_failed'",
    )


ERASING: dict[str, Callable[[], None]] = {  # on both; the first makes what the others try to change
    "erased_ticket_agreed": erased_for_what_is_done_alone,
    "audit_no_rewrite": counts_failed_logins_alone,
}
UNERASE = ("DELETE FROM erased_ticket", "UPDATE erased_ticket SET at = at")

TRIGGERS: dict[str, dict[str, Callable[[], None]]] = {
    "sqlite": {
        "event_no_UPDATE": lambda: refuses(*UPDATES),
        "event_no_DELETE": lambda: refuses(*DELETES),
        "event_no_replace": lambda: refuses(f"REPLACE INTO event {COLUMNS} {COPY}"),
        "agent_seen": seen_of_an_agent,
        "our_company_seen": seen_of_our_company,
        **kept(
            ("delete", "DELETE FROM {}"),
            ("replace", "REPLACE INTO {0} SELECT * FROM {0}"),
            ("rewrite", "UPDATE {} SET {} = 'rewritten'"),
        ),
        "session_ended": a_session_ends,
        **ERASING,
        "erased_ticket_no_DELETE": lambda: refuses(UNERASE[0]),
        "erased_ticket_no_UPDATE": lambda: refuses(UNERASE[1]),
        "audit_no_delete": lambda: refuses("DELETE FROM audit"),
        "audit_no_replace": lambda: refuses("REPLACE INTO audit SELECT * FROM audit"),
    },
    "postgresql": {
        "event_no_rewrite": lambda: refuses(*UPDATES),
        "event_said": lambda: leaves(f"INSERT INTO event {COLUMNS} {NEXT}", 1),
        "note_said": lambda: leaves(NOTE, 1),
        "file_news_said": lambda: leaves("INSERT INTO file_news (ticket_id) VALUES (1)", 1),
        "presence_said": lambda: leaves(PRESENT, 1, is_presence=True),
        "agent_seen": seen_and_said,
        "our_company_seen": seen_of_our_company_and_said,
        **kept(("delete", "DELETE FROM {}", "TRUNCATE {} CASCADE"), ("rewrite", "UPDATE {} SET {} = 'rewritten'")),
        "session_ended": a_session_ends_and_it_is_said,
        **ERASING,
        "erased_ticket_no_rewrite": lambda: refuses(*UNERASE, "TRUNCATE erased_ticket"),
        "audit_no_delete": lambda: refuses("DELETE FROM audit", "TRUNCATE audit"),
        "event_no_delete": lambda: refuses(*DELETES, "TRUNCATE event CASCADE"),
        "event_only_erased": forgets_keys_of_what_is_erased_alone,
        "letter_only_erased": empties_what_is_erased_alone,
        "reply_only_erased": lambda: refuses("UPDATE reply SET body = '' WHERE ticket_id <> 1"),
        "handover_only_erased": lambda: refuses("UPDATE handover SET note = '' WHERE ticket_id <> 1"),
        "former_subject_only_erased": lambda: refuses("UPDATE former_subject SET words = '' WHERE ticket_id <> 1"),
        "correction_only_erased": lambda: refuses("UPDATE correction SET body = '', html = '' WHERE ticket_id <> 1"),
        "need_only_erased": lambda: refuses("UPDATE need SET words = '', answer = '' WHERE ticket_id <> 1"),
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
    if kind == "sqlite":  # there one trigger does both
        empties_what_is_erased_alone()
        forgets_keys_of_what_is_erased_alone()
