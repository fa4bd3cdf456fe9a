"""The demo, made on demand: the tables, the cast, and the addresses to open."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from statuspage.commands.in_words import in_words
from statuspage.migrations.upgrade import bring_up_to_date


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="The manifest: every address and password, as JSON on stdout.")
@with_appcontext
def demo(as_json: bool) -> None:
    """Fill an empty database with the demo cast, and say where to begin. A database in use stays as it is."""
    from statuspage import demo as fernhill  # so that production never loads it

    with in_words():
        try:
            fernhill.refuse_where_it_is_off(current_app)
            bring_up_to_date()
            fernhill.load(current_app)
            told = json.dumps(fernhill.links(current_app), indent=2) if as_json else fernhill.welcome(current_app)
        except fernhill.NoDemo as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(told)
