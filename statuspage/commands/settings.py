"""The settings, listed."""

import click
from flask.cli import with_appcontext

from statuspage import config


@click.command("settings")
@click.option("--markdown", is_flag=True, help="As docs/settings.md has it.")
@with_appcontext
def settings(markdown: bool) -> None:
    """Every setting, with its default and its meaning."""
    if markdown:
        click.echo(config.as_markdown(), nl=False)
        return
    for env, default, meaning in config.describe():
        click.echo(f"{env}\n    {meaning}\n    Default: {default}")
