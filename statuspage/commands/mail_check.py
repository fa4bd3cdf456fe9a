"""Does mail work? Sends one, tells each step, and says what of DNS is missing."""

import click
from flask import current_app
from flask.cli import with_appcontext

from statuspage.clock import now
from statuspage.commands.deliver import refuse_without_server
from statuspage.config import Settings
from statuspage.delivery import dns_records
from statuspage.delivery.addresses import NoAddress, address
from statuspage.delivery.faults import MailFault
from statuspage.delivery.trial import send_trial

_SIGNS = {True: "ok      ", False: "MISSING ", None: "?       "}


def _reader(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    try:
        address("", text)
    except (NoAddress, UnicodeError) as refused:
        raise click.BadParameter(str(refused)) from None
    return text


def _server(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    if text:
        try:
            dns_records.read_address(text)
        except ValueError as fault:
            raise click.BadParameter(f"{fault}.") from None
    return text


@click.command("mail-check")
@click.argument("to", metavar="ADDRESS", callback=_reader)
@click.option("--resolver", default="", callback=_server, help="Ask this name server, such as 127.0.0.1:5353.")
@with_appcontext
def mail_check(to: str, resolver: str) -> None:
    """Send one mail to ADDRESS, tell each step, and say what of DNS is missing."""
    refuse_without_server()
    settings: Settings = current_app.extensions["settings"]
    fault = ""
    try:
        send_trial(settings, to, now(), lambda said: click.echo(f"{_SIGNS[True]}{said}"))
    except (NoAddress, MailFault, UnicodeError) as refused:
        fault = str(refused).rstrip(".")
    _look_up(settings, resolver)
    if fault:
        raise click.ClickException(f"The mail did not leave. {fault[0].upper()}{fault[1:]}.")
    click.echo("The mail has left. See whether it arrives, and not among what is unwanted.")


def _look_up(settings: Settings, resolver: str) -> None:
    domain = (settings.mail_from or "").rpartition("@")[2]
    for finding in dns_records.look_up(dns_records.Names(resolver), domain, settings.reply_domain):
        click.echo(_SIGNS[finding.is_well] + finding.words)
