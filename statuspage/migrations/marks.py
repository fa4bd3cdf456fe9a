"""What a database says of a move: that it is left for another one, or that one into it is not finished.

While it says so nothing serves from it. ``statuspage/moving/`` writes these marks and takes them away.
"""

from dataclasses import dataclass

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, inspect, select

AWAY, HERE, PLACES = "moved_away", "moved_here", "moved_so_far"

CLOSED = "the database is closed, as it goes to another one"  # what whoever writes is told

_meta = MetaData()
away = Table(
    AWAY,
    _meta,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("mark", String, nullable=False),  # the same in both databases
    Column("target", String, nullable=False),  # as it is shown, without a password
    Column("done", Integer, nullable=False),
)
here = Table(
    HERE,
    _meta,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("mark", String, nullable=False),
    Column("stage", String, nullable=False),
)
places = Table(  # how far each table has come: the key of its last row, as JSON, and how many rows
    PLACES,
    _meta,
    Column("name", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("rows", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Going:
    """That a database is closed, as it goes, or has gone (``done``), to another one."""

    mark: str
    target: str
    done: bool


def read_away(connection: Connection) -> Going | None:
    """What this database says of where it goes; None for one that stays."""
    if not inspect(connection).has_table(AWAY):
        return None
    row = connection.execute(select(away.c.mark, away.c.target, away.c.done)).first()
    return None if row is None else Going(row.mark, row.target, bool(row.done))


def why_closed(connection: Connection) -> str:
    """Why nothing may be served from this database, in one sentence without any address; "" when it may."""
    if inspect(connection).has_table(HERE):
        return "A move into this database is not finished: run `move-to` again."
    found = read_away(connection)
    if found is None:
        return ""
    if found.done:
        return (
            "This database was moved to another one, and is closed: set STATUSPAGE_DATABASE_URL to that, or run"
            " `move-to --stay` to open this one again."
        )
    return (
        "This database is closed, as a move to another one is not finished: run `move-to` again, or `move-to --stay`"
        " to open it again."
    )
