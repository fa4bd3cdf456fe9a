"""The index of what was written: made anew, while everything runs."""

import json

import click
from flask.cli import with_appcontext

from statuspage.commands.in_words import in_words
from statuspage.commands.progress import follow
from statuspage.db import db, write
from statuspage.domain.words.sources import begin_anew
from statuspage.migrations.lock import unhurried
from statuspage.migrations.upgrade import indexing


@click.group("find")
def find() -> None:
    """What agents find by its words."""


@find.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="As lines of JSON: how far it has come, and how many there are.")
@with_appcontext
def rebuild(as_json: bool) -> None:
    """Put everything that was written into the index again. It can be found meanwhile, and the command be repeated."""
    with in_words():
        with write() as session, unhurried(session.connection()):
            most = begin_anew(session)
        follow("Making words findable", indexing(db.engine), as_json)
    click.echo(json.dumps({"passages": most}) if as_json else f"{most} passages can be found by their words.")
