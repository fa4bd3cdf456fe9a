"""Whenever a sender is killed, nothing is lost, and at most the one mail that was on its way goes out again."""

import re
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update

from statuspage.config import PROJECT
from statuspage.db import db, write
from statuspage.delivery.sender import Sender
from statuspage.domain.outbox import Outgoing
from tests.databases import KINDS
from tests.delivery.mail_servers import Inbox, serving
from tests.delivery.test_deliver import reply_to_whoever_is_in
from tests.schemas.processes import environment

FEW, MANY = (40, 6), (600, 300)  # letters and kills: so many letters that some wait to the end


@pytest.mark.parametrize(
    ("database", "letters", "kills"),
    [("sqlite", *FEW), *(pytest.param(kind, *MANY, marks=pytest.mark.torture) for kind in KINDS)],
    indirect=["database"],
)
def test_killed_senders_lose_nothing_and_repeat_at_most_what_was_on_its_way(
    database, app, cast, tmp_path, letters, kills
):
    del app.extensions["clock"]  # other processes have none but the real one
    with write() as session:
        session.execute(delete(Outgoing))  # the receipt
        for number in range(letters):
            reply_to_whoever_is_in(session, cast.ticket.id, datetime.now(UTC), f"Reply number {number}.")
    inbox = Inbox(pause=0.04)
    with serving(inbox) as port:
        server = {
            "STATUSPAGE_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "STATUSPAGE_MAIL_FROM": "care@fernhill.example",
            "STATUSPAGE_BASE_URL": app.extensions["settings"].base_url,
        }
        environ = environment(database, tmp_path) | server
        command = [sys.executable, "-m", "tests.delivery.mortal", str(kills)]
        told = subprocess.run(command, cwd=PROJECT, env=environ, check=False, capture_output=True, timeout=1800)
        assert told.returncode == 0, told.stderr.decode()
        by_the_killed = len(inbox.mails)
        _send_the_rest(app, server)
    ids = [message["Message-ID"] for message in inbox.messages()]
    replies = [re.search(r"Reply number (\d+)\.", data.decode())[1] for _, _, data in inbox.mails]
    assert len(set(ids)) == len(set(replies)) == len(set(zip(ids, replies, strict=True))) == letters
    assert set(db.session.scalars(select(Outgoing.outcome))) == {"sent"}
    assert by_the_killed >= kills // 6, "most of them were killed before they did anything"
    for name in set(inbox.names):
        sent = [number for number, by in zip(ids, inbox.names, strict=True) if by == name]
        later = ids[max(at for at, by in enumerate(inbox.names) if by == name) + 1 :]
        assert set(sent[:-1]).isdisjoint(later), "only the last one may not have been marked"
        assert max(Counter(sent).values()) == 1


def _send_the_rest(app, server):
    app.extensions["settings"] = replace(
        app.extensions["settings"],
        smtp_url=server["STATUSPAGE_SMTP_URL"],
        mail_from=server["STATUSPAGE_MAIL_FROM"],
    )
    with write() as session:  # what was put off, and what is still leased by the last who were killed
        session.execute(update(Outgoing).where(Outgoing.outcome == "waiting").values(due_at=datetime.now(UTC)))
    db.session.rollback()
    while Sender(app, threading.Event()).send_due().sent:
        pass
