"""A million tickets and a million letters in one database, for all measures that need so many; and its small twin.

The large one is made once, and kept in the folder for what is temporary under the name of its schema, until somebody
deletes it.
"""

import contextlib
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import accumulate, islice
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.ground import Ground, ground, now
from statuspage.db import write
from statuspage.domain.people.agents import Agent, add_agent
from statuspage.domain.tags.tagging import put_on
from statuspage.domain.tickets import Ticket
from statuspage.migrations.revisions import newest

LARGE, SMALL = 1_000_000, 1_000  # tickets, and letters
SPREAD = 20_000  # tickets in which the letters are
WORDS, BATCH = 60, 20_000
RARE = "sprocket"  # stands in every fifty-thousandth letter
# By the number of a ticket, modulo eight: unheard, late, promised, waiting, over, suspected, unanswered, unhappy.
MADE = {
    "owner_id": "i % 16 / 8 + 1",
    "seed": "i",
    "heard_at": "CASE i % 8 WHEN 0 THEN NULL ELSE :past END",
    "promised_at": "CASE i % 8 WHEN 1 THEN :past WHEN 2 THEN :future END",
    "closed_at": "CASE i % 8 WHEN 4 THEN :past END",
    "suspected_at": "CASE i % 8 WHEN 5 THEN :past END",
    "unanswered": "i % 8 >= 6",
    "unanswered_since": "CASE WHEN i % 8 >= 6 THEN :past END",
    "unhappy": "i % 8 = 7",
    "last_letter_at": ":past",
}
_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"


@contextlib.contextmanager
def giant() -> Iterator[Ground]:
    """The large one. A measure leaves it as large as it was."""
    folder = Path(tempfile.gettempdir()) / f"statuspage-bench-{newest()}"
    whole = folder / "whole"
    if not whole.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
    with ground(folder=folder) as here:
        if not whole.exists():
            fill(here, LARGE)
            whole.touch()
        yield here


@contextlib.contextmanager
def twin() -> Iterator[Ground]:
    """The same with a thousand of each, to compare it with."""
    with ground() as here:
        fill(here, SMALL)
        yield here


def fill(here: Ground, count: int) -> None:
    """So many tickets in every state, and as many letters in the first of them, which can be found."""
    tickets(here, count)
    letters(here, count, range(here.ticket_id, here.ticket_id + min(count, SPREAD)))


def tickets(here: Ground, count: int) -> None:
    """So many tickets of two agents, an eighth in each state; a third have a tag, and of a thousand one has another."""
    with write() as session:
        first = session.get_one(Ticket, here.ticket_id)
        agent = _agents(session, here)
        put_on(session, first.id, agent, now(), "often, rare")
        columns = [one.name for one in Ticket.__table__.columns if one.name != "id"]
        made = ", ".join(MADE.get(name, name) for name in columns)
        ends = {"past": now() - timedelta(days=1), "future": now() + timedelta(days=1)}
        given = {name: f"{at:%Y-%m-%d %H:%M:%S.%f}" for name, at in ends.items()}
        given |= {"first": here.ticket_id + 1, "last": count, "base": here.ticket_id}
        into = f"INSERT INTO ticket ({', '.join(columns)}) {_NUMBERS}"
        session.execute(text(f"{into} SELECT {made} FROM n, ticket t WHERE t.id = :base"), given)
        tagged = "INSERT INTO ticket_tag SELECT id, :tag, 1, :past FROM ticket WHERE id > :base AND id % :each = 0"
        for tag, each in ((1, 3), (2, 1_000)):
            session.execute(text(tagged), given | {"tag": tag, "each": each})
        session.execute(text("UPDATE tag SET tickets = (SELECT count(*) FROM ticket_tag WHERE tag_id = tag.id)"))


def _agents(session: Session, here: Ground) -> Agent:
    said = {"email": "t@example.org", "name": "Tom Becker", "zone": "UTC"}
    add_agent(session, now() - timedelta(days=30), password_hash="-", **said)
    return session.get_one(Agent, here.agent_id)


def letters(here: Ground, count: int, tickets: Sequence[int]) -> None:
    """So many replies in these tickets, in bulk: as rows, and in the index as ``index`` would have put them there."""
    with write() as session:
        first = session.scalar(text("SELECT max(id) FROM passage")) + 1
    at, stream = f"{now() - timedelta(days=1):%Y-%m-%d %H:%M:%S.%f}", enumerate(_bodies(count))
    with closing(sqlite3.connect(here.folder / "statuspage.db")) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("PRAGMA cache_size=-200000")
        while part := list(islice(stream, BATCH)):
            rows = [(tickets[number % len(tickets)], 1_000 + number // len(tickets), at, body) for number, body in part]
            numbered = list(enumerate(rows, first + part[0][0]))
            raw.executemany(_EVENT, [row[:3] for row in rows])
            raw.executemany(_REPLY, rows)
            raw.executemany(_PASSAGE, [(one, *row[:3]) for one, row in numbered])
            raw.executemany(_FORMS, [(one, " ".join(dict.fromkeys(row[3].split()))) for one, row in numbered])
            raw.commit()


_EVENT = "INSERT INTO event (ticket_id, version, kind, at, data) VALUES (?, ?, 'reply', ?, '{}')"
_REPLY = "INSERT INTO reply (ticket_id, version, kind, at, body) VALUES (?, ?, 'reply', ?, ?)"
_PASSAGE = "INSERT INTO passage (id, ticket_id, kind, number, at) VALUES (?, ?, 'reply', ?, ?)"
_FORMS = "INSERT INTO passage_words (rowid, forms) VALUES (?, ?)"


def _bodies(count: int) -> Iterator[str]:
    """Of twenty thousand words, the first in nearly every letter, the last hardly ever."""
    dice = random.Random(7)
    made = ["".join(dice.choice("abcdefghiklmnoprstuvwz") for _ in range(dice.randint(3, 9))) for _ in range(20_000)]
    words = ["the", "machine", "machines", *made]
    often = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
    for number in range(count):
        rare = [RARE] if number % 50_000 == 17 else []
        yield " ".join([*dice.choices(words, cum_weights=often, k=WORDS), *rare])
