"""Backups made while people write: each is whole, and holds all that was acknowledged before it was begun."""

import io
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from statuspage.backups.keeping import keep_one
from statuspage.backups.shelves import BackupShelf
from statuspage.clock import now
from statuspage.config.file_store import FileStore
from statuspage.db import db, write
from statuspage.domain.customer_verbs import reply
from statuspage.domain.files.file import Bringer
from statuspage.filing.taking_in import filing
from tests.backups.backup_things import elsewhere, files_here, let_go, words_here
from tests.databases import KINDS
from tests.patience import until


@contextmanager
def posting(app, ticket_id):
    """Three people who write, and one who brings files; what they were told is there, while the block runs."""
    said, ended, numbers = set(), threading.Event(), itertools.count()

    def write_words(who):
        words = f"{who} {next(numbers)}"
        with write() as session:
            reply(session, ticket_id, now(), body=words)
        said.add(words)

    def bring_file(who):
        name = f"{who} {next(numbers)}.txt"
        filing().bring(Bringer(ticket_id=ticket_id), name, io.BytesIO(name.encode() * 50), len(name) * 50)
        said.add(name)
        ended.wait(0.01)

    def work(deed, who):
        with app.app_context():
            while not ended.is_set():
                deed(who)
            db.session.remove()

    people = ((write_words, "Ana"), (write_words, "Joana"), (write_words, "Rui"), (bring_file, "Bruno"))
    with ThreadPoolExecutor(len(people)) as pool:
        working = [pool.submit(work, *one) for one in people]
        try:
            yield said
        finally:
            ended.set()
    for one in working:
        one.result()


def backups_while_posting(app, cast, tmp_path, count):
    shelf, acknowledged = BackupShelf(FileStore(folder=tmp_path)), {}
    with posting(app, cast.ticket.id) as said:
        for number in range(count):
            known = len(said)
            until(lambda known=known: len(said) >= known + 3)
            before = set(said)
            acknowledged[keep_one(app, shelf, f"{number}.tar", lambda *_: None).where] = before
    settings, kind = app.extensions["settings"], db.engine.dialect.name
    let_go()
    with elsewhere(kind, tmp_path / "new", settings) as new:
        run = new.test_cli_runner()
        for where, before in acknowledged.items():
            proven = run.invoke(args=["verify", where])
            assert proven.exit_code == 0, proven.output
            restored = run.invoke(args=["restore", where])
            assert restored.exit_code == 0, restored.output
            files = files_here()
            assert before <= set(words_here()) | set(files), where
            assert all(content == name.encode() * 50 for name, content in files.items())
            let_go()


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_two_backups_while_people_write(app, cast, tmp_path, monkeypatch):
    monkeypatch.delitem(app.extensions, "clock")
    backups_while_posting(app, cast, tmp_path, 2)


@pytest.mark.torture
@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_twenty_backups_while_people_write(app, cast, tmp_path, monkeypatch):
    monkeypatch.delitem(app.extensions, "clock")
    backups_while_posting(app, cast, tmp_path, 20)
