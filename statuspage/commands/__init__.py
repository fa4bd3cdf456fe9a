"""The operator's commands, one concern a file."""

import click
from flask import Flask

from statuspage.commands import (
    agents,
    away,
    backups,
    company,
    deliver,
    demo,
    doctor,
    files,
    find,
    links,
    mail,
    mail_check,
    move,
    people,
    privacy,
    receive,
    routes,
    settings,
    setup,
    tickets,
    version,
)


def add(app: Flask) -> None:
    """Add the commands to ``flask --app app``, and refuse the one of Flask's own that cannot serve this."""
    _refuse_run()
    for command in COMMANDS:
        app.cli.add_command(command)


def _refuse_run() -> None:
    """``flask run`` would make no tables, open no stream and tell nothing live."""
    context = click.get_current_context(silent=True)
    if context is not None and context.info_name == "run":
        raise click.ClickException("`flask run` cannot serve this: use `make run`, `make dev` or `python app.py`.")


COMMANDS: tuple[click.Command, ...] = (
    demo.demo,
    doctor.doctor,
    settings.settings,
    setup.setup_link,
    company.company,
    agents.add_agent,
    agents.set_password,
    people.agents,
    people.change_one,
    people.let_go_agent,
    people.take_back_agent,
    away.away_agent,
    away.back_agent,
    tickets.ticket_link,
    tickets.rotate_link,
    links.links,
    links.renew_links,
    backups.backup,
    backups.verify,
    backups.restore,
    backups.backups,
    backups.backup_key,
    move.move_to,
    files.files,
    mail.outbox,
    deliver.deliver,
    receive.receive_mail,
    find.find,
    privacy.privacy,
    mail_check.mail_check,
    routes.routes_access,
    version.version,
)
