"""The first start, from the command line: the link to the setup page, printed anew."""

import click
from flask import current_app
from flask.cli import with_appcontext

from statuspage.commands.in_words import in_words
from statuspage.security import setting_up


@click.command("setup-link")
@with_appcontext
def setup_link() -> None:
    """Print a new link to the setup page of an empty production instance; the one before opens nothing any more."""
    with in_words():
        if not current_app.extensions["settings"].production:
            raise click.ClickException("Only production has a setup page (STATUSPAGE_ENVIRONMENT).")
        link = setting_up.link(new=True)
        if not link:
            raise click.ClickException("This has been set up already.")
    click.echo(link)
