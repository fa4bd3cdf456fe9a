"""The access table: every method of every address, and who may use it, as the app itself says."""

from typing import NamedTuple

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from statuspage.security.access import access_of

_BY_ITSELF = {"HEAD", "OPTIONS"}  # what Flask adds to every GET, with the same access


class Door(NamedTuple):
    """One method of one address. ``access`` says who may use it, "nobody" where nothing was declared."""

    path: str
    method: str
    access: str


def access_table(app: Flask) -> list[Door]:
    """Every method of every address, in order."""
    return sorted(
        Door(rule.rule, method, access.value if (access := access_of(app, rule.endpoint)) else "nobody")
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - _BY_ITSELF
    )


@click.command("routes-access")
@click.option("--markdown", is_flag=True, help="As a table for the docs.")
@with_appcontext
def routes_access(markdown: bool) -> None:
    """Every address, method by method, and who may use it."""
    table = access_table(current_app)
    if markdown:
        click.echo("| method | address | who |\n|---|---|---|")
        for door in table:
            click.echo(f"| {door.method} | `{door.path}` | {door.access} |")
        return
    width = max(len(door.path) for door in table)
    for door in table:
        click.echo(f"{door.method:<6} {door.path:<{width}}  {door.access}")
