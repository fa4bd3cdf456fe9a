"""A ticket's links, for when a customer has lost theirs, or it has fallen into other hands."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.commands.in_words import in_words
from statuspage.commands.listing import NUMBER
from statuspage.db import db, write
from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.share import Share, shares_of
from statuspage.domain.shares.verbs import rotate
from statuspage.domain.tickets import Ticket


@click.command("ticket-link")
@click.argument("ticket_id", type=NUMBER)
@with_appcontext
def ticket_link(ticket_id: int) -> None:
    """Print a ticket's private link. Whoever has it can read and answer, so give it to the customer only."""
    with in_words():
        share = _share(db.session(), ticket_id, "private")
        click.echo(current_app.extensions["urls"].shared(share))


@click.command("rotate-link")
@click.argument("ticket_id", type=NUMBER)
@click.argument("scope", type=click.Choice(SCOPES))
@with_appcontext
def rotate_link(ticket_id: int, scope: str) -> None:
    """Give one link of a ticket a new address, and print it. Every copy of the old one is void at once."""
    with in_words(), write() as session:
        _share(session, ticket_id, scope)
        session.info["by"] = "command"
        address = current_app.extensions["urls"].shared(rotate(session, ticket_id, scope, now()))
    click.echo(address)
    also = ", as are those of the " + " and the ".join(SCOPES[scope].replaces) if SCOPES[scope].replaces else ""
    click.echo(f"The old address is void from now on{also}.", err=True)


def _share(session: Session, ticket_id: int, scope: str) -> Share:
    if session.get(Ticket, ticket_id) is None:
        raise click.ClickException(f"There is no ticket {ticket_id}. Its number stands in its address at the desk.")
    share = shares_of(session, ticket_id).get(scope)
    if share is None:
        raise click.ClickException(f"Ticket {ticket_id} has no link for {scope}: its customer has not published it.")
    return share
