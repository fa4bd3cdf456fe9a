"""A database closed to whoever writes, by the database itself, and opened again.

A trigger on each table refuses every row that is written, changed or deleted, whichever process does it: also one that
serves still and has not noticed. So nothing is written to what was copied already, nothing goes on in the old database
after a move, and no mail leaves twice. Reading goes on.
"""

from sqlalchemy import Connection, Engine, inspect

from statuspage.migrations.marks import AWAY, CLOSED, away, read_away
from statuspage.migrations.shape import INDEX, UNTOLD
from statuspage.moving.leisure import at_leisure
from statuspage.moving.rows import all_tables

_DEEDS = ("INSERT", "UPDATE", "DELETE")
_REFUSE = (
    "CREATE OR REPLACE FUNCTION refuse_closed() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'read_only_sql_transaction'; END $$"
)
_CLOSED = """SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgname = 'closed' AND c.relnamespace = current_schema()::regnamespace"""


def close(engine: Engine, mark: str, target: str) -> None:
    """Write down why it is closed, and close it; waits for whoever writes now. Goes on where it was interrupted."""
    with at_leisure(engine, writes=True) as connection:
        if read_away(connection) is None:
            away.create(connection)
            connection.execute(away.insert().values(id=1, mark=mark, target=target, done=0))
        connection.execute(away.update().values(target=target))
        if connection.dialect.name == "sqlite":
            _close_sqlite(connection)
        else:
            connection.exec_driver_sql(_REFUSE)
    if engine.dialect.name != "sqlite":
        _close_postgresql(engine)


def reopen(engine: Engine) -> None:
    """Take the triggers away, and then the mark. Goes on where it was interrupted."""
    is_sqlite = engine.dialect.name == "sqlite"
    for table in _tables():
        with at_leisure(engine, writes=True) as connection:
            for name in [f"closed_{table}_{deed}" for deed in _DEEDS] if is_sqlite else ["closed"]:
                on = "" if is_sqlite else f' ON "{table}"'
                connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{name}"{on}')
    with at_leisure(engine, writes=True) as connection:
        if not is_sqlite:
            connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_closed()")
        away.drop(connection, checkfirst=True)


def arrive(connection: Connection) -> None:
    """Write down that everything is in the new database."""
    connection.execute(away.update().values(done=1))


def others(engine: Engine) -> list[str]:
    """Tables that somebody else has made in this database; they stay where they are."""
    with engine.connect() as connection:
        names = {name for name in inspect(connection).get_table_names() if not name.startswith(INDEX)}
    return sorted(names - {*_tables(), AWAY, UNTOLD, "alembic_version"})


def _tables() -> list[str]:
    return [table.name for table in all_tables()]


def _close_sqlite(connection: Connection) -> None:
    for table in _tables():
        for deed in _DEEDS:
            connection.exec_driver_sql(
                f'CREATE TRIGGER IF NOT EXISTS "closed_{table}_{deed}" BEFORE {deed} ON "{table}"'
                f" BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END"
            )


def _close_postgresql(engine: Engine) -> None:
    """One table after the other, so that we never hold one while we wait for another, which somebody writes to."""
    with at_leisure(engine) as connection:
        closed = set(connection.exec_driver_sql(_CLOSED).scalars())
    for table in _tables():
        if table not in closed:
            with at_leisure(engine, writes=True) as connection:
                connection.exec_driver_sql(
                    f'CREATE TRIGGER closed BEFORE {" OR ".join(_DEEDS)} ON "{table}"'
                    " FOR EACH ROW EXECUTE FUNCTION refuse_closed()"
                )
