"""Everything moved to another database: from SQLite to PostgreSQL, and back."""

import json
import sys
from functools import partial

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.engine import make_url

from statuspage.commands.in_words import in_words
from statuspage.commands.progress import progress
from statuspage.config import Settings
from statuspage.config.readers import database_address
from statuspage.db import db
from statuspage.moving.checking import Checked
from statuspage.moving.move import Moved, move, stay
from statuspage.moving.target import open_target, shown

_STAYED = "This database is open again. What the other one holds is a copy: let nothing serve from it."
_OPEN = "This database is open; nothing had to be done."


@click.command("move-to")
@click.argument("url", required=False)
@click.option(
    "--stay", "stays", is_flag=True, help="Move nothing: open the old database again, after a move or one that failed."
)
@click.option(
    "--json", "as_json", is_flag=True, help="As lines of JSON: how far it has come, and at last what was moved."
)
@with_appcontext
def move_to(url: str | None, stays: bool, as_json: bool) -> None:
    """Move everything from the database of the settings to the one at URL: from SQLite to PostgreSQL, or back.

    URL is as for STATUSPAGE_DATABASE_URL, and must be an empty database; with `-` it is read from standard input, which
    keeps a password out of the list of processes. Stop what serves first. When it is interrupted, run it again.
    """
    if stays == (url is not None):
        raise click.UsageError("Say where to move to, such as postgresql://user@host/statuspage, or --stay.")
    if stays:
        with in_words():
            told = _STAYED if stay(db.engine) else _OPEN
        click.echo(told)
        return
    with in_words():
        to = _read(sys.stdin.readline() if url == "-" else url or "")
        app = open_target(current_app.extensions["settings"], to)
        moved = move(db.engine, app, partial(progress, as_json=as_json))
    click.echo(_as_json(moved, to) if as_json else _in_words(moved, to))


def _read(url: str) -> str:
    try:
        return database_address(url.strip())
    except ValueError as fault:
        raise click.ClickException(f"The address to move to {fault}") from None


def _as_json(moved: Moved, to: str) -> str:
    held = moved.checked.tables if moved.checked else {}
    tables = {name: {"rows": one.rows, "checksum": one.checksum} for name, one in held.items()}
    gaps = moved.checked.gaps if moved.checked else []
    found = {"passages": moved.passages, "left_behind": moved.left_behind}
    return json.dumps({"moved_to": shown(to), "tables": tables, "gaps": gaps, **found})


def _in_words(moved: Moved, to: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    files, old = settings.files.folder or f"the bucket {settings.files.bucket}", shown(settings.database_url)
    password = " (*** is the password)" if make_url(to).password else ""
    lines = [
        _told(moved.checked) if moved.checked else "All of it was moved and compared before.",
        f"Words can be found: {moved.passages} passages.",
        *([f"Left where they are, as they are not ours: {', '.join(moved.left_behind)}."] if moved.left_behind else []),
        f"Files stay where they are, in {files}.",
        f"The old database {old} is closed, and otherwise as it was: keep it until all is well, then delete it.",
        f"Set this for every process{password}, and start them:",
        f"STATUSPAGE_DATABASE_URL={shown(to)}",
    ]
    return "\n".join(lines)


def _told(checked: Checked) -> str:
    tickets = checked.tables["ticket"].rows
    gaps = f" but for those that had one before ({', '.join(map(str, checked.gaps))})" if checked.gaps else ""
    return (
        f"Moved: {checked.rows} rows of {len(checked.tables)} tables. Compared: every table has the same count and"
        f" checksum in both databases, and the versions of all {tickets} tickets have no gap{gaps}."
    )
