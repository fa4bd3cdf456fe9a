"""A look into the outbox: mails, which leave by a mail server if one is set, and pings to a hub."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from statuspage.clock import now
from statuspage.commands.deliver import NO_SERVER
from statuspage.commands.in_words import in_words
from statuspage.commands.listing import NUMBER, Page, Row, paged, tell
from statuspage.config import Settings
from statuspage.db import db
from statuspage.delivery import mail, websub
from statuspage.delivery import outbox as waiting_mails
from statuspage.domain.desk.mails import count_mails
from statuspage.domain.outbox import PING, Outgoing
from statuspage.present.times import iso
from statuspage.urls import Urls


@click.command("outbox")
@click.option("--show", type=NUMBER, metavar="N", help="The mail of row N, as it would leave.")
@paged
@with_appcontext
def outbox(show: int | None, page: Page) -> None:
    """What waits to be sent: oldest first, or one of them whole. Without a mail server, mails are only kept."""
    with in_words():
        if show is None:
            _list(page)
        else:
            _show(show)


def _list(page: Page) -> None:
    rows = [
        {"id": row.id, "ticket": row.ticket_id, "kind": row.kind, "to": row.to, "at": iso(row.created_at)}
        for row in waiting_mails.waiting(db.session(), page.read, page.after)
    ]
    count = waiting_mails.count(db.session())
    tell(page, rows, "id", _lines)
    dead = count_mails(db.session(), "dead")
    click.echo(f"Waiting: {count}. {_how(current_app.extensions['settings'])}", err=True)
    if dead:
        click.echo(f"Did not arrive: {dead}. /desk/outbox says why, and sends them again.", err=True)


def _how(settings: Settings) -> str:
    """Whether what waits leaves, in one sentence."""
    if settings.smtp_url is None:
        return NO_SERVER
    return f"Mails leave by {urlsplit(settings.smtp_url).hostname}."


def _lines(rows: Sequence[Row]) -> str:
    return "".join(f"{row['id']:>6}  {row['at']}  {row['kind']:<16} to the {row['to']}\n" for row in rows)


def _show(number: int) -> None:
    row = db.session.get(Outgoing, number)
    if row is None:
        raise click.ClickException(f"There is no row {number} in the outbox.")
    urls, settings = current_app.extensions["urls"], current_app.extensions["settings"]
    if row.kind == PING:
        _show_ping(row, urls, settings.websub_hub)
    else:
        _show_mail(row, urls, settings)


def _show_mail(row: Outgoing, urls: Urls, settings: Settings) -> None:
    try:
        message = mail.render(db.session(), row, urls, settings, now())
    except mail.Retired as fault:
        raise click.ClickException(f"Row {row.id} is not sent. {fault}") from None
    except mail.NoAddress as fault:
        raise click.ClickException(f"Row {row.id}: {fault}.") from None
    for name, value in message.items():
        if not name.lower().startswith(("content-", "mime-")):
            click.echo(f"{name}: {value}")
    body = message.get_body(("plain",))
    if body is not None:
        click.echo(f"\n{body.get_content()}", nl=False)


def _show_ping(row: Outgoing, urls: Urls, hub: str | None) -> None:
    topics = websub.topics(db.session(), row.ticket_id or 0, urls)
    for topic in topics:
        click.echo(f"POST {hub or '(no hub is set)'}\nhub.mode=publish\nhub.url={topic}")
    if not topics:
        click.echo("The public feed is off by now; nothing is sent.")
