"""The database: its engine, its settings for SQLite, and the one way to write, as one transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from statuspage import private_files
from statuspage.domain import tables
from statuspage.domain.base import Base
from statuspage.domain.publication.announcing import announce
from statuspage.domain.publication.mailing import leave_letters
from statuspage.one_writer import OneWriter
from statuspage.waiting import DIRECT, Waits

TABLES = tables.TABLES  # imported here, so that the metadata knows every table
MIGRATIONS = Path(__file__).parent / "migrations"
_SECRETIVE = {"hide_parameters": True}  # a failed statement is logged without what somebody wrote
_CACHE = "cache_size=-4000"  # KiB; with half of it, words of a million letters are read anew at each step (bench find)
_BUSY = 15_000  # milliseconds that whoever writes into SQLite waits for others, of this process or of another

db = SQLAlchemy(model_class=Base)
_MOMENT = 500  # milliseconds that are not counted
_LAST_WORDS = 2_000  # milliseconds that a clean stop waits for others who still read
_writer = OneWriter()


def connect(app: Flask, url: str, waits: Waits | None = None, direct: str | None = None) -> None:
    """Give the app its database; ``waits`` says how long we wait for PostgreSQL.

    Where ``url`` is a pooler's, ``direct`` is that of PostgreSQL itself.
    """
    waits = waits or Waits()
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _options(url, waits, direct)
    db.init_app(app)
    app.extensions["migrate"] = LocalProxy(_migrations)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
            app.extensions["at_the_end"] = partial(make_whole, db.engine.url.database or "")
        else:
            from statuspage.patient import hurry  # nothing of PostgreSQL is loaded for SQLite

            hurry(db.engine, waits)


@cache
def _migrations() -> SimpleNamespace:
    """What Flask-Migrate asks the app for. It is loaded with Alembic, and only where a schema is made or changed."""
    from flask_migrate import Migrate

    made = Migrate(db=db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    return SimpleNamespace(migrate=made, db=db, directory=made.directory, configure_args=made.alembic_ctx_kwargs)


def make_whole(path: str) -> None:
    """Write into the SQLite file all that stands in ``-wal``; when nobody reads meanwhile, nothing is left there."""
    if not Path(path).is_file():
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=_LAST_WORDS / 1000)) as last:
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def write(*, lasting: bool = True) -> Iterator[Session]:
    """One transaction for one verb: committed at the end, or rolled back on any error. Acknowledge only afterwards.

    On SQLite the writers of this process take turns here, in the order in which they came; between processes the
    database's own lock guards. Whoever has waited too long for either gets an outage, and nothing was begun. Within a
    transaction no other one can be begun. Whoever can bear to lose it when the power fails, and only then, need not
    wait for the disk: ``lasting`` is False.
    """
    is_sqlite = db.engine.dialect.name == "sqlite"
    with turn() if is_sqlite else nullcontext(0) as left, _begun(left, lasting=lasting) as session:
        if not lasting and not is_sqlite:
            session.execute(text("SET LOCAL synchronous_commit TO OFF"))
        yield session
        settings = current_app.extensions["settings"]
        if settings.websub_hub:
            announce(session)
        if settings.smtp_url or settings.demo:  # where no mail is read anywhere, nobody can have followed by mail
            leave_letters(session, leaves=bool(settings.smtp_url))
    for nudge in current_app.extensions.get("written", ()):  # whoever tells of it need not wait until they look
        nudge()


@contextmanager
def turn() -> Iterator[int]:
    """While the block lasts nobody else of this process writes into SQLite; how many milliseconds of patience are left.

    Raises sqlalchemy's TimeoutError when others have been writing for too long.
    """
    with _writer.turn(_BUSY / 1000) as left:
        yield int(left * 1000)


@contextmanager
def _begun(left: int, *, lasting: bool) -> Iterator[Session]:
    engine = db.engine.execution_options(writes=True, lasting=lasting, left=left)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def _options(url: str, waits: Waits, direct: str | None) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        Path(make_url(url).database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {"connect_args": {"timeout": _BUSY / 1000, "check_same_thread": False}, "pool_size": 16, **_SECRETIVE}
    from statuspage.patient import PatientPool

    arguments = waits.pooled() if direct else waits.arguments(make_url(url).query.get("options", ""))
    pool = {"poolclass": PatientPool, "pool_size": 10, "max_overflow": 20, "pool_timeout": waits.lock}
    past = {"execution_options": {DIRECT: direct}} if direct else {}
    return {"connect_args": arguments, "pool_pre_ping": True, **pool, **past, **_SECRETIVE}


def _prepare_sqlite(engine: Engine) -> None:
    """Begin transactions ourselves: a writer takes the lock at once, and so can never fail to get it half-way."""

    @event.listens_for(engine, "do_connect")
    def keep_private(*_: object) -> None:
        file = engine.url.database or ""
        if file and not file.startswith((":memory:", "file:")):
            private_files.prepare(Path(file))

    @event.listens_for(engine, "connect")
    def settings(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY}", _CACHE):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("writes", False):
            connection.connection.cursor().execute("BEGIN")  # nothing of it can fail: it takes no lock yet
            return
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if options.get('lasting', True) else 'NORMAL'}")
        with _patient(connection, options.get("left", _BUSY)):
            connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _patient(connection: Connection, left: int) -> Iterator[None]:
    """Wait for other processes only so many milliseconds, where a turn of this one has taken the rest."""
    if _BUSY - left < _MOMENT:
        yield
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={left}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY}")
