"""Every private link at once: listed, for sending them, and renewed, after a key has got into the wrong hands.

Companions have links of their own, which stand beside the one of their customer.
"""

from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.commands.in_words import in_words
from statuspage.commands.listing import Page, Row, as_csv, paged, tell
from statuspage.commands.progress import progress
from statuspage.db import db, write
from statuspage.domain.admission import read_along
from statuspage.domain.companion_verbs import renew_keys
from statuspage.domain.people.companions import companions_of
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import Share
from statuspage.domain.shares.verbs import rotate
from statuspage.domain.tickets import Ticket


@click.command("links")
@paged
@with_appcontext
def links(page: Page) -> None:
    """List every private link with its customer, as CSV or JSON. Whoever has a link can read and answer."""
    with in_words():
        found = _read(db.session(), page.read, page.after)
    tell(page, found, "ticket", as_csv)


@click.command("renew-links")
@paged
@with_appcontext
def renew_links(page: Page) -> None:
    """Give private links a new address, a page of tickets at a time, and list the new ones. The old ones are void."""
    with in_words():
        with write() as session:
            numbers = [row["ticket"] for row in _read(session, page.limit, page.after)]
            session.info["by"] = "command"
            with progress("Renewing links", len(numbers)) as step:
                for number in numbers:
                    _renew(session, number)
                    step()
        db.session.rollback()  # to read what was written
        found = _read(db.session(), page.read, page.after)
    tell(page, found, "ticket", as_csv)
    click.echo(f"Renewed: {len(numbers)}. Their old links are void from now on.", err=True)


def _renew(session: Session, number: int) -> None:
    """A new private link for the customer of this ticket, and new ones for the companions who read it now."""
    rotate(session, number, "private", now())
    for one in companions_of(session, number):
        if one.let_go_at is None:
            renew_keys(session, number, now(), companion_id=one.id)


def _read(session: Session, limit: int, after: int) -> list[Row]:
    """Tickets by number, with whose they are, their private link, and those of their companions."""
    query = (
        select(Share, Customer.name, Customer.email, Customer.language)
        .join(Ticket, Ticket.id == Share.ticket_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(Share.scope == "private", Share.companion_id.is_(None), Share.ticket_id > after)
        .order_by(Share.ticket_id)
        .limit(limit)
    )
    urls: Any = current_app.extensions["urls"]
    return [
        {
            "ticket": share.ticket_id,
            "customer": name,
            "email": email,
            "language": language,
            "link": urls.shared(share),
            "companions": "; ".join(_companions(session, urls, share.ticket_id)),
        }
        for share, name, email, language in session.execute(query).all()
    ]


def _companions(session: Session, urls: Any, ticket_id: int) -> list[str]:
    """Each companion who reads this ticket now, by name, address and link."""
    here = [one for one in read_along(session, ticket_id) if one.who.let_go_at is None]
    return [" ".join(filter(None, (one.who.name, one.who.email, urls.shared(one.key)))) for one in here]
