"""Whether both databases hold the same: every table's count and checksum, and each ticket's versions without a gap."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, text

from statuspage.moving.leisure import at_leisure
from statuspage.moving.rows import Row, all_tables, count, digest, key_of, stretches, together, with_keys

_SHOWN = 3  # rows of a table that are named
# Each change of a ticket is one event, numbered from 1 on; what its public sees has a number of its own.
_GAPS = text(
    """SELECT t.id FROM ticket t LEFT JOIN
    (SELECT ticket_id, count(*) AS many, min(version) AS low, max(version) AS high FROM event GROUP BY ticket_id) AS e
    ON e.ticket_id = t.id
    WHERE e.many IS NULL OR e.low <> 1 OR e.high <> e.many OR t.version <> e.high OR t.public_version > t.version
    ORDER BY t.id"""
)


@dataclass(frozen=True, slots=True)
class Held:
    """What one table holds: how many ``rows``, and the ``checksum`` of all of them, in hexadecimal digits."""

    rows: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was compared. ``differ`` tells each difference in words; ``gaps`` are tickets that had them before."""

    tables: dict[str, Held]
    differ: list[str]
    gaps: list[int]

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(one.rows for one in self.tables.values())


def check(source: Engine, target: Engine, tell: Callable[[int], None]) -> Checked:
    """Read both whole and compare them; ``tell`` hears how many rows more were read."""
    tables, differ = {}, []
    with at_leisure(source) as old, at_leisure(target) as new:
        for table in all_tables():
            tables[table.name], there = _held(old, table, tell), _held(new, table, tell)
            if tables[table.name] != there:
                differ.append(_difference(old, new, table))
        gaps = list(old.execute(_GAPS).scalars())
        if gaps != list(new.execute(_GAPS).scalars()):
            differ.append("the versions of tickets")
    return Checked(tables, differ, gaps)


def _held(connection: Connection, table: Table, tell: Callable[[int], None]) -> Held:
    rows = total = 0
    for some in stretches(connection, table):
        rows, total = rows + len(some), together(total, table, some)
        tell(len(some))
    return Held(rows, f"{total:032x}")


def _difference(old: Connection, new: Connection, table: Table) -> str:
    """Which rows differ, by their keys; those that are only in the target, by their number alone."""
    wrong: list[Row] = []
    for rows in stretches(old, table):
        there = {
            key_of(table, row): digest(table, row) for row in with_keys(new, table, [key_of(table, r) for r in rows])
        }
        wrong += [key_of(table, row) for row in rows if there.get(key_of(table, row)) != digest(table, row)]
        if len(wrong) >= _SHOWN:
            break
    told = ", ".join("/".join(map(str, key)) for key in wrong[:_SHOWN])
    return f"{table.name} ({f'row {told}' if told else f'{count(new, table)} rows instead of {count(old, table)}'})"
