"""The sender as a process of its own: it sends, it stops cleanly, and it says what it did."""

import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from statuspage.config import PROJECT
from statuspage.db import db
from statuspage.domain.customer_verbs import reply
from statuspage.domain.outbox import Outgoing
from tests.delivery.mail_servers import Inbox, serving
from tests.patience import LONG, until
from tests.schemas.processes import environment

pytestmark = pytest.mark.heavy_on_postgresql


@pytest.fixture(autouse=True)
def no_receipt(run, cast):
    """The ticket's receipt left long ago."""
    run(lambda session: session.execute(delete(Outgoing)))


@pytest.fixture
def inbox():
    return Inbox()


@contextmanager
def delivering(database, folder, port, *more):
    """``flask deliver`` as a process."""
    environ = environment(database, folder) | {
        "STATUSPAGE_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "STATUSPAGE_MAIL_FROM": "care@fernhill.example",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "deliver", *more],
        cwd=PROJECT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def real_clock(app):
    """Another process has no clock but the real one."""
    del app.extensions["clock"]


def reply_to_whoever_is_in(session, ticket_id, at, body="Thanks"):
    """A reply whose mail is due at once, on whatever day and at whatever hour the tests run."""
    reply(session, ticket_id, at, body=body)
    session.flush()
    session.execute(update(Outgoing).where(Outgoing.outcome == "waiting").values(due_at=at, created_at=at))


@pytest.mark.long
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT], ids=str)
def test_a_process_of_its_own_sends_what_comes_and_stops_cleanly(
    database, app, cast, run, inbox, tmp_path, real_clock, end
):
    from statuspage.clock import now

    with serving(inbox) as port, delivering(database, tmp_path, port) as process:
        for number in (1, 2):
            run(reply_to_whoever_is_in, cast.ticket.id, now())
            until(lambda number=number: len(inbox.mails) == number)
        process.send_signal(end)
        said, complained = process.communicate(timeout=LONG)
    assert process.returncode == 0, complained
    assert said == ""
    assert "Sending what is due. Ctrl+C stops it." in complained
    assert re.search(r"Mails: [12] sent, 0 put off, 0 dead, 0 left out", complained)
    assert "Stopped. What has not left waits in the outbox." in complained
    assert "Traceback" not in complained
    assert "maria@fernhill.example" not in complained
    assert set(db.session.scalars(select(Outgoing.outcome))) == {"sent"}


@pytest.fixture
def once(app):
    def do(url):
        app.extensions["settings"] = replace(
            app.extensions["settings"], smtp_url=url, mail_from="care@fernhill.example"
        )
        return app.test_cli_runner().invoke(args=["deliver", "--once"])

    return do


def test_once_sends_what_is_due_and_tells_how_many(once, run, cast, clock, inbox):
    run(reply, cast.ticket.id, clock(), body="Thanks")
    with serving(inbox) as port:
        result = once(f"smtp://127.0.0.1:{port}")
    assert (result.exit_code, result.stdout) == (0, "Sent: 1. Put off: 0. Dead: 0. Left out: 0.\n")
    assert len(inbox.mails) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("550 5.1.1 no such user", "Sent: 0. Put off: 0. Dead: 1. Left out: 0.\n"),
        ("450 4.2.0 later", "Sent: 0. Put off: 1. Dead: 0. Left out: 0.\n"),
    ],
)
def test_once_ends_with_one_when_something_did_not_leave(once, run, cast, clock, inbox, answer, told):
    run(reply, cast.ticket.id, clock(), body="Thanks")
    inbox.rcpt["maria@fernhill.example"] = answer
    with serving(inbox) as port:
        result = once(f"smtp://127.0.0.1:{port}")
    assert (result.exit_code, result.stdout) == (1, told)
    assert "Not all has left" in result.stderr


def test_once_says_what_is_wrong_with_the_server(once, run, cast, clock):
    run(reply, cast.ticket.id, clock(), body="Thanks")
    result = once("smtp://127.0.0.1:9")
    assert result.exit_code == 1
    assert "Not all has left (Nothing listens at 127.0.0.1, port 9)." in result.stderr


@pytest.mark.parametrize("words", [["deliver"], ["deliver", "--once"]], ids=" ".join)
def test_without_a_mail_server_it_says_so_and_ends(app, words):
    result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == 1
    assert "No mail server is set (STATUSPAGE_SMTP_URL), so no mail leaves." in result.stderr
