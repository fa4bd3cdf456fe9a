"""Which version this is, and whether the database fits it."""

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from statuspage.commands.in_words import tell_database
from statuspage.db import db
from statuspage.migrations.revisions import newest, recorded
from statuspage.version import __version__


@click.command("version")
@with_appcontext
def version() -> None:
    """The version of this program, the schema that it needs, and the schema that the database has."""
    tell_database()
    click.echo(f"statuspage {__version__}")
    click.echo(f"schema of this version: {newest()}")
    click.echo(f"schema of the database: {_found()}")


def _found() -> str:
    try:
        with db.engine.connect() as connection:
            return recorded(connection) or "none yet"
    except SQLAlchemyError:
        return "cannot be reached"
