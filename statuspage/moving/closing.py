"""A database closed to whoever writes, by the database itself, and opened again.

A trigger on each table refuses every row that is written, changed or deleted, whichever process does it: also one that
serves still and has not noticed. So nothing is written to what was copied already, nothing goes on in the old database
after a move, and no mail leaves twice. Reading goes on.
"""

from sqlalchemy import Connection, inspect

from statuspage.migrations.marks import AWAY, CLOSED, Away, away
from statuspage.migrations.shape import INDEX

_DEEDS = ("INSERT", "UPDATE", "DELETE")


def close(connection: Connection, mark: str, target: str) -> None:
    """Close it in the transaction of this connection, and write down why. Waits for whoever writes now."""
    is_sqlite = connection.dialect.name == "sqlite"
    tables = _tables(connection)
    away.create(connection)
    connection.execute(away.insert().values(id=1, mark=mark, target=target, done=0))
    for statement in _closing_sqlite(tables) if is_sqlite else _closing_postgresql(tables):
        connection.exec_driver_sql(statement)


def reopen(connection: Connection) -> None:
    """Take the triggers and the mark away."""
    if connection.dialect.name == "sqlite":
        for table in _tables(connection):
            for deed in _DEEDS:
                connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "closed_{table}_{deed}"')
    else:
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_closed() CASCADE")
    away.drop(connection, checkfirst=True)


def tell_target(connection: Connection, found: Away, target: str, *, done: bool) -> None:
    """Write down where it goes, and whether it has arrived."""
    where = away.c.mark == found.mark
    connection.execute(away.update().where(where).values(target=target, done=int(done)))


def _tables(connection: Connection) -> list[str]:
    names = inspect(connection).get_table_names()
    return [name for name in names if name not in ("alembic_version", AWAY) and not name.startswith(INDEX)]


def _closing_sqlite(tables: list[str]) -> list[str]:
    return [
        f'CREATE TRIGGER "closed_{table}_{deed}" BEFORE {deed} ON "{table}"'
        f" BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END"
        for table in tables
        for deed in _DEEDS
    ]


def _closing_postgresql(tables: list[str]) -> list[str]:
    function = (
        "CREATE FUNCTION refuse_closed() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'read_only_sql_transaction'; END $$"
    )
    deeds = " OR ".join(_DEEDS)
    return [function] + [
        f'CREATE TRIGGER closed BEFORE {deeds} ON "{table}" FOR EACH ROW EXECUTE FUNCTION refuse_closed()'
        for table in tables
    ]
