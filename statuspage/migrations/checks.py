"""What a database must be before and after a migration. Each check raises ``SchemaRefused``, and nothing is changed."""

from typing import Any

from sqlalchemy import Connection

from statuspage.migrations.marks import read_away, why_closed
from statuspage.migrations.revisions import SchemaRefused, recorded, revisions
from statuspage.migrations.shape import live_shape, our_tables, recorded_shape, table_of
from statuspage.version import __version__

_SHOWN = 3  # differences that are told


def refuse_strange(connection: Connection) -> None:
    """Refuse a database of a newer version, a closed one, and one whose tables are not what its revision made."""
    if read_away(connection):
        raise SchemaRefused(why_closed(connection))
    revision = recorded(connection)
    if revision is not None and revision not in revisions():
        raise SchemaRefused(
            f"The database has the schema {revision}, which version {__version__} does not know, so a newer version has"
            " upgraded it: start that version again, or restore the backup that was made before the upgrade."
        )
    if found := differences(connection, revision):
        record = f"says that it has the schema {revision}" if revision else "has no record of its schema"
        raise SchemaRefused(
            f"The database {record}, but its tables are not what that means ({found}), so an unreleased version has"
            " made it or somebody has changed it: undo that change, restore a backup, or begin with an empty database."
        )


def check_step(ctx: Any, step: Any, *_: Any, **__: Any) -> None:
    """After each revision (Alembic's ``on_version_apply``): it made what is recorded, and no row points nowhere."""
    connection = ctx.connection
    if connection is None:
        return
    revision = next(iter(step.destination_revision_ids), None)
    if found := differences(connection, revision):
        raise SchemaRefused(
            f"The way to the schema {revision or 'before the first'} went wrong ({found}), and nothing was changed:"
            " start the version that was here before, and report this to the project."
        )
    if connection.dialect.name == "sqlite":
        _refuse_orphans(connection)


def differences(connection: Connection, revision: str | None) -> str:
    """How the database differs from what this revision makes, in words; "" if it does not.

    An index or a table that somebody has added for themselves is no difference. Where no revision is recorded, there
    must be none of our tables.
    """
    dialect = connection.dialect.name
    live, ours = live_shape(connection), recorded_shape(revision, dialect)
    tables = {table_of(line) for line in ours} or our_tables(dialect)
    extra = [line for line in live - ours if table_of(line) in tables and ": index " not in line]
    told = [f"missing {line}" for line in sorted(ours - live)] + [f"unknown {line}" for line in sorted(extra)]
    more = [f"and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
    return "; ".join(told[:_SHOWN] + more)


def _refuse_orphans(connection: Connection) -> None:
    """SQLite keeps no foreign keys while it rebuilds tables, so they are looked at afterwards."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if rows:
        pairs = ", ".join(sorted({f"{row[0]} to {row[2]}" for row in rows}))
        raise SchemaRefused(
            f"After the upgrade {len(rows)} rows would point to rows that are not there (from {pairs}), and nothing was"
            " changed: start the version that was here before, and restore a backup or report this to the project."
        )
