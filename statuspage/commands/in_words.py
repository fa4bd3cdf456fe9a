"""How a command fails: with one sentence on stderr and exit status 1, and no traceback of what an operator can mend."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from statuspage.domain.errors import Refused
from statuspage.refusals import told


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the domain, the database and the system refuse into words."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(str(refused.words)) from None
    except click.ClickException:
        raise
    except Exception as fault:
        if words := told(fault):
            raise click.ClickException(words) from None
        raise
