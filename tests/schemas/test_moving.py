"""Everything goes from SQLite to PostgreSQL and back, and is the same; what is not, or is somebody else's, is told."""

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import threading
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, date, datetime
from functools import partial
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from statuspage import create_app, refusals
from statuspage.config import PROJECT
from statuspage.config.readers import database_address
from statuspage.db import db, write
from statuspage.domain.bounces import Bounce
from statuspage.domain.customer_verbs import reply
from statuspage.domain.desk.find import find
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.wanted import wanted
from statuspage.migrations.lock import alone
from statuspage.migrations.marks import HERE
from statuspage.migrations.revisions import SchemaRefused
from statuspage.migrations.shape import is_modelled
from statuspage.migrations.upgrade import bring_up_to_date
from statuspage.moving import copying, rows
from statuspage.moving import move as moving
from statuspage.moving.checking import check
from statuspage.moving.target import shown
from tests import databases
from tests.cast import gather
from tests.conftest import START, migrate, settings_for
from tests.databases import pg_program, throwaway
from tests.front.house import Reader, served, watched
from tests.patience import LONG, until
from tests.schemas.moved import filled, raw

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def trip(tmp_path_factory):
    """There and back, a few rows at a time; the addresses of all three databases, and what the command said."""
    folder = tmp_path_factory.mktemp("moved")
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(rows, "_BATCH", 20)
        createdb, go, come = commands()
        postgresql = stack.enter_context(created(createdb))
        first, back = filled(folder), folder / "back.db"
        before = raw(first)
        there = told(f"sqlite:///{first}", folder, *go[3:-1], postgresql)
        shutil.copyfile(first, folder / "closed.db")
        home = told(postgresql, folder, *come[3:-1], f"sqlite:///{back}", "--json")
        told(postgresql, folder, "move-to", "--stay")
        yield SimpleNamespace(
            folder=folder,
            before=before,
            closed=folder / "closed.db",
            postgresql=postgresql,
            back=back,
            there=there,
            home=home,
        )


def commands():
    """What docs/moving.md gives to be copied, word by word; only the addresses are others here."""
    page = (PROJECT / "docs" / "moving.md").read_text(encoding="utf-8")
    found = [shlex.split(text) for text in re.findall(r"^ *```sh\n(.*?)^ *```$", page, re.MULTILINE | re.DOTALL)]
    assert [words[0] for words in found] == ["createdb", "flask", "flask"]
    assert all(words[:4] == ["flask", "--app", "app", "move-to"] for words in found[1:])
    for words in found[1:]:
        database_address(words[-1])
    return found


@contextmanager
def created(words):
    """The address of a database that is made as documented, under another name."""
    name, host = f"moved_{uuid4().hex}", str(databases._socket())
    environ = {**os.environ, "PGHOST": host, "PGUSER": "postgres"}
    program = pg_program(words[0])
    with suppress(psycopg.errors.DuplicateObject):
        databases._administer("CREATE ROLE statuspage_owner")
    assert words[-1] == "statuspage"
    subprocess.run([program, *words[1:-1], name], check=True, env=environ, timeout=60)
    for setting, value in (("timezone", "Asia/Kolkata"), ("intervalstyle", "iso_8601")):
        databases._administer(f"ALTER DATABASE {name} SET {setting} TO '{value}'")
    try:
        yield f"postgresql://postgres@/{name}?host={host}"
    finally:
        databases._administer(f"DROP DATABASE {name} WITH (FORCE)")


def told(url, folder, *words):
    """What a command said on this database, and how it ended."""
    app = create_app(settings_for(url, folder))
    try:
        return app.test_cli_runner().invoke(args=list(words))
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def at(tmp_path):
    """An app on any database."""
    with ExitStack() as stack:

        def start(url, folder=tmp_path):
            app = create_app(settings_for(url, folder))
            app.testing = True
            app.extensions["background"] = []
            app.teardown_request(lambda _error: db.session.remove())
            stack.enter_context(app.app_context())
            stack.callback(lambda: (db.session.remove(), db.engine.dispose()))
            return app

        yield start


def test_every_byte_of_every_row_comes_back(trip):
    assert trip.there.exit_code == trip.home.exit_code == 0, trip.there.output + trip.home.output
    after = raw(trip.back)
    assert after.keys() == trip.before.keys()
    for name, found in trip.before.items():
        assert found, f"tests/schemas/make.py puts no row into {name}"
        assert after[name] == found, name


def test_every_table_and_column_that_there_is_is_moved(trip, at):
    """Also those that somebody adds without a model."""
    at(trip.postgresql)
    known = {table.name: {column.name for column in table.columns} for table in rows.all_tables()}
    there = inspect(db.engine)
    names = {name for name in there.get_table_names() if is_modelled(name, "table", None)} - {"alembic_version"}
    assert {name: {column["name"] for column in there.get_columns(name)} for name in names} == known
    last = json.loads(trip.home.stdout.splitlines()[-1])
    assert last["tables"].keys() == known.keys()
    assert all(one["rows"] for one in last["tables"].values())


def test_the_new_database_serves_pages_words_and_streams_and_takes_new_rows(trip, at):
    app = at(trip.postgresql, trip.folder)
    client = app.test_client()
    assert client.get("/readyz").status_code == 200
    with db.engine.connect() as connection:
        assert not {HERE, "moved_so_far"} & {*inspect(connection).get_table_names()}
    ticket = db.session.scalars(select(Ticket).where(Ticket.closed_at.is_(None)).order_by(Ticket.id)).first()
    number, version, last = ticket.id, ticket.version, db.session.scalar(select(func.max(Ticket.id)))
    link = app.extensions["urls"].shared(shares_of(db.session, number)["private"])
    path = link.removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    with served(app) as server, Reader(server.port, f"{path}/stream?since={version}") as ana:
        watched(server)
        with write() as session:
            reply(session, number, datetime.now(UTC), body="A bayonet fitting, says the leaflet.")
        assert any("A bayonet fitting" in event.data for event in iter(partial(ana.next, name=""), None))
    found = {words: find(db.session(), wanted(words)).hits for words in ("bayonet leafl", "grinder")}
    assert [hit.ticket_id for hit in found["bayonet leafl"]] == [number]
    assert found["grinder"], "what was written before the move is found too"
    with write() as session:
        customer, maria = session.scalars(select(Customer)).first(), session.scalars(select(Agent)).first()
        new = open_ticket(session, customer, maria, datetime.now(UTC), subject="Another", story="One more.")
        assert new.id == last + 1


def test_the_old_database_is_closed_to_whoever_serves_from_it_still_until_it_is_opened_again(trip, at, tmp_path):
    path = tmp_path / "closed.db"
    shutil.copyfile(trip.closed, path)
    app = at(f"sqlite:///{path}")
    ready = app.test_client().get("/readyz")
    assert (ready.status_code, "was moved to another one" in ready.text) == (503, True)
    with pytest.raises(SchemaRefused, match="was moved to another one"):
        bring_up_to_date()
    with pytest.raises(SchemaRefused, match="was moved to another one"):
        command.upgrade(app.extensions["migrate"].migrate.get_config(), "head")
    ticket_id = db.session.scalar(select(Ticket.id).where(Ticket.closed_at.is_(None)).order_by(Ticket.id).limit(1))
    link = app.extensions["urls"].shared(shares_of(db.session, ticket_id)["private"]).removeprefix("http://localhost")
    client, words = app.test_client(), "What I wrote to the old one."
    db.session.rollback()
    assert client.get(link).status_code == 200, "it can be read"
    refused = client.post(f"{link}/replies", data={"body": words}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (refused.status_code, words in refused.text) == (503, True)
    assert told(f"sqlite:///{path}", tmp_path, "move-to", "--stay").exit_code == 0
    assert client.get("/readyz").status_code == 200
    with write() as session:
        reply(session, ticket_id, datetime.now(UTC), body=words)


def test_a_moved_database_is_not_moved_again_and_says_where_it_went(trip, tmp_path):
    path = tmp_path / "closed.db"
    shutil.copyfile(trip.closed, path)
    again = told(f"sqlite:///{path}", tmp_path, "move-to", trip.postgresql)
    assert (again.exit_code, "was moved and compared before" in again.output) == (0, True), again.output
    other = told(f"sqlite:///{path}", tmp_path, "move-to", "postgresql://maria:not-told@nowhere.example/other")
    assert (other.exit_code, "was moved to postgresql://postgres@" in other.output) == (1, True), other.output
    assert "not-told" not in other.output


@pytest.fixture
def sqlite(tmp_path):
    """A database of this version, with nothing in it."""
    with throwaway("sqlite", tmp_path, migrate) as url:
        yield url


@pytest.fixture
def small(tmp_path):
    """A PostgreSQL database with the cast, and a place for a new SQLite file; both, and how to move."""
    with throwaway("postgresql", tmp_path, migrate) as url:
        app = create_app(settings_for(url, tmp_path))
        with app.app_context():
            with write() as session:
                gather(session, START)
            db.session.remove()
            db.engine.dispose()
        path = tmp_path / "new.db"
        yield SimpleNamespace(
            url=url, path=path, move=lambda *more: told(url, tmp_path, "move-to", f"sqlite:///{path}", *more)
        )


def test_what_is_not_the_same_is_found_and_named_and_nothing_serves_from_it(small, at, monkeypatch):
    def tampered(source, target, tell):
        with target.begin() as connection:
            connection.execute(text("UPDATE agent SET name = 'Maria Okafor ' WHERE id = 1"))
            connection.execute(text("DELETE FROM share WHERE id = 1"))
            connection.execute(text("UPDATE ticket SET public_version = public_version + 1"))
        return check(source, target, tell)

    with monkeypatch.context() as patch:
        patch.setattr(moving, "check", tampered)
        first = small.move()
    for one in (first, small.move()):
        assert one.exit_code == 1
        for words in ("Not the same in both databases", "agent (row 1)", "share (row 1)", "ticket (row 1)"):
            assert words in one.output
    app = at(f"sqlite:///{small.path}")
    assert "not finished: run `move-to` again" in app.test_client().get("/readyz").text
    with pytest.raises(SchemaRefused, match="not finished"):
        bring_up_to_date()


def test_another_database_than_the_one_it_began_with_does_not_go_on_with_it(small, tmp_path):
    with sqlite3.connect(small.path) as file:
        file.execute("CREATE TABLE moved_here (id INTEGER PRIMARY KEY, mark TEXT, stage TEXT)")
        file.execute("INSERT INTO moved_here VALUES (1, 'anothers', 'made')")
    file.close()
    refused = small.move()
    assert (refused.exit_code, "A move from another database" in refused.output) == (1, True), refused.output
    assert "nothing had to be done" in told(small.url, tmp_path, "move-to", "--stay").output, "it was never closed"


@pytest.mark.parametrize("what", ["table", "no database"])
def test_what_is_somebody_elses_is_left_as_it_is(small, tmp_path, what):
    if what == "table":
        with closing(sqlite3.connect(small.path)) as file, file:
            file.execute("CREATE TABLE recipes (name TEXT)")
    else:
        small.path.write_bytes(b"Dear diary, " * 1000)
    before = small.path.read_bytes()
    refused = small.move()
    words = "not empty (it has the tables recipes)" if what == "table" else "is no SQLite database"
    assert (refused.exit_code, words in refused.output) == (1, True), refused.output
    assert small.path.read_bytes() == before
    assert not [*tmp_path.glob("new.db-*")]
    assert "nothing had to be done" in told(small.url, tmp_path, "move-to", "--stay").output


def test_a_database_of_postgresql_that_is_in_use_is_left_as_it_is(small, tmp_path, sqlite):
    """Also one of ours, such as one from which somebody has served already."""
    refused = told(sqlite, tmp_path, "move-to", small.url)
    assert (refused.exit_code, "not empty (it has the tables absence" in refused.output) == (1, True), refused.output
    assert "nothing had to be done" in told(sqlite, tmp_path, "move-to", "--stay").output


def test_tables_of_others_in_the_old_database_are_named_and_stay(small, at):
    at(small.url)
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (name TEXT)"))
    moved = small.move()
    assert (moved.exit_code, "as they are not ours: recipes." in moved.output) == (0, True), moved.output
    with db.engine.begin() as connection:
        connection.execute(text("INSERT INTO recipes VALUES ('Espresso')"))


@pytest.mark.parametrize("kind", databases.KINDS)
def test_whoever_goes_on_writing_is_told_no_or_finds_their_words_in_the_new_one(tmp_path, kind):
    """A server that was forgotten: every reply that it has acknowledged is moved."""
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[kind]
    with throwaway(kind, tmp_path, migrate) as old, throwaway(other, tmp_path) as new:
        app, kept, said = create_app(settings_for(old, tmp_path)), [], []
        with app.app_context(), write() as session:
            ticket = gather(session, START).ticket.id

        def serve():
            with app.app_context():
                while not said:
                    words = f"Reply number {len(kept)}."
                    try:
                        with write() as session:
                            reply(session, ticket, datetime.now(UTC), body=words)
                        kept.append(words)
                    except DBAPIError as fault:
                        said.append(refusals.told(fault) if refusals.is_outage(fault) else repr(fault))
                db.session.remove()

        server = threading.Thread(target=serve)
        server.start()
        until(lambda: len(kept) >= 3)
        moved = told(old, tmp_path, "move-to", new)
        server.join(LONG)
        with app.app_context():
            db.engine.dispose()
        assert moved.exit_code == 0, moved.output
        assert said[0].startswith("The database is closed, as it goes, or has gone, to another one")
        engine = create_engine(new)
        with engine.connect() as connection:
            there = connection.execute(text("SELECT body FROM reply ORDER BY version")).scalars().all()
        engine.dispose()
    assert there[1:] == kept


def test_two_at_once_are_refused_in_words(small, at):
    at(small.url)
    with alone(db.engine):
        refused = small.move()
    assert (refused.exit_code, "Another process moves or upgrades" in refused.output) == (1, True)
    assert small.move().exit_code == 0


def test_what_postgresql_has_no_room_for_is_named_and_nothing_is_cut_off(sqlite, at, tmp_path):
    at(sqlite)
    with write() as session:
        gather(session, START)
        session.add(Bounce(email="gone@cafe.example", at=START, words="x" * 301))
    with throwaway("postgresql", tmp_path) as url:
        refused = told(sqlite, tmp_path, "move-to", url)
    assert refused.exit_code == 1
    assert "In the table bounce the row of email gone@cafe.example cannot be moved: words is longer" in refused.output
    assert "x" * 301 not in refused.output


def test_the_password_is_never_printed(small, tmp_path):
    url = "postgresql://maria:not-to-be-told@127.0.0.1:9/statuspage?sslpassword=nor-this"
    for words in (("move-to", url), ("move-to", url, "--json")):
        refused = told(f"sqlite:///{tmp_path}/old.db", tmp_path, *words)
        assert refused.exit_code == 1
        assert "not-to-be-told" not in refused.output
        assert "nor-this" not in refused.output
    assert shown(url) == "postgresql://maria:***@127.0.0.1:9/statuspage"


def test_the_place_that_a_move_has_come_to_is_read_as_it_was_written(trip):
    """So that the next one goes on behind it, whatever kind of key a table has."""
    engine = create_engine(f"sqlite:///{trip.back}")
    kinds = set()
    with engine.connect() as connection:
        for table in rows.all_tables():
            for stretch in rows.stretches(connection, table):
                key = rows.key_of(table, stretch[-1])
                kinds |= {type(value) for value in key}
                written = json.dumps(key, default=copying._spelled)
                assert [copying._read(value) for value in json.loads(written)] == list(key), table.name
    engine.dispose()
    assert {int, str, date, datetime} <= kinds
