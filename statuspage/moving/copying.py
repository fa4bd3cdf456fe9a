"""Every row copied, a stretch of a table in one transaction with the place that it has come to.

Whoever is interrupted goes on behind the last place, so no row is copied twice and none is left out.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, select
from sqlalchemy.exc import DBAPIError

from statuspage.migrations.marks import places
from statuspage.moving.leisure import at_leisure
from statuspage.moving.rows import (
    Row,
    add,
    all_tables,
    count,
    key_of,
    point_to_themselves,
    pointing_to_itself,
    stretches,
    unfit,
)
from statuspage.moving.target import MoveRefused

_MEND = "Open the old database with `move-to --stay`, mend it there, and move into an empty one."
Tell = Callable[[int], None]


def left(source: Engine, target: Engine) -> int:
    """How many rows have still to be copied."""
    with at_leisure(source) as old, at_leisure(target) as new:
        done = sum(new.scalars(select(places.c.rows)))
        return sum(count(old, table) for table in all_tables()) - int(done)


def copy(source: Engine, target: Engine, tell: Tell) -> None:
    """Copy what is not copied yet; ``tell`` hears how many rows more are there."""
    with at_leisure(source) as old:
        for table in all_tables():
            with target.connect() as new:
                after, done = _place(new, table)
            for rows in stretches(old, table, after):
                done += len(rows)
                _put(target, table, rows, done)
                tell(len(rows))
            if pointing_to_itself(table):
                _point(old, target, table)


def count_on(target: Engine) -> None:
    """Let the next row of each table have the number behind the last; SQLite counts on by itself."""
    if target.dialect.name == "sqlite":
        return
    with at_leisure(target, writes=True) as new:
        for table in all_tables():
            key, *more = table.primary_key
            named = {"table": f'"{table.name}"', "key": key.name}
            sequence = "pg_get_serial_sequence(%(table)s, %(key)s)"
            if not more and new.exec_driver_sql(f"SELECT {sequence}", named).scalar():
                last = f'(SELECT max("{key.name}") FROM "{table.name}")'  # noqa: S608 - two names of ours
                new.exec_driver_sql(f"SELECT setval({sequence}, coalesce({last}, 1), {last} IS NOT NULL)", named)


def _place(connection: Connection, table: Table) -> tuple[Row | None, int]:
    """The key of the last row that was copied, None at the beginning, and how many there are."""
    found = connection.execute(select(places).where(places.c.name == table.name)).first()
    if found is None:
        return None, 0
    return [_read(value) for value in json.loads(found.key)], found.rows


def _spelled(value: date) -> dict[str, str]:
    """A day or an instant of a key, as JSON has it; an instant is a day too, so it comes first."""
    return {"instant" if isinstance(value, datetime) else "day": value.isoformat()}


def _read(value: Any) -> Any:
    """What was spelled so."""
    if not isinstance(value, dict):
        return value
    return datetime.fromisoformat(value["instant"]) if "instant" in value else date.fromisoformat(value["day"])


def _put(target: Engine, table: Table, rows: Sequence[Row], done: int) -> None:
    key = json.dumps(key_of(table, rows[-1]), default=_spelled)
    try:
        with at_leisure(target, writes=True) as new:
            add(new, table, rows)
            if new.execute(places.update().where(places.c.name == table.name).values(key=key, rows=done)).rowcount == 0:
                new.execute(places.insert().values(name=table.name, key=key, rows=done))
    except DBAPIError as fault:
        if fault.connection_invalidated:
            raise
        raise MoveRefused(_why(table, rows, fault)) from None


def _why(table: Table, rows: Sequence[Row], fault: DBAPIError) -> str:
    """What of these rows cannot be moved: which one, where that can be told."""
    for row in rows:
        if words := unfit(table, row):
            key = zip(table.primary_key, key_of(table, row), strict=True)
            which = ", ".join(f"{column.name} {value}" for column, value in key)
            return f"In the table {table.name} the row of {which} cannot be moved: {words}. {_MEND}"
    said = (str(fault.orig).splitlines() or [""])[0]
    return f"Rows of the table {table.name} could not be written ({said}). {_MEND}"


def _point(old: Connection, target: Engine, table: Table) -> None:
    for rows in stretches(old, table):
        with at_leisure(target, writes=True) as new:
            point_to_themselves(new, table, rows)
