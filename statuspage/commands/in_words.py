"""How a command speaks: of its database, and, where it fails, in one sentence on stderr with exit status 1.

There is no traceback of what an operator can mend.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from sqlalchemy.engine import make_url

from statuspage.domain.errors import Refused
from statuspage.moving.target import shown
from statuspage.refusals import told


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the domain, the database and the system refuse into words.

    Says on stderr which database answered, also where it was refused: it may be another than the one that was meant.
    """
    refusal = None
    try:
        yield
    except Refused as refused:
        refusal = click.ClickException(str(refused.words))
    except click.ClickException as refused:
        refusal = refused
    except UnicodeError:
        raise click.ClickException("What was typed is no text (UTF-8).") from None
    except Exception as fault:
        if words := told(fault):
            raise click.ClickException(words) from None
        raise
    tell_database()
    if refusal is not None:
        raise refusal from None


def tell_database() -> None:
    """Say on stderr which database this command speaks to."""
    click.echo(f"Database: {_database_name()}", err=True)


def _database_name() -> str:
    """The path of an SQLite file, or an address without its password."""
    url = make_url(current_app.extensions["settings"].database_url)
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return shown(current_app.extensions["settings"].database_url)
