"""What refuses to be parted by ticket, in plain PostgreSQL: every table with a ticket, made again in parts by its hash.

`docs/scaling.md` tells what this finds. Citus parts by the same rule: what is unique must be so within a ticket, and
a row of a ticket may point only to rows of the same ticket, or to a table that stands whole on every machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

PARTS = 4
BY = {"ticket": "id"}  # by what a table is parted, where that is not ticket_id


@dataclass(frozen=True, order=True)
class Refusal:
    """One constraint, index or trigger that parts do not take: of which table, what it is, and what the server says."""

    table: str
    what: str
    said: str

    @property
    def told(self) -> str:
        """As the page on scaling has it."""
        return f"`{self.what.replace('public.', '')}`"


def parted(connection: psycopg.Connection) -> tuple[list[str], list[Refusal]]:
    """The tables that were made again in parts, in a schema of their own, and what of them could not be."""
    connection.execute("CREATE SCHEMA parts")
    connection.execute("SET search_path TO parts, public")
    tables = _tables(connection)
    for table in tables:
        _make(connection, table)
    refused: list[Refusal] = []
    for kinds in ("pu", "f"):  # keys first, as others point to them
        for table in tables:
            refused += _refused(connection, table, _constraints(connection, table, kinds))
    for table in tables:
        refused += _refused(connection, table, [*_indexes(connection, table), *_triggers(connection, table)])
    return tables, sorted(refused)


def _tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT table_name FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND column_name = 'ticket_id'"
    )
    return sorted({*BY, *(name for (name,) in rows)})


def _make(connection: psycopg.Connection, table: str) -> None:
    whole, name = sql.Identifier("public", table), sql.Identifier("parts", table)
    by = sql.Identifier(BY.get(table, "ticket_id"))
    connection.execute(
        sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS) PARTITION BY HASH ({})").format(name, whole, by)
    )
    for part in range(PARTS):
        one = sql.Identifier("parts", f"{table}_{part}")
        connection.execute(
            sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES WITH (MODULUS {}, REMAINDER {})").format(
                one, name, sql.Literal(PARTS), sql.Literal(part)
            )
        )


def _refused(connection: psycopg.Connection, table: str, made: Iterator[tuple[str, str]]) -> list[Refusal]:
    found = []
    for what, statement in made:
        try:
            with connection.transaction():
                connection.execute(statement.encode())
        except psycopg.Error as fault:
            found.append(Refusal(table, what, fault.diag.message_primary or ""))
    return found


def _constraints(connection: psycopg.Connection, table: str, kinds: str) -> Iterator[tuple[str, str]]:
    rows = connection.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype::text = ANY(%s) ORDER BY 1",
        (f"public.{table}", [*kinds]),
    ).fetchall()
    for name, told in rows:
        yield told, f'ALTER TABLE parts."{table}" ADD CONSTRAINT "{name}" {told.replace("public.", "")}'


def _indexes(connection: psycopg.Connection, table: str) -> Iterator[tuple[str, str]]:
    rows = connection.execute(
        "SELECT c.relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
        " WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"
        " ORDER BY 1",
        (f"public.{table}",),
    ).fetchall()
    for name, told in rows:
        yield f"{'unique ' if 'UNIQUE' in told else ''}index {name}", told.replace(" ON public.", " ON parts.")


def _triggers(connection: psycopg.Connection, table: str) -> Iterator[tuple[str, str]]:
    rows = connection.execute(
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
        (f"public.{table}",),
    ).fetchall()
    for name, told in rows:
        yield f"trigger {name}", told.replace(" ON public.", " ON parts.")
