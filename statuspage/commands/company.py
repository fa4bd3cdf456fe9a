"""Our own company from the command line: what it is called and how it looks, and where each of it is said."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from statuspage import wearing
from statuspage.clock import now
from statuspage.commands.in_words import in_words
from statuspage.config import Settings
from statuspage.config.readers import DARK_CARD, PAPER, accent_on, languages
from statuspage.db import db, write
from statuspage.domain.errors import Refused
from statuspage.domain.logos import MadeLogo, make_logo
from statuspage.domain.our_company import FACTS, change_our_company, read_facts

_READ = {"accent": accent_on(PAPER), "accent_dark": accent_on(DARK_CARD), "languages": languages}


@click.command("company")
@click.option("--name", help="What customers know it by.")
@click.option("--site", help="The address of its website.")
@click.option("--phone", help="Its phone number.")
@click.option("--zone", help="Its time zone, such as Europe/Lisbon.")
@click.option(
    "--languages", "languages", help="Those that readers can have, with commas between; the first is for all."
)
@click.option("--accent", help="Its colour on a light page, such as #0b6b5d.")
@click.option("--accent-dark", help="Its colour on a dark page.")
@click.option(
    "--logo", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A picture: PNG, JPEG, WebP."
)
@click.option("--without-logo", is_flag=True, help="Have no logo any more.")
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON.")
@with_appcontext
def company(logo: Path | None, without_logo: bool, as_json: bool, **given: str | None) -> None:
    """Tell what our own company is called and how it looks, or change what is given; "" leaves it to the default."""
    facts = {name: text for name, text in given.items() if text is not None}
    with in_words():
        if facts or logo or without_logo:
            _change(facts, make_logo(logo.read_bytes()) if logo else None, without_logo=without_logo)
            wearing.look()
        rows = _rows()
    if as_json:
        click.echo(json.dumps({name: value for name, value, _ in rows}, ensure_ascii=False, indent=2))
        return
    for name, value, where in rows:
        click.echo(f"{name:12} {value or '–'}  ({where})")


def _change(facts: dict[str, str], logo: MadeLogo | None, *, without_logo: bool) -> None:
    settings: Settings = current_app.extensions["settings"]
    for name, text in facts.items():
        if wearing.SETTINGS[name] in settings.named:
            setting = f"STATUSPAGE_{wearing.SETTINGS[name].upper()}"
            raise click.ClickException(f"The {name.replace('_', '-')} is set by {setting}: change it there.")
        try:
            _READ.get(name, str)(text) if text else ""
        except ValueError as fault:
            raise Refused(name, f"--{name.replace('_', '-')} {fault}".replace("%", "%%")) from None
    with write() as session:
        change_our_company(session, now(), facts, agent_id=None, logo=logo, without_logo=without_logo)


def _rows() -> list[tuple[str, str, str]]:
    """Each thing, what holds of it, and where that is said."""
    settings: Settings = current_app.extensions["settings"]
    with db.engine.connect() as connection:
        facts = read_facts(connection)
    rows = list[tuple[str, str, str]]()
    for name in FACTS:
        where, value = wearing.SETTINGS[name], getattr(settings, wearing.SETTINGS[name])
        source = "desk" if facts.said[name] else "default"
        source = f"STATUSPAGE_{where.upper()}" if where in settings.named else source
        rows.append((name, ",".join(value) if isinstance(value, tuple) else value or "", source))
    return [*rows, ("logo", facts.logo.name if facts.logo else "", "desk" if facts.logo else "default")]
