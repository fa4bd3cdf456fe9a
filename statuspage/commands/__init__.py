"""The operator's commands, one concern a file. A process that only serves pages loads none of them."""

from collections import UserDict
from functools import cached_property

import click
from flask import Flask


class _Later(UserDict[str, click.Command]):
    """The commands by name; they are loaded when somebody first asks for one."""

    def __init__(self) -> None:
        """Nothing yet."""

    @cached_property
    def data(self) -> dict[str, click.Command]:  # type: ignore[override]
        from flask_migrate.cli import db

        from statuspage.commands.ours import COMMANDS

        return {command.name or "": command for command in (*COMMANDS, db)}


def add(app: Flask) -> None:
    """Add the commands to ``flask --app app``, and refuse the one of Flask's own that cannot serve this."""
    _refuse_run()
    app.cli.commands = _Later()


def _refuse_run() -> None:
    """``flask run`` would make no tables, open no stream and tell nothing live."""
    context = click.get_current_context(silent=True)
    if context is not None and context.info_name == "run":
        raise click.ClickException("`flask run` cannot serve this: use `make run`, `make dev` or `python app.py`.")
