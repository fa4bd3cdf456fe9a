"""The outbox, to look into. This version sends nothing: what would leave waits here."""

import click
from flask import current_app
from flask.cli import with_appcontext

from statuspage.clock import now
from statuspage.commands.in_words import in_words
from statuspage.db import db
from statuspage.delivery import mail
from statuspage.delivery import outbox as waiting_mails
from statuspage.domain.outbox import Outgoing
from statuspage.present.times import iso

_SHOWN = 50


@click.command("outbox")
@click.option("--show", type=click.IntRange(min=1), metavar="N", help="The mail of row N, as it would leave.")
@with_appcontext
def outbox(show: int | None) -> None:
    """What waits to be sent: oldest first, or one mail. There is no sender in this version; nothing leaves."""
    with in_words():
        if show is None:
            _list()
        else:
            _show(show)


def _list() -> None:
    rows = waiting_mails.waiting(db.session(), _SHOWN)
    for row in rows:
        click.echo(f"{row.id:>6}  {iso(row.created_at)}  {row.kind:<16} to the {row.to}")
    count = waiting_mails.count(db.session())
    more = f", the oldest {len(rows)} are shown" if count > len(rows) else ""
    click.echo(f"Waiting: {count}{more}. This version has no sender; nothing leaves.", err=True)


def _show(number: int) -> None:
    row = db.session.get(Outgoing, number)
    if row is None:
        raise click.ClickException(f"There is no row {number} in the outbox.")
    urls, settings = current_app.extensions["urls"], current_app.extensions["settings"]
    try:
        message = mail.render(db.session(), row, urls, settings, now())
    except mail.NoAddress as fault:
        raise click.ClickException(f"Row {number}: {fault}.") from None
    for name, value in message.items():
        if not name.lower().startswith(("content-", "mime-")):
            click.echo(f"{name}: {value}")
    body = message.get_body(("plain",))
    if body is not None:
        click.echo(f"\n{body.get_content()}", nl=False)
