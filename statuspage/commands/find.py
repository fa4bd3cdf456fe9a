"""The index of what was written: made anew, while everything runs."""

import click
from flask.cli import with_appcontext

from statuspage.commands.in_words import in_words
from statuspage.db import db, write
from statuspage.domain.words.sources import begin_anew
from statuspage.migrations.lock import unhurried
from statuspage.migrations.upgrade import indexing


@click.group("find")
def find() -> None:
    """What agents find by its words."""


@find.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Put everything that was written into the index again. It can be found meanwhile, and the command be repeated."""
    with in_words():
        with write() as session, unhurried(session.connection()):
            most = begin_anew(session)
        for done, of in indexing(db.engine):
            click.echo(f"{done} of {of}")
    click.echo(f"{most} passages can be found by their words.")
