"""One moment of a PostgreSQL database, read row by row in one transaction; no program of the server's is needed.

It is loaded only where the database is one. The rows are in the text of COPY, which does not depend on the server's
version: a line for a row, a tab between columns.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, text

from statuspage.backups.archive import TarMember
from statuspage.backups.faults import BackupFault
from statuspage.backups.names import NAMED, ROWS
from statuspage.migrations.lock import unhurried
from statuspage.migrations.revisions import recorded
from statuspage.migrations.shape import our_tables

_PLAIN = (
    *("client_encoding TO 'UTF8'", "datestyle TO 'ISO, YMD'", "intervalstyle TO 'postgres'", "timezone TO 'UTC'"),
    *("extra_float_digits TO 1", "bytea_output TO 'hex'"),
)
_PIECE = 2 * 1024 * 1024  # bytes of one of them, more or less
_COLUMNS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY c.relname, a.attnum
"""
_COUNTED = """
SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class ReadTransaction:
    """A transaction that sees one moment. ``tables`` are ours, each with its columns."""

    connection: Connection
    schema: str
    tables: dict[str, list[str]]
    counted: dict[str, int]
    kind = "postgresql"

    def members(self, counts: dict[str, int]) -> Iterator[TarMember]:
        """Every row of every table, a few thousand a member; how many there are of each is put into ``counts``."""
        for table, columns in self.tables.items():
            counts[table] = 0
            for number, rows in enumerate(self._rows(table, columns)):
                counts[table] += rows.count(b"\n")
                yield TarMember(f"{ROWS}{table}/{number:06}", len(rows), [rows])

    def named(self) -> Iterator[tuple[str, int]]:
        """What the database names in the storage, and the sizes."""
        if "file" not in self.tables:
            return
        with driver_of(self.connection).cursor().copy(f"COPY ({NAMED}) TO STDOUT".encode()) as copy:
            for block in copy:
                name, size = bytes(block).decode().rstrip("\n").split("\t")
                yield name, int(size)

    def _rows(self, table: str, columns: list[str]) -> Iterator[bytes]:
        held = bytearray()
        with driver_of(self.connection).cursor().copy(copying(table, columns, "TO STDOUT")) as copy:
            for block in copy:
                held += block
                if len(held) >= _PIECE:
                    yield bytes(held)
                    held.clear()
        if held:
            yield bytes(held)


@contextmanager
def told() -> Iterator[None]:
    """Tell in words what the driver raises within the block; what SQLAlchemy raises is told by whoever knows that."""
    try:
        yield
    except psycopg.Error as fault:
        said = (str(fault).splitlines() or [""])[0]
        raise BackupFault(f"PostgreSQL did not do as it was asked ({said}), and nothing was changed.") from fault


@contextmanager
def moment(engine: Engine) -> Iterator[ReadTransaction]:
    """See one moment of this database, however long it takes; others go on writing. Raises BackupFault."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with told(), engine.connect().execution_options(**options) as connection, connection.begin(), unhurried(connection):
        speak_plainly(connection)
        schema = recorded(connection)
        if schema is None:
            raise BackupFault("The database has no tables yet, so there is nothing to keep.")
        tables: dict[str, list[str]] = {}
        ours = unquoted()
        for table, column in connection.execute(text(_COLUMNS)):
            if table in ours:
                tables.setdefault(table, []).append(column)
        counted = {name: int(last) for name, last in connection.execute(text(_COUNTED))}
        yield ReadTransaction(connection, schema, tables, counted)


def speak_plainly(connection: Connection) -> None:
    """Let what is written in this transaction not depend on how the server is set."""
    for setting in _PLAIN:
        connection.execute(text(f"SET LOCAL {setting}"))


def copying(table: str, columns: list[str], where: str) -> sql.Composed:
    """The statement that copies these columns."""
    names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    return sql.SQL("COPY {} ({}) " + where).format(sql.Identifier(table), names)


def driver_of(connection: Connection) -> "psycopg.Connection[Any]":
    """The driver's own connection, within the same transaction."""
    found: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]  # it is psycopg
    return found


@cache
def unquoted() -> frozenset[str]:
    """The names of all tables that any revision of ours has, as they are."""
    return frozenset(name.strip('"') for name in our_tables("postgresql"))
