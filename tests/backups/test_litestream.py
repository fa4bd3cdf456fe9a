"""Litestream beside a server on SQLite, as docs/backups.md says: what it copied comes back, and erasing still ends."""

import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from statuspage.backups.sqlite import schema_of
from statuspage.config import PROJECT
from statuspage.db import db
from statuspage.domain.customer_verbs import reply
from statuspage.domain.events import Event
from statuspage.domain.letters import Reply
from statuspage.domain.shares.share import shares_of
from statuspage.migrations.revisions import newest
from statuspage.wiping import wipe_file
from tests.backups.test_backups_under_load import posting
from tests.patience import until
from tests.schemas.processes import environment

PROGRAM = Path(sys.prefix) / "bin" / "litestream"
pytestmark = pytest.mark.long


def documented(tmp_path):
    """The file of settings that the docs give, with the places of this test."""
    page = (PROJECT / "docs" / "backups.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(# /etc/litestream.yml\n.*?)```", page, re.DOTALL)
    assert "checkpoint-interval: 10s" in text
    text = text.replace("interval: 10s", "interval: 1s")
    place = {"/var/lib/statuspage/statuspage.db": db.engine.url.database, "/replica": str(tmp_path / "replica")}
    for ours, theirs in place.items():
        assert ours in text
        text = text.replace(ours, theirs)
    file = tmp_path / "litestream.yml"
    file.write_text(text)
    return file


@contextmanager
def litestream(tmp_path):
    config = documented(tmp_path)
    with subprocess.Popen([PROGRAM, "replicate", "-config", config], stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def restored(tmp_path):
    """What Litestream restores now, as ``(words, versions by ticket)``; nothing while there is nothing."""
    file = tmp_path / "restored.db"
    command = [PROGRAM, "restore", "-config", tmp_path / "litestream.yml", "-o", file, "-force", db.engine.url.database]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        return set(), {}
    assert schema_of(file) == newest()
    engine = create_engine(f"sqlite:///{file}")
    try:
        return read(engine)
    finally:
        engine.dispose()


def read(engine):
    with Session(engine) as session:
        words = set(session.scalars(select(Reply.body)))
        versions = {}
        for ticket, version in session.execute(select(Event.ticket_id, Event.version).order_by(Event.version)):
            versions.setdefault(ticket, []).append(version)
    return words, versions


def test_what_was_posted_is_restored_and_the_log_has_no_gap(app, run, cast, clock, tmp_path, monkeypatch):
    monkeypatch.delitem(app.extensions, "clock")
    with litestream(tmp_path):
        with posting(app, cast.ticket.id) as said:
            until(lambda: len(said) > 30)
        run(reply, cast.ticket.id, clock(), body="The mark")
        before = read(db.engine)
        db.session.rollback()
        until(lambda: "The mark" in restored(tmp_path)[0])
        with posting(app, cast.ticket.id) as said:  # and it is killed in the midst of it
            until(lambda: len(said) > 30)
    words, versions = restored(tmp_path)
    assert before[0] <= words
    for ticket, found in versions.items():
        assert found == list(range(1, len(found) + 1)), "a log without a gap"
        assert len(found) >= len(before[1][ticket])


@contextmanager
def serving(database, folder):
    """A server as an operator starts it; its address."""
    environ = environment(database, folder) | {"STATUSPAGE_DEMO": "false", "STATUSPAGE_COMPANY_NAME": "Fernhill Coffee"}
    base = f"http://127.0.0.1:{environ['PORT']}"
    with subprocess.Popen(
        [sys.executable, "app.py"], cwd=PROJECT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until(lambda: process.poll() is not None or answers(base))
            yield base
        finally:
            process.kill()


def answers(base):
    with suppress(httpx.TransportError):
        return httpx.get(f"{base}/readyz").status_code == 200
    return False


@pytest.mark.torture
def test_a_server_that_is_killed_with_its_machine_comes_back_from_the_replica(app, cast, database, tmp_path):
    with Session(db.engine) as session:
        path = str(app.extensions["urls"].shared(shares_of(session, cast.ticket.id)["private"]))
        path = path.removeprefix(app.extensions["urls"].base)
    db.session.remove()
    with serving(database, tmp_path) as base, litestream(tmp_path):
        for number in range(8):
            sent = httpx.post(f"{base}{path}/replies", data={"body": f"Word {number}"}, headers={"Origin": base})
            assert sent.status_code == 303, sent.text
        until(lambda: "Word 7" in restored(tmp_path)[0])
        httpx.post(f"{base}{path}/replies", data={"body": "The last second"}, headers={"Origin": base})
    words, versions = restored(tmp_path)  # both were killed
    assert words >= {f"Word {number}" for number in range(8)}
    assert words <= read(db.engine)[0]
    for found in versions.values():
        assert found == list(range(1, len(found) + 1)), "a log without a gap"


@pytest.mark.torture
def test_what_was_erased_is_written_over_although_litestream_reads_all_the_time(app, run, cast, clock, tmp_path):
    place = Path(db.engine.url.database)
    for number in range(300):
        run(reply, cast.ticket.id, clock(), body=f"a word to be erased {number} " * 40)
    with litestream(tmp_path):
        until(lambda: restored(tmp_path)[0])
        for table in ("reply_no_delete", "reply_no_rewrite", "reply_only_erased"):
            with db.engine.begin() as connection:
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}")
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE reply SET body = ''")
            connection.exec_driver_sql("DELETE FROM passage_words")
        db.session.remove()
        db.engine.dispose()
        until(lambda: wipe_file(str(place)))
        for file in (place, place.with_name(f"{place.name}-wal")):
            assert not file.exists() or b"a word to be erased" not in file.read_bytes(), file
