"""A backup is whole and private, and comes back; what would lose something is refused in words. Old ones too: a file.

Archives are tried in tests/backups; here are the manners of the commands, and bare SQLite files.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from statuspage.backups import sqlite
from statuspage.db import db
from statuspage.domain.customer_verbs import reply
from tests.backups.backup_things import words_in
from tests.surfaces.test_cli import flask, refused

assert flask  # the fixture


@pytest.fixture
def place(app):
    """Where the database lies."""
    return Path(db.engine.url.database)


@pytest.fixture
def closed(app):
    """Let go of every connection, as a stopped server has."""

    def close():
        db.session.remove()
        db.engine.dispose()

    return close


def words(file):
    with closing(sqlite3.connect(file)) as connection:
        return sorted(row[0] for row in connection.execute("SELECT body FROM reply"))


@pytest.fixture
def bare(place, tmp_path):
    """A backup as earlier versions made it: the SQLite file alone."""

    def make():
        sqlite.copy(place, tmp_path / "backup.db")
        return tmp_path / "backup.db"

    return make


def test_a_backup_is_made_while_it_runs_and_only_its_owner_reads_it(flask, run, cast, clock, tmp_path):
    run(reply, cast.ticket.id, clock(), body="Still in the log only")
    file = tmp_path / "backup.tar"
    result = flask("backup", file)
    assert result.exit_code == 0, result.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Still in the log only" in words_in(file, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("backup*")) == ["backup.tar"], "one file, and no draft of it"


def test_a_backup_of_an_earlier_version_comes_back_and_what_was_there_is_kept(
    flask, run, cast, clock, place, closed, bare
):
    before, file = words(place), bare()
    run(reply, cast.ticket.id, clock(), body="Since then")
    closed()
    assert "is whole" in flask("verify", file).stdout
    result = flask("restore", file)
    assert result.exit_code == 0, result.stderr
    closed()
    assert words(place) == before
    assert place.stat().st_mode & 0o777 == 0o600
    (kept,) = place.parent.glob(f"{place.name}-replaced-*")
    assert "Since then" in words(kept)
    assert kept.name in result.stdout
    assert flask("links").stdout, "and it can be used at once"


def test_a_lost_and_a_broken_database_are_restored_too(flask, cast, tmp_path, place, closed):
    before = words(place)
    assert flask("backup", tmp_path / "backup.tar").exit_code == 0
    closed()
    for spoil in (lambda: place.unlink(), lambda: place.write_bytes(b"no database, only words " * 99)):
        for rest in ("-wal", "-shm"):
            place.with_name(place.name + rest).unlink(missing_ok=True)
        spoil()
        assert flask("restore", tmp_path / "backup.tar").exit_code == 0
        closed()
        assert words(place) == before


def test_nothing_is_restored_while_something_runs(flask, cast, tmp_path, place, closed):
    flask("backup", tmp_path / "backup.db")
    closed()
    with closing(sqlite3.connect(place)) as server:
        server.execute("SELECT count(*) FROM ticket").fetchone()
        assert refused(flask("restore", tmp_path / "backup.db"), "is in use")
    assert not list(place.parent.glob("*-replaced-*"))
    assert not list(place.parent.glob("*.part"))


def _of_a_newer_version(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def _cut(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_of_a_newer_version, "a schema that this version does not know"),
        (_cut, "This is no backup that can be used"),
        (lambda file: file.write_bytes(b""), "it is empty"),
        (lambda file: file.write_text("Dear Sam"), "This is no backup that can be used: it is cut short"),
        (lambda file: file.unlink(), "There is no backup at"),
    ],
    ids=["newer", "cut", "empty", "a letter", "gone"],
)
def test_what_is_no_backup_is_refused_and_nothing_changes(flask, cast, place, closed, bare, spoil, said):
    file = bare()
    closed()
    before = words(place)
    spoil(file)
    assert refused(flask("restore", file), said)
    assert words(place) == before


def test_a_backup_is_never_written_over_and_goes_nowhere_that_is_not_there(flask, cast, tmp_path):
    (tmp_path / "old.db").write_text("older")
    assert refused(flask("backup", tmp_path / "old.db"), "never written over")
    assert (tmp_path / "old.db").read_text() == "older"
    assert refused(flask("backup", tmp_path / "no" / "such" / "folder.db"), "No such file or directory")


def test_a_database_that_is_broken_makes_no_backup(flask, cast, tmp_path, place, closed):
    closed()
    copy = place.read_bytes()
    place.write_bytes(copy[:8192] + b"\xff" * 4096 + copy[12288:])
    shutil.rmtree(tmp_path / "none", ignore_errors=True)
    result = flask("backup", tmp_path / "backup.db")
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "backup.db").exists()
