"""The access table: every method of every address, and who may use it, as the app itself says."""

import json
from typing import NamedTuple

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from statuspage.security.access import Access, Companions, access_of, companions_of

_LIVE, _STREAM = "/live", "/stream"  # as the front has them (front/streams.py)
_COMPANIONS = {Companions.READ: " and companions", Companions.WRITE: " and companions who write"}
_BY_ITSELF = {"HEAD", "OPTIONS"}  # what Flask adds to every GET, with the same access


class Door(NamedTuple):
    """One method of one address. ``access`` says who may use it, "nobody" where nothing was declared."""

    path: str
    method: str
    access: str


def access_table(app: Flask) -> list[Door]:
    """Every method of every address, in order; the front's streams too, each of which asks its live part first."""
    doors = [
        Door(rule.rule, method, _who(app, rule.endpoint))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - _BY_ITSELF
    ]
    streams = [
        door._replace(path=door.path.removesuffix(_LIVE) + _STREAM) for door in doors if door.path.endswith(_LIVE)
    ]
    return sorted([*doors, *streams])


def _who(app: Flask, endpoint: str) -> str:
    """Who may use it: an access by its name, and of a customer's own addresses which are open to companions too."""
    access = access_of(app, endpoint)
    if access is None:
        return "nobody"
    return access.value + (_COMPANIONS.get(companions_of(app, endpoint), "") if access is Access.PRIVATE else "")


@click.command("routes-access")
@click.option("--markdown", is_flag=True, help="As a table for the docs.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def routes_access(markdown: bool, as_json: bool) -> None:
    """Every address, method by method, and who may use it."""
    table = access_table(current_app)
    if as_json:
        click.echo(json.dumps([door._asdict() for door in table], indent=2))
        return
    if markdown:
        click.echo("| method | address | who |\n|---|---|---|")
        for door in table:
            click.echo(f"| {door.method} | `{door.path}` | {door.access} |")
        return
    width = max(len(door.path) for door in table)
    for door in table:
        click.echo(f"{door.method:<6} {door.path:<{width}}  {door.access}")
