"""The rows of a backup put into PostgreSQL, in one transaction: all of it is there in the end, or nothing has changed.

What was there goes into a schema of its own, ``replaced_`` and the time, with its triggers and all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import Connection, Engine, text

from statuspage.backups.archive import TarMember
from statuspage.backups.faults import BackupFault
from statuspage.backups.postgresql import copying, driver_of, speak_plainly, told, unquoted
from statuspage.migrations.checks import differences
from statuspage.migrations.lock import unhurried
from statuspage.migrations.revisions import FOLDER

_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
AND pid <> pg_backend_pid() AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
ORDER BY relname
"""
_FUNCTIONS = """
SELECT DISTINCT p.oid::regprocedure::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:tables)
AND p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
_COUNTING = """
SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
FROM information_schema.columns WHERE table_schema = current_schema()
AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL
"""
_VERSIONS = "alembic_version"


@dataclass(frozen=True, slots=True)
class Loading:
    """Empty tables of the schema that a backup has, in a transaction. ``kept`` is where what was there is now."""

    connection: Connection
    head: dict[str, Any]
    kept: str

    def take(self, table: str, member: TarMember) -> None:
        """Put in these rows."""
        columns = self.head["tables"][table]
        with driver_of(self.connection).cursor().copy(copying(table, columns, "FROM STDIN")) as copy:
            for chunk in member.chunks:
                copy.write(chunk)

    def count_on(self) -> None:
        """No number that was given is given again."""
        last = self.head["sequences"]
        for table, column, sequence in self.connection.execute(text(_COUNTING)).all():
            newest = sql.SQL("SELECT coalesce(max({}), 0) FROM {}").format(
                sql.Identifier(column), sql.Identifier(table)
            )
            (found,) = driver_of(self.connection).execute(newest).fetchone() or (0,)
            most = max(int(found), int(last.get(sequence.rpartition(".")[2].strip('"'), 0)))
            if most:
                self.connection.execute(text("SELECT setval(:sequence, :most)"), {"sequence": sequence, "most": most})


@contextmanager
def loading(engine: Engine, head: dict[str, Any], at: datetime) -> Iterator[Loading]:
    """Tables to load into, which are those of this database once the block has ended well. Raises BackupFault."""
    with told(), engine.connect() as connection, connection.begin(), unhurried(connection):
        speak_plainly(connection)
        refuse_others(connection)
        kept = _move_aside(connection, f"replaced_{at:%Y%m%dt%H%M%S_%fz}")
        _make_schema(connection, head["schema"])
        keys = _lay_down(connection)
        found = Loading(connection, head, kept)
        yield found
        found.count_on()
        _take_up(connection, keys)
        if said := differences(connection, head["schema"]):
            raise BackupFault(f"The tables did not become what they should be ({said}), and nothing was changed.")


def refuse_others(connection: Connection) -> None:
    """Refuse while anybody else is connected: they would go on with what is replaced."""
    if count := connection.scalar(text(_OTHERS)):
        raise BackupFault(
            f"The database is in use by {count} other connections: stop what serves it, and restore again. A pooler in"
            " front of it keeps some too."
        )


def _move_aside(connection: Connection, schema: str) -> str:
    """Put our tables and the functions of their triggers into a schema of this name; "" where there are none."""
    ours = unquoted() | {_VERSIONS}
    tables = [name for name in connection.scalars(text(_TABLES)) if name in ours]
    if not tables:
        return ""
    driver = driver_of(connection)
    functions = list(connection.scalars(text(_FUNCTIONS), {"tables": tables}))
    driver.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    for name in tables:
        move = "ALTER TABLE {} SET SCHEMA {}"
        driver.execute(sql.SQL(move).format(sql.Identifier(name), sql.Identifier(schema)))
    for name in functions:
        driver.execute(f"ALTER FUNCTION {name} SET SCHEMA {schema}".encode())
    return schema


def _make_schema(connection: Connection, revision: str) -> None:
    """Make the tables of this revision, which need not be the newest, as a start of that version has made them."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    script = ScriptDirectory.from_config(config)

    def steps(present: Any, _context: Any) -> Any:
        return script._upgrade_revs(revision, present)

    with EnvironmentContext(config, script, fn=steps, destination_rev=revision) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def _lay_down(connection: Connection) -> list[tuple[str, str, str]]:
    """Empty the tables, and let nothing be checked or told while rows come in any order; the keys to take up again."""
    driver = driver_of(connection)
    tables = [name for name in connection.scalars(text(_TABLES)) if name in unquoted()]
    keys = [(row[0], row[1], row[2]) for row in connection.execute(text(_KEYS))]
    for name in tables:
        driver.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(name)))
    driver.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
    for table, name, _rule in keys:
        driver.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    return keys


def _take_up(connection: Connection, keys: list[tuple[str, str, str]]) -> None:
    driver = driver_of(connection)
    for table, name, rule in keys:
        driver.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}".encode())
    for name in [name for name in connection.scalars(text(_TABLES)) if name in unquoted()]:
        driver.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))
