"""A table changed as SQLite can: rebuilt by Alembic's batch mode, with its triggers on it again afterwards.

SQLite forgets a table's triggers with the table, and says nothing. Revisions import this module: what it does for
them must not change. Prefer what needs no rebuild: ``op.rename_table``, ``op.add_column`` and
``op.alter_column(new_column_name=...)`` keep triggers, and spell the new name in them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy import text


@contextmanager
def rebuilt(table: str) -> Iterator[BatchOperations]:
    """``op.batch_alter_table`` for this table; every trigger that is on it or names it stands again afterwards.

    On PostgreSQL a table is changed in place, and keeps its triggers. A trigger that names a column which goes away
    must be dropped before, and made anew after.
    """
    triggers = _triggers(table) if op.get_bind().dialect.name == "sqlite" else []
    for name, _ in triggers:  # also those on other tables: a trigger that names a missing table forbids every rename
        op.execute(f'DROP TRIGGER "{name}"')
    with op.batch_alter_table(table) as batch:
        yield batch
    for _, statement in triggers:
        op.get_bind().exec_driver_sql(statement)


def _triggers(table: str) -> list[tuple[str, str]]:
    """The name and the statement of every trigger that concerns a table; rather one too many than one too few."""
    found = text(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        " AND (tbl_name = :table OR instr(lower(sql), lower(:table))) ORDER BY rowid"
    )
    return [(row.name, row.sql) for row in op.get_bind().execute(found, {"table": table})]
