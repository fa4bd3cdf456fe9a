"""How a command fails: with one sentence on stderr and exit status 1, and no traceback of what an operator can mend."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from statuspage.domain.errors import Refused
from statuspage.migrations.revisions import SchemaRefused

_NO_TABLES = ("no such table", "no such column", "does not exist")


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the domain and the database refuse into words."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(str(refused.words)) from None
    except SchemaRefused as refused:
        raise click.ClickException(str(refused)) from None
    except (OperationalError, ProgrammingError) as fault:
        told = str(fault.orig)
        if any(words in told for words in _NO_TABLES):
            raise click.ClickException(
                "The database has no tables yet, or those of an older version. Run `flask --app app db upgrade`."
            ) from None
        raise click.ClickException(f"The database did not answer as it should: {told.splitlines()[0]}") from None
