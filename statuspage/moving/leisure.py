"""A transaction that may take its time: a move reads and writes large tables."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from statuspage.migrations.lock import unhurried


@contextmanager
def at_leisure(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """A connection in a transaction without limits, committed at the end."""
    with engine.execution_options(writes=writes).connect() as connection, connection.begin(), unhurried(connection):
        yield connection
