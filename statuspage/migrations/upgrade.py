"""The way to this version's schema, whichever older one a database has."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from flask import current_app
from sqlalchemy.exc import DBAPIError

from statuspage.migrations.revisions import SchemaRefused


def bring_up_to_date() -> None:
    """Make or upgrade the tables of the current app's database, alone and in one transaction.

    Raises ``SchemaRefused`` for a database of a newer version, for one that is not what it says, and for none.
    """
    command.upgrade(current_app.extensions["migrate"].migrate.get_config(), "head")


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Whatever the database refuses meanwhile becomes ``SchemaRefused``: for a start, and for ``flask db``."""
    try:
        yield
    except DBAPIError as fault:
        said = (str(fault.orig).splitlines() or [""])[0]
        raise SchemaRefused(
            f"The database did not answer as it should ({said}), and nothing was changed: see that it runs and can be"
            " written to, and start again."
        ) from fault
