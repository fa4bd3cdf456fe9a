"""Commands: what an operator types. Each prints words, and the machine-readable ones JSON."""

import click
from flask import Flask
from flask.cli import with_appcontext

from statuspage import config
from statuspage.commands import agents, demo, mail, routes, tickets


def add(app: Flask) -> None:
    """Add the commands to ``flask --app app``."""
    for command in COMMANDS:
        app.cli.add_command(command)


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


COMMANDS: tuple[click.Command, ...] = (
    demo.demo,
    settings,
    agents.add_agent,
    agents.set_password,
    agents.deactivate_agent,
    tickets.ticket_link,
    tickets.rotate_link,
    mail.outbox,
    routes.routes_access,
)
