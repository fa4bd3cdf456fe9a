"""The operator's commands, one concern a file."""

import click
from flask import Flask

from statuspage.commands import agents, demo, mail, routes, settings, tickets, version


def add(app: Flask) -> None:
    """Add the commands to ``flask --app app``."""
    for command in COMMANDS:
        app.cli.add_command(command)


COMMANDS: tuple[click.Command, ...] = (
    demo.demo,
    settings.settings,
    agents.add_agent,
    agents.set_password,
    agents.deactivate_agent,
    tickets.ticket_link,
    tickets.rotate_link,
    mail.outbox,
    routes.routes_access,
    version.version,
)
