"""A database that this version cannot use is refused, unchanged, in one sentence that says what to do."""

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from sqlalchemy import inspect, text

from statuspage import create_app
from statuspage.config import PROJECT
from statuspage.db import db
from statuspage.migrations.revisions import SchemaRefused, newest, recorded
from statuspage.migrations.upgrade import bring_up_to_date
from tests.conftest import settings_for
from tests.schemas.conftest import RELEASED, load
from tests.schemas.processes import environment

pytestmark = pytest.mark.heavy_on_postgresql

# Each is something that an earlier edit of a revision, or somebody's hand, may have left.
EDITS = {
    "a column is missing": "ALTER TABLE ticket DROP COLUMN chosen_at",
    "a table is missing": "DROP TABLE follower",
    "an index is missing": "DROP INDEX uq_note_ticket_id_once",
    "a column is unknown": "ALTER TABLE reply ADD COLUMN mood VARCHAR(8)",
    "a trigger is missing": {"sqlite": "DROP TRIGGER agent_seen", "postgresql": "DROP TRIGGER agent_seen ON agent"},
    "a trigger is unknown": {
        "sqlite": "CREATE TRIGGER other AFTER INSERT ON note BEGIN SELECT 1; END",
        "postgresql": "CREATE TRIGGER other AFTER INSERT ON note EXECUTE FUNCTION say_ticket()",
    },
    "a trigger does something else": {
        "sqlite": "DROP TRIGGER event_no_DELETE; CREATE TRIGGER event_no_DELETE BEFORE DELETE ON event"
        " BEGIN SELECT 1; END",
        "postgresql": "CREATE OR REPLACE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN OLD; END $$",
    },
    "a column takes nothing": {
        "sqlite": "ALTER TABLE cause DROP COLUMN known; ALTER TABLE cause ADD COLUMN known VARCHAR",
        "postgresql": "ALTER TABLE cause ALTER COLUMN known DROP NOT NULL",
    },
}


@pytest.fixture
def app(start):
    """A database of this version."""
    app = start()
    with app.app_context():
        bring_up_to_date()
        yield app


def do(script: str) -> None:
    with db.engine.execution_options(writes=True).begin() as connection:
        for statement in re.split(r";(?= (?:CREATE|ALTER) )", script):
            connection.execute(text(statement))


def refusal() -> str:
    """The one sentence with which the database is refused."""
    with pytest.raises(SchemaRefused) as refused:
        bring_up_to_date()
    said = str(refused.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_an_edited_database_is_refused(app, edit):
    do(edit if isinstance(edit, str) else edit[db.engine.dialect.name])
    said = refusal()
    assert f"says that it has the schema {newest()}, but its tables are not what that means" in said
    assert "restore a backup, or begin with an empty database" in said


def test_an_older_database_that_was_edited_is_refused_before_it_is_upgraded(database, start):
    load(database, RELEASED[0])
    app = start()
    with app.app_context():
        do("DROP TABLE follower")
        assert "says that it has the schema 0001" in refusal()
        with db.engine.connect() as connection:
            assert recorded(connection) == "0001"


def test_what_an_operator_adds_for_themselves_is_no_edit(app):
    do("CREATE INDEX ix_ours ON ticket (subject)")
    do("CREATE TABLE ours (id INTEGER PRIMARY KEY)")
    bring_up_to_date()


def test_a_newer_database_is_refused_and_stays_as_it_is(app):
    do("UPDATE alembic_version SET version_num = '9999'")
    said = refusal()
    assert "has the schema 9999" in said
    assert "start that version again, or restore the backup" in said
    with db.engine.connect() as connection:
        assert recorded(connection) == "9999"


def test_tables_without_a_record_are_refused(app):
    do("DROP TABLE alembic_version")
    assert "has no record of its schema" in refusal()


def test_tables_of_others_in_the_same_database_are_left_alone(start):
    app = start()
    with app.app_context():
        do("CREATE TABLE ours (id INTEGER PRIMARY KEY)")
        bring_up_to_date()
        assert {"ours", "ticket"} <= set(inspect(db.engine).get_table_names())


@pytest.mark.parametrize(
    "program",
    [("app.py",), pytest.param(("-m", "uvicorn", "app:asgi", "--port", "0"), marks=pytest.mark.torture)],
    ids=["app.py", "asgi"],
)
def test_a_server_says_it_in_one_sentence_and_does_not_start(app, database, tmp_path, program):
    do(EDITS["a column is missing"])
    db.engine.dispose()
    ended = subprocess.run(
        [sys.executable, *program],
        cwd=PROJECT,
        env=environment(database, tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode != 0
    assert "missing ticket: column chosen_at" in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


def test_the_commands_say_it_too(app, database, tmp_path):
    do(EDITS["a column is missing"])
    db.engine.dispose()
    for command in (("demo",), ("db", "upgrade")):
        ended = app.test_cli_runner().invoke(args=command)
        assert ended.exit_code == 1
        assert not isinstance(ended.exception, SchemaRefused)


@pytest.mark.parametrize("url", ["sqlite:///{}/no/such/folder.db", "postgresql://maria:secret@127.0.0.1:1/nothing"])
def test_a_database_that_does_not_answer_is_told_in_words(tmp_path, url):
    app = create_app(settings_for(url.format(tmp_path), tmp_path))
    shutil.rmtree(tmp_path / "no", ignore_errors=True)
    with app.app_context():
        said = refusal()
        assert "see that" in said
        assert "secret" not in said


def test_an_upgrade_that_another_process_never_ends_is_told_in_words(start, monkeypatch):
    app = start()
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return  # there the lock goes with its connection, and waiting has no end
        monkeypatch.setattr("statuspage.migrations.lock._WAIT", 0.1)
        with closing(sqlite3.connect(f"{db.engine.url.database}-upgrade", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert "no other process is still upgrading it" in refusal()


def test_the_dump_of_a_release_is_not_taken_for_an_edited_one(database, start):
    load(database, RELEASED[0])
    app = start()
    with app.app_context():
        bring_up_to_date()
        with db.engine.connect() as connection:
            assert recorded(connection) == newest()
