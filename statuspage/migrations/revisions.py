"""Which revision of the schema this version needs, and which one a database has."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from statuspage.migrations.marks import why_closed

FOLDER = Path(__file__).parent


class SchemaRefused(RuntimeError):
    """This version cannot use the database as it is; the text says in one sentence why, and what to do."""


@cache
def revisions() -> tuple[str, ...]:
    """Every revision that this version knows, the oldest first."""
    return tuple(sorted(file.name[:4] for file in (FOLDER / "versions").glob("[0-9]*.py")))


def newest() -> str:
    """The revision that this version needs."""
    return revisions()[-1]


def recorded(connection: Connection) -> str | None:
    """The revision that a database says it has; None for one that says nothing, such as an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return str(found[0]) if len(found) == 1 else None


def unready(engine: Engine) -> str:
    """Why this version cannot serve from the database now, in one sentence without any secret; "" when it can."""
    try:
        with engine.connect() as connection:
            found, closed = recorded(connection), why_closed(connection)
    except SQLAlchemyError:
        return "The database cannot be reached."
    if closed:
        return closed
    if found == newest():
        return ""
    return f"The database has {f'the schema {found}' if found else 'no schema yet'}, and this version needs {newest()}."
