"""Finding: the whole answer of twenty hits among a million letters, against reading one ticket's row.

The reference is `session.get(Ticket, id)` in a session of its own, as a request has one: the least that any page of a
ticket reads. Both are timed in turn, in processor time. Passages are found from the newest on, a stretch at a time,
so nothing is sorted, and what stands in every letter costs no more than what is rare.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from itertools import accumulate, islice
from statistics import median
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.ground import Ground, ground, now
from bench.report import Report
from statuspage.db import db, write
from statuspage.domain.desk.find import find
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.wanted import wanted

LETTERS, TICKETS, WORDS, BATCH = 1_000_000, 20_000, 60, 20_000
RARE = "sprocket"  # stands in every fifty-thousandth letter
SOUGHT = {
    "a word that stands in nearly every letter": "the",
    "two of them": "the machine",
    "a word that is begun": "machin",
    "a rare word": RARE,
    "a rare word that is begun": "sprock",
    "a rare word beside a frequent one": f"the {RARE}",
    "a word that stands nowhere": "nothinglikeit",
}
ROUNDS, TIMES, BOUND = 15, 10, 10


def measure(report: Report) -> None:
    with ground() as here, here.app.app_context():
        begun = time.perf_counter()
        grow(here)
        report.note("a million letters written down", time.perf_counter() - begun, "s", "in bulk, and indexed")
        for told, words in SOUGHT.items():
            _compare(report, here, told, words)


def _compare(report: Report, here: Ground, told: str, words: str) -> None:
    asked, engine = wanted(words), db.engine
    shown = len(_in_a_session(engine, lambda session: find(session, asked).hits)) if asked else 0

    def answer() -> Any:
        return _in_a_session(engine, lambda session: find(session, asked)) if asked else None

    def row() -> Any:
        return _in_a_session(engine, lambda session: session.get(Ticket, here.ticket_id))

    answer(), row()
    pairs = [(_cpu(answer), _cpu(row)) for _ in range(ROUNDS)]
    ratio = median(one / other for one, other in pairs)
    reference = f"{median(p[0] for p in pairs):.2f} ms against {median(p[1] for p in pairs):.2f} ms, {shown} hits"
    report.line(f"find {told}: CPU against one row", ratio, BOUND, "x", reference)


def _in_a_session(engine: Any, act: Callable[[Session], Any]) -> Any:
    with Session(engine) as session:
        return act(session)


def _cpu(act: Callable[[], object]) -> float:
    begun = time.process_time()
    for _ in range(TIMES):
        act()
    return (time.process_time() - begun) * 1000 / TIMES


def grow(here: Ground, letters: int = LETTERS) -> None:
    """So many replies in many tickets, in bulk: as rows, and in the index as ``index`` would have put them there."""
    with write() as session:
        ticket = session.get_one(Ticket, here.ticket_id)
        tickets = [ticket.id, *_tickets(session, ticket)]
        first = session.scalar(text("SELECT max(id) FROM passage")) + 1
    at, stream = f"{now() - timedelta(days=1):%Y-%m-%d %H:%M:%S.%f}", enumerate(_bodies(letters))
    with closing(sqlite3.connect(here.folder / "statuspage.db")) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("PRAGMA cache_size=-200000")
        while part := list(islice(stream, BATCH)):
            rows = [(tickets[number % TICKETS], 1_000 + number // TICKETS, at, body) for number, body in part]
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


def _tickets(session: Session, like: Ticket) -> range:
    columns = ", ".join(one.name for one in Ticket.__table__.columns if one.name not in ("id", "seed"))
    made = text(f"INSERT INTO ticket (id, seed, {columns}) SELECT :id, :seed, {columns} FROM ticket WHERE id = :like")
    ids = range(like.id + 1, like.id + TICKETS)
    session.execute(made, [{"id": one, "seed": f"{one:032}", "like": like.id} for one in ids])
    return ids


def _bodies(count: int) -> Iterator[str]:
    """Of twenty thousand words, the first in nearly every letter, the last hardly ever."""
    dice = random.Random(7)
    made = ["".join(dice.choice("abcdefghiklmnoprstuvwz") for _ in range(dice.randint(3, 9))) for _ in range(20_000)]
    words = ["the", "machine", "machines", *made]
    often = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
    for number in range(count):
        rare = [RARE] if number % 50_000 == 17 else []
        yield " ".join([*dice.choices(words, cum_weights=often, k=WORDS), *rare])
