"""The database: it answers, it is whole, and it has this version's schema."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import Connection, Engine, text

from statuspage.checkup.finding import Finding
from statuspage.clock import now
from statuspage.db import db
from statuspage.migrations.revisions import newest, unready

ABOUT = "database"
APART = timedelta(seconds=5)  # that two clocks may be, when both say when something was


def check_database(_app: Flask) -> Iterator[Finding]:
    """Whether it can be read and is whole; a PostgreSQL server is asked for its clock as well."""
    with db.engine.connect() as connection:
        name = connection.dialect.name
        version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
        yield from _whole(connection) if name == "sqlite" else _clock(connection)
    yield Finding(ABOUT, True, f"{'SQLite' if name == 'sqlite' else 'PostgreSQL'} {version} answers.")


def check_schema(_app: Flask) -> Iterator[Finding]:
    """Whether the tables are those that this version needs."""
    engine: Engine = db.engine
    if reason := unready(engine):
        do = (
            "See docs/moving.md."
            if "move-to" in reason
            else "Start the server, which brings it up to date, or run `db upgrade`."
        )
        yield Finding("schema", False, reason, do)
        return
    yield Finding("schema", True, f"The schema is {newest()}, as this version needs it.")


def _whole(connection: Connection) -> Iterator[Finding]:
    faults = [str(row[0]) for row in connection.execute(text("PRAGMA quick_check(1)"))]
    if faults != ["ok"]:
        do = "Stop the server, keep a copy of the file, and restore the newest backup."
        yield Finding(ABOUT, False, f"The file is not whole: {faults[0].splitlines()[0]}.", do)
    mode = str(connection.execute(text("PRAGMA journal_mode")).scalar())
    if mode != "wal":
        do = "Keep the file on a disk of this machine: a network's folder cannot hold a write-ahead log."
        yield Finding(ABOUT, False, f"It keeps no write-ahead log, but works in the mode {mode}.", do)


def _clock(connection: Connection) -> Iterator[Finding]:
    theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    apart = abs(theirs - now())
    if apart > APART:
        words = f"The database's clock is {apart.total_seconds():.0f} seconds from this machine's."
        yield Finding("clock", False, words, "Let both machines set their clocks by NTP.")
    else:
        yield Finding("clock", True, "The database's clock goes with this machine's.")
