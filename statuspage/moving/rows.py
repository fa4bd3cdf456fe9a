"""Rows as they are: read, written and compared without anything being lost on the way from one database to another.

Instants become the same moment, truths a truth, JSON keeps its very text. A stretch of a table is read by its key.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Insert,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    tuple_,
    type_coerce,
)

from statuspage.domain.base import Base

Row = Sequence[Any]
_BATCH, _LARGE_BATCH = 500, 4  # rows that are held at once; of those that hold pictures or pieces of mails
_MOST = 2**31  # beyond which no integer column of PostgreSQL goes
_ALL = 2**128
_INDEXED = ("passage", "is_indexed")  # the index is made anew, so each passage waits for it


def all_tables() -> list[Table]:
    """Every table, each behind those that it points to."""
    return Base.metadata.sorted_tables


def count(connection: Connection, table: Table) -> int:
    """How many rows it has."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


def stretches(connection: Connection, table: Table, after: Row | None = None) -> Iterator[Sequence[Row]]:
    """Its rows in the order of their key, a stretch at a time, from behind this key on."""
    most = _LARGE_BATCH if any(isinstance(one.type, LargeBinary) for one in table.columns) else _BATCH
    while True:
        query = select(*(_read(connection, one) for one in table.columns)).order_by(*table.primary_key).limit(most)
        if after is not None:
            query = query.where(tuple_(*table.primary_key) > tuple_(*after))
        rows = [tuple(row) for row in connection.execute(query)]
        if rows:
            yield rows
        if len(rows) < most:
            return
        after = key_of(table, rows[-1])


def with_keys(connection: Connection, table: Table, keys: Sequence[Row]) -> Sequence[Row]:
    """The rows that have these keys."""
    query = select(*(_read(connection, one) for one in table.columns))
    return [tuple(row) for row in connection.execute(query.where(tuple_(*table.primary_key).in_(keys)))]


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert these rows, as they are; only what points into their own table waits (``point_to_themselves``)."""
    later = pointing_to_itself(table)
    names = [one.name for one in table.columns]
    put: dict[str, Any] = dict.fromkeys(later) | ({_INDEXED[1]: False} if table.name == _INDEXED[0] else {})
    given = [{f"_{name}": put.get(name, value) for name, value in zip(names, row, strict=True)} for row in rows]
    connection.execute(_insertion(connection, table), given)


def pointing_to_itself(table: Table) -> list[str]:
    """The columns that point to rows of the same table, which may come later."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def point_to_themselves(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Let these rows, which are there by now, point where they should."""
    later, (key,) = pointing_to_itself(table), table.primary_key
    names = [one.name for one in table.columns]
    for row in rows:
        values = {name: value for name, value in zip(names, row, strict=True) if name in later and value is not None}
        if values:
            connection.execute(table.update().where(key == row[names.index(key.name)]).values(values))


def key_of(table: Table, row: Row) -> Row:
    """The key of a row that was read."""
    names = [one.name for one in table.columns]
    return tuple(row[names.index(one.name)] for one in table.primary_key)


def digest(table: Table, row: Row) -> int:
    """The same number for the same row, whichever database it was read from."""
    found = hashlib.blake2b(digest_size=16)
    for column, value in zip(table.columns, row, strict=True):
        said = b"" if (table.name, column.name) == _INDEXED else _spelled(value)
        found.update(len(said).to_bytes(8, "big") + said)
    return int.from_bytes(found.digest(), "big")


def together(sum_of: int, table: Table, rows: Sequence[Row]) -> int:
    """The checksum of rows beside others: of all of a table, it is the same in whichever order they come."""
    return (sum_of + sum(digest(table, row) for row in rows)) % _ALL


def unfit(table: Table, row: Row) -> str:
    """The column whose value PostgreSQL cannot hold, and why; "" where there is none. SQLite holds more."""
    for column, value in zip(table.columns, row, strict=True):
        if isinstance(value, str) and "\0" in value:
            return f"{column.name} holds the sign NUL"
        longest = getattr(column.type, "length", None)
        if isinstance(column.type, String) and longest and value is not None and len(value) > longest:
            return f"{column.name} is longer than {longest} characters"
        is_small = type(column.type) is Integer
        if is_small and value is not None and not -_MOST <= value < _MOST:
            return f"{column.name} is too large a number"
    return ""


def _read(connection: Connection, column: Any) -> Any:
    if not isinstance(column.type, JSON):
        return column
    return type_coerce(column, Text) if connection.dialect.name == "sqlite" else cast(column, Text)


def _insertion(connection: Connection, table: Table) -> Insert:
    return insert(table).values({one.name: _bound(connection, one) for one in table.columns})


def _bound(connection: Connection, column: Any) -> Any:
    if not isinstance(column.type, JSON):
        return bindparam(f"_{column.name}", type_=column.type)
    words = bindparam(f"_{column.name}", type_=Text)
    return type_coerce(words, Text) if connection.dialect.name == "sqlite" else cast(words, JSON)


def _spelled(value: Any) -> bytes:
    if value is None:
        return b"-"
    if isinstance(value, bytes | memoryview):
        return b"b" + bytes(value)
    if isinstance(value, datetime):
        return b"t" + value.isoformat(timespec="microseconds").encode()
    if isinstance(value, date):
        return b"d" + value.isoformat().encode()
    return type(value).__name__[0].encode() + str(value).encode("utf-8", "surrogatepass")
