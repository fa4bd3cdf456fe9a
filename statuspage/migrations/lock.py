"""One at a time: however many processes start at once, one brings the database up to date, and the others wait."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from statuspage.migrations.revisions import SchemaRefused
from statuspage.waiting import DIRECT

_WAIT = 600  # seconds
_PAUSE = 0.1  # seconds between two questions
_KEY = int.from_bytes(b"schema", "big")  # of the advisory lock, within this database


@contextmanager
def alone(engine: Engine, wait: float | None = None) -> Iterator[None]:
    """Hold the lock of this engine's database. It is let go of at the end, or when the process dies.

    Raises ``SchemaRefused`` where another process holds it for longer than we ``wait`` (seconds).
    """
    wait = _WAIT if wait is None else wait
    with _sqlite(engine, wait) if engine.dialect.name == "sqlite" else _postgresql(engine, wait):
        yield


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others point to. It heeds this PRAGMA only outside of a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
        driver.close()


@contextmanager
def _sqlite(engine: Engine, wait: float) -> Iterator[None]:
    """An exclusive lock on an empty file beside the database, which is locked itself only while it is written.

    The file is an SQLite database of its own, so that every system knows how to lock it and how to wait.
    """
    with closing(_locked(f"{engine.url.database}-upgrade", wait)):
        yield


def _locked(path: str, wait: float) -> sqlite3.Connection:
    try:
        file = sqlite3.connect(path, timeout=wait, isolation_level=None)
        file.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as fault:
        raise SchemaRefused(
            f"The upgrade of the database could not begin ({fault}): see that its folder can be written to and that no"
            " other process is still upgrading it, and start again."
        ) from None
    return file


@contextmanager
def _postgresql(engine: Engine, wait: float) -> Iterator[None]:
    """An advisory lock, held by a connection of its own until the upgrade is committed.

    A pooler would hand that connection to others meanwhile, so it goes past one.
    """
    direct = engine.get_execution_options().get(DIRECT)
    way = create_engine(direct, poolclass=NullPool, hide_parameters=True) if direct else engine
    with way.connect().execution_options(isolation_level="AUTOCOMMIT") as holder:
        _wait_for(holder, wait)
        try:
            yield
        finally:
            holder.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _KEY})


def _wait_for(holder: Connection, wait: float) -> None:
    """Asks again and again, because a statement that waits would be ended after some seconds."""
    until = time.monotonic() + wait
    while not holder.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}):
        if time.monotonic() > until:
            raise SchemaRefused(
                "The upgrade of the database could not begin (another process holds its lock): see that no other one is"
                " still upgrading it, and start again."
            )
        time.sleep(_PAUSE)


@contextmanager
def unhurried(connection: Connection) -> Iterator[None]:
    """Let this transaction take as long as it takes: an upgrade may copy a large table."""
    if connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    before, driver.patience = driver.patience, None
    for limit in ("statement_timeout", "lock_timeout"):
        connection.execute(text(f"SET LOCAL {limit} = 0"))
    try:
        yield
    finally:
        driver.patience = before
