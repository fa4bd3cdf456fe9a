"""The sender of mails as a process of its own: until it is told to stop, or once."""

import signal
import sys
import threading
import time

import click
from flask import current_app
from flask.cli import with_appcontext

from statuspage import logs
from statuspage.commands.in_words import in_words, tell_database
from statuspage.commands.progress import progress
from statuspage.delivery import due, releasing
from statuspage.delivery.routine import Routine, watched
from statuspage.delivery.sender import TURN, Sender, Tally

LAST_WORDS = 60.0  # seconds that the mail under way has left after the first signal; a second one ends at once
LOOK = 0.2  # seconds between looks whether a signal has come
NO_SERVER = "No mail server is set (STATUSPAGE_SMTP_URL), so no mail leaves."


@click.command("deliver")
@click.option("--once", is_flag=True, help="Send what is due, tell what became of it, and end.")
@with_appcontext
def deliver(once: bool) -> None:
    """Send the mails of the outbox, until Ctrl+C or SIGTERM. A server does it too; any number may run at once."""
    refuse_without_server()
    sys.setswitchinterval(TURN)
    if once:
        with in_words():
            releasing.release_due()
            due.look()
            with progress("Sending mails") as step:
                app = current_app._get_current_object()  # type: ignore[attr-defined]
                tally = Sender(app, threading.Event(), lambda done: step.at(done, None)).send_due()
            _tell(tally)
        return
    tell_database()
    settings = current_app.extensions["settings"]
    logs.begin(settings.log_level, settings.log_format)
    with watched(current_app._get_current_object()):  # type: ignore[attr-defined]  # the app itself
        _run()


def refuse_without_server() -> None:
    """Refuse a command that needs a mail server where there is none."""
    if current_app.extensions["settings"].smtp_url is None:
        raise click.ClickException(NO_SERVER)


def _run() -> None:
    told: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda given, _frame: told.append(given))
    ended = threading.Event()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    worker = Routine(app, "mail", Sender(app, ended).work, ended=ended)
    beside = [*due.background(app), *releasing.background(app)]
    for routine in beside:
        routine.start()
    worker.start()
    click.echo("Sending what is due. Ctrl+C stops it.", err=True)
    while not told:
        time.sleep(LOOK)  # a signal that another thread was given wakes nobody here
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    for routine in beside:
        routine.stop()
    worker.stop(LAST_WORDS)
    click.echo("Stopped. What has not left waits in the outbox.", err=True)


def _tell(tally: Tally) -> None:
    """The summary; status 1 when a mail that was due did not leave."""
    click.echo(f"Sent: {tally.sent}. Put off: {tally.waiting}. Dead: {tally.dead}. Left out: {tally.left_out}.")
    if tally.waiting or tally.dead or tally.said:
        why = f" ({tally.said})" if tally.said else ""
        raise click.ClickException(f"Not all has left{why}. See `flask --app app outbox`.")
