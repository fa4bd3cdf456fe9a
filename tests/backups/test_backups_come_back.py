"""On either database: a backup holds all that was acknowledged, files too, is proven, and comes back elsewhere."""

import json
from pathlib import Path

import pytest
from flask_migrate import downgrade
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from statuspage.db import db, write
from statuspage.domain.customer_verbs import reply
from statuspage.domain.files.file import File
from statuspage.filing.taking_in import filing
from statuspage.migrations.upgrade import bring_up_to_date
from tests.backups.backup_things import elsewhere, files_here, let_go, names_in, words_here
from tests.databases import KINDS

on_both = pytest.mark.parametrize("database", KINDS, indirect=True)
# What takes long on PostgreSQL, whose tables are made anew by each restore, is tried there with the long ones.
on_both_in_the_end = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.torture)], indirect=True
)


def kind_of(app):
    return db.engine.dialect.name


@on_both
def test_database_and_files_come_back_on_a_new_machine(app, flask, run, cast, clock, bring, tmp_path):
    bring(b"step one", "plan.txt")
    bring(b"step two\t\\N \xc3\xa4", "tab and\ttwo.txt")
    run(reply, cast.ticket.id, clock(), body="A tab\t, a line\nand a \\ in it, and “ß”.")
    made = flask("backup", tmp_path / "one.tar")
    assert made.exit_code == 0, made.output
    assert "2 files" in made.stdout
    assert (tmp_path / "one.tar").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.part"))
    proven = flask("verify", tmp_path / "one.tar", "--json")
    told = json.loads(proven.stdout)
    assert (told["is_whole"], told["files"]["count"], told["database"]) == (True, 2, kind_of(app))
    words, files, settings, kind = words_here(), files_here(), app.extensions["settings"], kind_of(app)
    let_go()
    with elsewhere(kind, tmp_path / "new", settings) as new:
        restored = new.test_cli_runner().invoke(args=["restore", str(tmp_path / "one.tar")])
        assert restored.exit_code == 0, restored.output
        assert "2 files were put back" in restored.stdout
        assert (words_here(), files_here()) == (words, files)
        bring_up_to_date()
        with write() as session:  # numbers go on, triggers hold
            reply(session, cast.ticket.id, clock(), body="And on")
        with pytest.raises(DatabaseError, match="never changed"), write() as session:
            session.execute(text("UPDATE reply SET body = 'rewritten'"))


@on_both
def test_what_was_there_is_kept_beside_it(app, flask, run, cast, clock, bring, tmp_path):
    bring(b"step one")
    flask("backup", tmp_path / "one.tar")
    before = words_here()
    run(reply, cast.ticket.id, clock(), body="Since then")
    (stored,) = filing().storage.names()
    filing().storage.put(stored, b"step 0ne")  # a disk that forgets
    if kind_of(app) == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("CREATE FUNCTION of_somebody_else() RETURNS int LANGUAGE sql AS 'SELECT 7'"))
    let_go()
    done = flask("restore", tmp_path / "one.tar")
    assert done.exit_code == 0, done.output
    assert words_here() == before
    assert list(files_here().values()) == [b"step one"]
    (damaged,) = (name for name in filing().storage.names() if name.startswith("replaced-"))
    assert b"".join(filing().storage.read(damaged)) == b"step 0ne"
    if kind_of(app) == "sqlite":
        place = Path(db.engine.url.database)
        (kept,) = place.parent.glob(f"{place.name}-replaced-*")
        assert kept.name in done.stdout
    else:
        with db.engine.connect() as connection:
            schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'replaced%'"
            (kept,) = connection.scalars(text(schemas)).all()
            assert kept in done.stdout
            said = connection.scalars(text(f"SELECT body FROM {kept}.reply")).all()
            assert connection.scalar(text("SELECT public.of_somebody_else()")) == 7, "what is not ours stays"
        assert "Since then" in said
        with db.engine.begin() as connection:  # and back, as docs/backups.md says
            connection.execute(text("ALTER SCHEMA public RENAME TO restored"))
            connection.execute(text(f"ALTER SCHEMA {kept} RENAME TO public"))
        run(reply, cast.ticket.id, clock(), body="And on")
        assert {"Since then", "And on"} <= set(words_here())


@on_both
def test_nothing_is_restored_while_somebody_is_connected(app, flask, cast, tmp_path):
    flask("backup", tmp_path / "one.tar")
    let_go()
    with app.app_context():
        from statuspage import create_app

        other = create_app(app.extensions["settings"])
    with other.app_context():
        with db.engine.connect() as server:
            server.execute(text("SELECT count(*) FROM ticket")).scalar()
            with app.app_context():
                refused = flask("restore", tmp_path / "one.tar")
        let_go()
    assert refused.exit_code == 1
    assert "in use" in refused.stderr


@on_both_in_the_end
def test_a_file_that_arrives_meanwhile_is_in_it_with_its_pieces(app, flask, cast, clock, bring, tmp_path):
    from statuspage.domain.files.file import Bringer

    ana = Bringer(ticket_id=cast.ticket.id)
    key = filing().begin(ana, "half.txt", 10)
    filing().take(ana, key, 0, b"12345")
    flask("backup", tmp_path / "one.tar")
    assert f"files/arriving/{key}/0-5" in names_in(tmp_path / "one.tar")
    settings, kind = app.extensions["settings"], kind_of(app)
    let_go()
    with elsewhere(kind, tmp_path / "new", settings) as new:
        assert new.test_cli_runner().invoke(args=["restore", str(tmp_path / "one.tar")]).exit_code == 0
        filing().take(ana, key, 5, b"67890")
        assert filing().finish(ana, key).state == "ready"


@on_both
def test_a_file_that_is_put_together_meanwhile_is_in_it_as_a_whole(app, flask, cast, tmp_path, monkeypatch):
    """Its pieces go between the moment of the database and their turn: a newer moment knows the whole file."""
    from statuspage.backups.pieces import Pieces
    from statuspage.domain.files.file import Bringer

    ana = Bringer(ticket_id=cast.ticket.id)
    key = filing().begin(ana, "whole.txt", 5)
    filing().take(ana, key, 0, b"12345")
    take = Pieces.take

    def late(pieces, names, storage):
        if filing().find(ana, key).state == "arriving":
            filing().finish(ana, key)
        return take(pieces, names, storage)

    monkeypatch.setattr(Pieces, "take", late)
    assert flask("backup", tmp_path / "one.tar").exit_code == 0
    assert flask("verify", tmp_path / "one.tar").exit_code == 0
    with Session(db.engine) as session:
        stored = session.scalar(select(File.stored).where(File.key == key))
    assert f"files/{stored}" in names_in(tmp_path / "one.tar")


@on_both_in_the_end
@pytest.mark.parametrize("when", ["before it is opened", "while it is read"])
def test_a_file_that_is_erased_meanwhile_breaks_nothing(app, flask, cast, bring, tmp_path, monkeypatch, when):
    from statuspage.domain.files import arriving
    from statuspage.filing.storage import Gone, Storage

    bring(b"to be erased" * 1000, "gone.txt")
    bring(b"to stay", "stays.txt")
    with Session(db.engine) as session:
        gone = session.scalar(select(File.stored).where(File.name == "gone.txt"))
    erased, opened = [], Storage.open

    def broken(chunk):
        yield chunk
        raise Gone(gone)

    def open_late(storage, name):
        if name != gone:
            return opened(storage, name)
        if not erased:
            erased.append(name)
            with write() as session:
                file = session.scalar(select(File).where(File.stored == gone))
                names = arriving.put_away(session, file)
            size, chunks = opened(storage, name)
            filing().forget(names)
            if when == "while it is read":  # as a bucket may
                return size, broken(next(chunks)[:100])
        return opened(storage, name)

    monkeypatch.setattr(Storage, "open", open_late)
    assert flask("backup", tmp_path / "one.tar").exit_code == 0
    proven = json.loads(flask("verify", tmp_path / "one.tar", "--json").stdout)
    assert proven["files"] == {"count": 1, "bytes": 7, "erased": 1, "missing": 0}
    let_go()
    assert flask("restore", tmp_path / "one.tar").exit_code == 0
    assert "stays.txt" in dict(_names_and_stored())


def _names_and_stored():
    with Session(db.engine) as session:
        return session.execute(select(File.name, File.stored)).all()


@on_both_in_the_end
def test_a_backup_of_an_older_schema_is_restored_and_then_upgraded(app, flask, cast, tmp_path):
    words, kind = words_here(), kind_of(app)
    downgrade(revision="0029")
    assert flask("backup", tmp_path / "old.tar").exit_code == 0
    assert '"schema": "0029"' in flask("verify", tmp_path / "old.tar", "--json").stdout
    settings = app.extensions["settings"]
    let_go()
    with elsewhere(kind, tmp_path / "new", settings) as new:
        assert new.test_cli_runner().invoke(args=["restore", str(tmp_path / "old.tar")]).exit_code == 0
        bring_up_to_date()
        assert words_here() == words


@on_both
def test_one_without_files_says_so_and_leaves_them_alone(app, flask, cast, bring, tmp_path):
    bring(b"step one")
    made = flask("backup", tmp_path / "one.tar", "--without-files")
    assert made.exit_code == 0
    assert "none of its files" in made.stdout
    assert not [name for name in names_in(tmp_path / "one.tar") if name.startswith("files/")]
    assert "is whole" in flask("verify", tmp_path / "one.tar").stdout
    if kind_of(app) == "sqlite":
        let_go()
        assert flask("restore", tmp_path / "one.tar").exit_code == 0
    assert list(files_here().values()) == [b"step one"]


@on_both
def test_a_file_that_the_storage_has_lost_before_is_told(app, flask, cast, bring, tmp_path):
    bring(b"to be lost", "lost.txt")
    filing().storage.delete(list(filing().storage.names()))
    made = flask("backup", tmp_path / "one.tar")
    assert made.exit_code == 0
    assert "1 files that the database names were not in the storage" in made.stderr
    proven = flask("verify", tmp_path / "one.tar")
    assert proven.exit_code == 0
    assert "1 files that the database names were not in the storage" in proven.stderr


@on_both_in_the_end
def test_a_restore_that_is_stopped_anywhere_changes_nothing_that_anybody_sees(
    app, flask, run, cast, clock, bring, tmp_path, monkeypatch
):
    bring(b"step one")
    flask("backup", tmp_path / "one.tar")
    run(reply, cast.ticket.id, clock(), body="Since then")
    now = words_here()
    let_go()

    class Killed(BaseException):
        pass

    def stop(*_arguments, **_named):
        raise Killed

    for where in ("backups.restoring._put", "backups.proving.Proving._compare", "backups.restoring.os.link"):
        if kind_of(app) == "postgresql" and where.endswith("os.link"):
            where = "backups.loading._take_up"
        with monkeypatch.context() as patch:
            patch.setattr(f"statuspage.{where}", stop)
            with pytest.raises(Killed):
                flask("restore", tmp_path / "one.tar")
        assert words_here() == now, where
        let_go()
