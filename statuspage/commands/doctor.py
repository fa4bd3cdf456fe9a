"""Is all well? One line for each thing that was looked at, and what to do where it is not."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from statuspage.checkup.backups import check_backups
from statuspage.checkup.database import check_database, check_schema
from statuspage.checkup.files import check_files
from statuspage.checkup.finding import Check, Finding, carefully
from statuspage.checkup.machine import check_clock, check_disk, check_permissions
from statuspage.checkup.mail import check_mail, check_mailbox, check_outbox
from statuspage.checkup.outside import check_proxy, check_time, check_tls
from statuspage.checkup.replicas import check_replicas
from statuspage.checkup.settings import check_company, check_settings
from statuspage.commands.in_words import tell_database

CHECKS: tuple[tuple[str, Check], ...] = (
    ("settings", check_settings),
    ("company", check_company),
    ("database", check_database),
    ("schema", check_schema),
    ("replica", check_replicas),
    ("files", check_files),
    ("backups", check_backups),
    ("mail", check_mail),
    ("mailbox", check_mailbox),
    ("outbox", check_outbox),
    ("proxy", check_proxy),
    ("tls", check_tls),
    ("clock", check_clock),
    ("clock", check_time),
    ("disk", check_disk),
    ("permissions", check_permissions),
)
_SIGNS = {True: ("ok", "green"), None: ("look", "yellow"), False: ("WRONG", "red")}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="As JSON: a list of objects with about, is_well, words and do.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look at everything that can go wrong, and say what to do. It changes nothing, and ends with 1 if it is wrong."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself, as checks take it
    found = []
    if not as_json:
        tell_database()
    for finding in look(app):
        found.append(finding)
        if not as_json:
            click.echo(_line(finding))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
    if any(finding.is_well is False for finding in found):
        raise SystemExit(1)


def look(app: Flask) -> Iterator[Finding]:
    """Every finding, as soon as it is there; a check that fails hides none of the others."""
    for about, check in CHECKS:
        yield from carefully(about, check, app)


def _line(finding: Finding) -> str:
    word, colour = _SIGNS[finding.is_well]
    shown = f"{word:<6}" if os.environ.get("NO_COLOR") else click.style(f"{word:<6}", fg=colour)  # no-color.org
    told = f"{shown} {finding.about:<12} {finding.words}"
    return f"{told}\n{'':20}{finding.do}" if finding.do else told
