"""A mail server hands over one mail, on standard input. It is told by the end of the command whether we have it."""

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from statuspage.delivery.incoming.receiving import LARGEST, receive
from statuspage.delivery.incoming.scanner import NotScanned

# How a delivery command ends (sysexits.h, as Postfix, Exim and Sendmail read it).
TOO_LARGE, AGAIN = 69, 75


@click.command("receive")
@click.option("--to", multiple=True, help="A recipient of the envelope, as the mail server knows it. May be repeated.")
@with_appcontext
def receive_mail(to: tuple[str, ...]) -> None:
    """Take one mail from standard input: an answer becomes words on its ticket. For the pipe of any mail server.

    It ends with 0 when the mail is kept, also if it was refused, and with 75 when the server shall try again. A mail
    that is too large ends with 69, so that its sender is told.
    """
    raw = sys.stdin.buffer.read(LARGEST + 1)
    rest = _count_rest() if len(raw) > LARGEST else 0
    try:
        receipts = receive(raw, to=to, door="pipe", whole_size=len(raw) + rest)
    except (NotScanned, SQLAlchemyError) as fault:
        click.echo(f"This mail was not taken, try again: {type(fault).__name__}", err=True)
        sys.exit(AGAIN)
    for one in receipts:
        click.echo(f"{one.outcome} {one.reason}".strip())
    if any(one.reason == "too_large" for one in receipts):
        click.echo("This mail is too large.", err=True)
        sys.exit(TOO_LARGE)


def _count_rest() -> int:
    """How many bytes more there are, of a message that has no room."""
    return sum(len(piece) for piece in iter(lambda: sys.stdin.buffer.read(1024 * 1024), b""))
