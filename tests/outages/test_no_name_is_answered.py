"""The names of the database and of the mail server are gone again and again, for a process that asks a real server.

While they are, every connection is cut, so that it has to look them up. Nothing is lost or told twice for it.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest
import trustme
from flask import Flask
from sqlalchemy import func, select, update

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.outbox import MAIL_WAITS, Outgoing
from statuspage.domain.people.agents import Agent
from tests.cast import due
from tests.conftest import settings_for
from tests.delivery.mail_servers import Inbox, serving
from tests.front.house import get
from tests.outages.conftest import SHORT, empty, fill
from tests.outages.letters import Follower, Poster, agree
from tests.outages.name_server import FAILS, SILENT, UNKNOWN, name_server
from tests.outages.postgres import OwnPostgres
from tests.outages.wire import Wire
from tests.outages.workers import EACH, TRIES, answers, tries_until_back, workers, writing
from tests.patience import until

pytestmark = [pytest.mark.torture, pytest.mark.postgresql]

RECORDS, MAIL = "records.fernhill.example", "mail.fernhill.example"
OUTAGES = (UNKNOWN, SILENT, FAILS, UNKNOWN, SILENT)
CUTS, APART = 3, 0.7  # how often all connections are cut while the names are gone, and seconds between


def test_nothing_is_lost_or_doubled_and_all_is_back_soon(postgres: OwnPostgres, wire: Wire, tmp_path: Path) -> None:
    empty(postgres)
    app = create_app(settings_for(postgres.url, tmp_path, **SHORT))
    ticket, private, _ = fill(app)
    inbox, pause = Inbox(), threading.Event()
    with ExitStack() as stack:
        names = stack.enter_context(name_server())
        environ = waits() | mailing(stack, inbox, tmp_path)
        url, within = postgres.url_by(RECORDS, wire.port), names.within(tmp_path)
        (port,) = stack.enter_context(workers(1, url, tmp_path, within=within, **environ))
        follower, poster = Follower(port, private), Poster([port], private)
        stack.callback(follower.end)
        until(lambda: follower.connected)
        tries, asked = [], []
        with is_alive(port), writing(poster):
            for number, says in enumerate(OUTAGES):
                before, names.say = names.asked, {RECORDS: says, MAIL: says}
                write_to_ana(app, ticket, number)
                for _ in range(CUTS):
                    postgres.cut_all()
                    pause.wait(APART)
                if says == UNKNOWN:
                    until(lambda: is_lost(postgres, port, private))
                asked.append(names.asked - before)
                names.say = {MAIL: says}
                tries.append(tries_until_back([port], private))
                enough = len(poster.taken) + 2
                until(lambda enough=enough: len(poster.taken) >= enough)
        for _ in range(2):
            poster.post()
        with app.app_context():
            agree(poster, ticket, follower)
            names.say = {MAIL: UNKNOWN}
            until(lambda: count(Outgoing.fault.contains("no host named")))
            names.say = {}
            every_mail_leaves_once(inbox)
            db.session.remove()
            db.engine.dispose()
    said = f"{len(poster.taken)} taken, {poster.refused} refused, {poster.unclear} unclear; {len(inbox.mails)} mails"
    print(f"{said}; back after {tries} tries; asked for names {asked} times meanwhile")
    assert all(asked), "it went on without any name"
    assert max(tries) < TRIES


def waits() -> dict[str, str]:
    return {f"STATUSPAGE_{name.upper()}": value for name, value in SHORT.items()}


def mailing(stack: ExitStack, inbox: Inbox, folder: Path) -> dict[str, str]:
    """The environment of who sends to a mail server that is known by its name alone; it takes mails into the inbox."""
    authority, context = trustme.CA(), SSLContext(PROTOCOL_TLS_SERVER)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    authority.issue_cert(MAIL).configure_cert(context)
    port = stack.enter_context(serving(inbox, implicit=context))
    told = {"SMTP_URL": f"smtps://{MAIL}:{port}", "MAIL_FROM": "care@fernhill.example"}
    return {f"STATUSPAGE_{name}": value for name, value in told.items()} | {
        "SSL_CERT_FILE": str(folder / "authority.pem")
    }


@contextmanager
def is_alive(port: int) -> Iterator[None]:
    """Whoever asks for its health hears that it lives, each time until the end of the block."""
    ended, heard = threading.Event(), Counter[bool]()

    def ask() -> None:
        while not ended.wait(EACH):
            heard[answers(port, "/healthz")] += 1

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    print(f"alive {heard[True]} times")
    assert heard[True]
    assert not heard[False]


def is_lost(postgres: OwnPostgres, port: int, path: str) -> bool:
    postgres.cut_all()
    return get(port, path)[0] == 503


def write_to_ana(app: Flask, ticket: int, number: int) -> None:
    """Maria writes from elsewhere, so that a mail is to leave."""
    at = datetime.now(UTC)
    with app.app_context():
        db.engine.dispose()  # its connections are cut as well
        with write() as session:
            maria = session.scalars(select(Agent).where(Agent.email == "maria@fernhill.example")).one()
            body, heard = f"Letter {number} for you.", "" if number else "It dies."
            write_letter(session, ticket, maria, at, body=body, heard=heard, promise=due(at, hours=30))
        db.session.remove()
        db.engine.dispose()


def count(*conditions: object) -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(Outgoing).where(*MAIL_WAITS, *conditions)) or 0)


def pass_the_wait() -> None:
    """Let the minutes be over that a mail waits for its next try, or for a sender that was cut off with it in hand."""
    with write() as session:
        session.execute(
            update(Outgoing)
            .where(*MAIL_WAITS, Outgoing.tries > 0, Outgoing.due_at > datetime.now(UTC))
            .values(due_at=datetime.now(UTC))
        )


def every_mail_leaves_once(inbox: Inbox) -> None:
    """As soon as it is due again."""
    until(lambda: pass_the_wait() or not count(Outgoing.tries > 0))
    sent = db.session.scalars(select(Outgoing.sent_as).where(Outgoing.outcome == "sent")).all()
    taken = [str(one["Message-ID"]).strip("<>").partition("@")[0] for one in inbox.messages()]
    assert sorted(taken) == sorted(map(str, sent)), "a mail left twice, or was lost"
    letters = [part for one in inbox.messages() if (part := one.get_body(("plain",))) is not None]
    for number in range(len(OUTAGES)):
        assert any(f"Letter {number} for you." in part.get_content() for part in letters)
