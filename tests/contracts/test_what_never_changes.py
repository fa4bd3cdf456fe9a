"""What people wrote and promised is never changed: each column of those tables says what holds, and is held to it.

A column that is new has to say it here. What holds is tried on both databases, on rows that people might have written.
"""

from datetime import datetime

import pytest
from sqlalchemy import JSON, Boolean, Integer, select, text
from sqlalchemy.exc import DatabaseError

from statuspage.db import db, write
from statuspage.domain.agent_verbs import hand_over, move_promise, write_letter
from statuspage.domain.base import Base, Instant
from statuspage.domain.correcting import correct_letter
from statuspage.domain.customer_verbs import thank
from statuspage.domain.events import Event
from statuspage.domain.need_verbs import Gift, give
from statuspage.domain.needs import needed
from statuspage.domain.subjects import change_subject
from statuspage.domain.way_in.rule import CRITERIA
from statuspage.domain.way_in.suspects import REASONS
from tests.cast import due
from tests.databases import KINDS

FIXED, ONCE = "fixed", "set once"
# Each column: fixed, set once, or in one sentence why it is free.
COLUMNS = {
    "event": dict.fromkeys(("ticket_id", "version", "kind", "at", "agent_id", "companion_id", "once", "data"), FIXED),
    "letter": {
        **dict.fromkeys(("ticket_id", "version", "agent_id", "at", "body", "html", "heard", "by_phone"), FIXED),
        "is_public": "Whoever wrote it may still show it to anyone, or take it back from there.",
        **dict.fromkeys(("public_number", "lasting_name", "thanked_at"), ONCE),
    },
    "correction": dict.fromkeys(("ticket_id", "version", "letter", "agent_id", "at", "body", "html"), FIXED),
    "reply": dict.fromkeys(("ticket_id", "version", "kind", "at", "body"), FIXED),
    "handover": dict.fromkeys(("ticket_id", "version", "from_id", "to_id", "at", "note"), FIXED),
    "promise": {
        **dict.fromkeys(
            ("id", "ticket_id", "agent_id", "kind", "made_at", "due_at", "zone", "wall", "origin_id", "moves"), FIXED
        ),
        **dict.fromkeys(("outcome", "settled_at"), ONCE),
    },
    "former_subject": dict.fromkeys(("ticket_id", "version", "agent_id", "at", "words"), FIXED),
    "need": {
        **dict.fromkeys(("ticket_id", "version", "position", "words", "due_at", "zone", "wall"), FIXED),
        **dict.fromkeys(("how", "answer", "closed_at", "closed_version"), ONCE),
    },
}
HELD = [(table, column) for table, columns in COLUMNS.items() for column, how in columns.items() if how == FIXED]
HELD_ONCE = [(table, column) for table, columns in COLUMNS.items() for column, how in columns.items() if how == ONCE]
REFUSED = "never changed|append-only"


@pytest.fixture
def written(app, cast, run, clock):
    """A row in each table; every letter was thanked for and shown, every promise but the last is settled.

    Of what was asked for, one thing was given.
    """
    number = cast.ticket.id
    asked = needed("The order number\nThe town", "2026-11-27T17:00", "Europe/Lisbon", clock())
    said = {"body": "On it.", "heard": "It died.", "promise": due(clock(), hours=3), "needs": asked}
    run(write_letter, number, cast.maria, clock(), **said)
    run(thank, number, 2, clock.forward(minutes=1))
    run(give, number, clock.forward(minutes=1), gifts={"2-1": Gift("4711")})
    run(correct_letter, number, 2, cast.maria, clock.forward(minutes=1), body="On it, today.")
    run(move_promise, number, cast.maria, clock.forward(minutes=1), due(clock(), hours=5))
    run(hand_over, number, cast.maria, cast.tom, clock.forward(minutes=1), note="Tom knows fuses.")
    run(change_subject, number, cast.maria, clock.forward(minutes=1), subject="The fuse of the machine")
    return number


def do(statement):
    with write() as session:
        session.execute(text(statement))


def changed(table, column):
    """Another value for this column, whatever it holds."""
    kind = Base.metadata.tables[table].c[column].type
    if isinstance(kind, JSON):
        return "'{\"new\": 1}'"
    if isinstance(kind, Instant):
        return "'2001-01-01 00:00:00.000000'"
    if isinstance(kind, Boolean):
        return f"NOT {column}"
    return (
        f"COALESCE({column}, 0) + 100"
        if isinstance(kind, Integer)
        else f"CASE WHEN {column} = 'x' THEN 'y' ELSE 'x' END"
    )


@pytest.mark.parametrize("table", COLUMNS)
def test_each_column_says_whether_it_is_fixed_set_once_or_free_and_why(table):
    told = COLUMNS[table]
    assert told.keys() == set(Base.metadata.tables[table].c.keys())
    assert all(how in (FIXED, ONCE) or how.endswith(".") for how in told.values())


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_what_is_fixed_never_changes(written):
    for table, column in HELD:
        with pytest.raises(DatabaseError, match=REFUSED):
            do(f"UPDATE {table} SET {column} = {changed(table, column)}")


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_what_is_set_once_is_set_from_nothing_and_then_never_changes(written):
    before = {"outcome": "'open'", "how": "''", "answer": "''"}
    for table, column in HELD_ONCE:
        unset = f"{column} = {before[column]}" if column in before else f"{column} IS NULL"
        do(f"UPDATE {table} SET {column} = {changed(table, column)} WHERE {unset}")
        for value in (changed(table, column), before.get(column, "NULL")):
            with pytest.raises(DatabaseError, match=REFUSED):
                do(f"UPDATE {table} SET {column} = {value} WHERE NOT ({unset})")


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_what_is_free_can_still_change(written):
    do("UPDATE letter SET is_public = NOT is_public")


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_no_row_is_deleted_emptied_or_written_over(written):
    for table in COLUMNS:
        tries = [f"DELETE FROM {table}"]
        if db.engine.dialect.name == "postgresql":
            tries.append(f"TRUNCATE {table} CASCADE")
        else:
            tries += [f"REPLACE INTO {table} SELECT * FROM {table}", f"UPDATE {table} SET rowid = rowid + 100"]
        for statement in tries if table != "event" else tries[:1]:
            if "rowid" in statement and table != "promise":
                continue  # only there it is the key itself
            with pytest.raises(DatabaseError, match=REFUSED):
                do(statement)


def test_a_letter_cannot_be_replaced_by_one_with_its_public_number_or_its_lasting_name(written, cast, run, clock):
    more = {"body": "Shown.", "promise": due(clock(), hours=6), "is_public": True}
    run(write_letter, written, cast.tom, clock.forward(minutes=1), **more)
    run(write_letter, written, cast.tom, clock.forward(minutes=1), **{**more, "is_public": False})
    columns = "agent_id, at, body, html, heard, is_public, by_phone, thanked_at"
    for key in ("public_number", "lasting_name"):
        with pytest.raises(DatabaseError, match=REFUSED):
            do(
                f"REPLACE INTO letter (ticket_id, version, {key}, {columns}) SELECT ticket_id, 1, {key}, {columns}"
                f" FROM letter WHERE {key} IS NOT NULL"
            )


def words_in_the_log(session):
    """Every text in the facts of any event that is neither an instant nor one of the product's own words."""
    return sorted({leaf for data in session.scalars(select(Event.data)) for leaf in _texts(data) if not _is_fact(leaf)})


OWN_WORDS = {
    *("heard", "looking", "working", "solved", "confirmed"),  # steps
    *("kept", "late", "moved", "us", "you", "third", "yes", "partly", "no"),  # outcomes, turns, feelings
    *("private", "feed", "calendar", "public", "public_feed", "embed", "badge"),  # scopes
    *(
        "form",
        "mail",
        *CRITERIA,
        *REASONS,
        "en",
        "de",
        "ar",
        "pt",
    ),  # how it came to us, and why to whom
}


def _texts(value):
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in _texts(part)]
    if isinstance(value, list | tuple):
        return [leaf for part in value for leaf in _texts(part)]
    return [value] if isinstance(value, str) else []


def _is_fact(leaf):
    if leaf in OWN_WORDS:
        return True
    try:
        return datetime.fromisoformat(leaf).tzinfo is not None
    except ValueError:
        return False


def test_no_words_of_anyone_stand_in_the_log(app, written):
    """``test_every_deed_once.py`` asks the same after every deed that there is."""
    assert words_in_the_log(db.session()) == []
    facts = '\'{"said": ["Thanks"]}\''
    do(f"INSERT INTO event (ticket_id, version, kind, at, data) SELECT 1, 99, 'reply', at, {facts} FROM event LIMIT 1")
    db.session.rollback()
    assert words_in_the_log(db.session()) == ["Thanks"]
