"""The first hits among a hundred thousand letters are found without looking at more than a few, on either database."""

import random
import re
from contextlib import contextmanager
from itertools import islice

import pytest
from sqlalchemy import event, insert, text

from statuspage.domain.desk import find as finding
from statuspage.domain.desk.find import CUSTOMERS, SHOWN, find
from statuspage.domain.letters import Reply
from statuspage.domain.words import gin
from statuspage.domain.words.engine import engine
from statuspage.domain.words.passages import Passage
from statuspage.domain.words.wanted import wanted

pytestmark = pytest.mark.torture

LETTERS, BATCH, TICKETS = 100_000, 10_000, 2_000
WORDS = ("the", "machine", "machines")


def vocabulary():
    """Twenty thousand words, and how often each is written: the first in nearly every letter, the last hardly ever."""
    dice = random.Random(7)
    made = ["".join(dice.choice("abcdefghiklmnoprstuvwz") for _ in range(dice.randint(3, 9))) for _ in range(20_000)]
    words = [*WORDS, *made]
    return words, [1 / (rank + 1) for rank in range(len(words))]


def letters():
    dice, (words, weights) = random.Random(11), vocabulary()
    for number in range(LETTERS):
        said = dict.fromkeys(dice.choices(words, weights, k=30))
        if number % 50_000 == 17:
            said |= {"sprocket": None}
        yield number, " ".join(said)


@pytest.fixture
def crowded(session, cast):
    """A hundred thousand replies in two thousand tickets, and the index that was made of them."""
    dialect = session.get_bind().dialect.name
    first = session.scalar(text("SELECT max(id) FROM passage")) + 1
    tickets = [cast.ticket.id, *more_tickets(session, cast)]
    stream = letters()
    while part := list(islice(stream, BATCH)):
        rows = [(first + number, tickets[number % TICKETS], 10 + number // TICKETS, words) for number, words in part]
        passages = [
            {"id": one, "ticket_id": ticket, "kind": "reply", "number": version, "at": cast.ticket.opened_at}
            for one, ticket, version, _ in rows
        ]
        session.execute(insert(Passage), passages)
        put_all(session, dialect, rows)
    for one in session.execute(text("SELECT DISTINCT id, ticket_id, number FROM passage ORDER BY id DESC LIMIT 500")):
        add_reply(session, cast, one)
    session.flush()
    if dialect == "postgresql":
        session.execute(text("ANALYZE"))
    return session


def more_tickets(session, cast):
    columns = ", ".join(one.name for one in cast.ticket.__table__.columns if one.name not in ("id", "seed"))
    made = "INSERT INTO ticket (id, seed, {0}) SELECT :id, :seed, {0} FROM ticket WHERE id = :from"
    ids = range(cast.ticket.id + 1, cast.ticket.id + TICKETS)
    given = [{"id": one, "seed": f"{one:032}", "from": cast.ticket.id} for one in ids]
    session.execute(text(made.format(columns)), given)
    return ids


def put_all(session, dialect, rows):
    if dialect == "sqlite":
        put = text("INSERT INTO passage_words (rowid, forms) VALUES (:id, :forms)")
        session.execute(put, [{"id": one, "forms": words} for one, _, _, words in rows])
        return
    put = text("INSERT INTO passage_words (id, forms) VALUES (:id, array_to_tsvector(CAST(:forms AS text[])))")
    session.execute(put, [{"id": one, "forms": lexemes(one, words.split())} for one, _, _, words in rows])
    learn = text("INSERT INTO passage_vocabulary SELECT unnest(CAST(:terms AS text[])) ON CONFLICT DO NOTHING")
    session.execute(learn, {"terms": sorted({word for *_, words in rows for word in words.split()})})


def lexemes(one, words):
    return [*words, *gin._begun(words, gin.Gin.short), *gin._blocks(one)]


def add_reply(session, cast, one):
    """The words of the newest stand where they are read from."""
    event = "INSERT INTO event (ticket_id, version, kind, at, data) VALUES (:ticket, :version, 'reply', :at, '{}')"
    given = {"ticket": one.ticket_id, "version": one.number, "at": cast.ticket.opened_at}
    session.execute(text(event), given)
    body = "The gasket of the machine, and the machines. " * 8
    session.add(Reply(ticket_id=one.ticket_id, version=one.number, kind="reply", at=cast.ticket.opened_at, body=body))


SOUGHT = ("the", "machine", "machin", "the machine", "sprocket", "sprock", "sprocket gasket", "nothinglikeit")


@contextmanager
def asked(session):
    """What the database is asked meanwhile: each statement with its parameters."""
    seen = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        seen.append((statement, parameters))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def read_whole(session, statement, parameters):
    """The tables that this statement reads from one end to the other, as SQLite means to go about it."""
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    return [row[3] for row in plan if row[3].startswith("SCAN") and not BY_INDEX.match(row[3])]


BY_INDEX = re.compile(r"SCAN (\S+ VIRTUAL TABLE INDEX \d|found$|CONSTANT ROW)")  # FTS5 and JSON; and what was found


def test_the_first_hits_of_many_letters_are_read_in_a_few_statements_that_read_no_table_whole(crowded, monkeypatch):
    """How long that takes beside a single row, ``python -m bench find`` measures."""
    rows, find_in = [], type(engine(crowded)).find
    monkeypatch.setattr(type(engine(crowded)), "find", lambda *given: rows.append(found := find_in(*given)) or found)
    for sought in SOUGHT:
        rows.clear()
        with asked(crowded) as seen:
            hits = find(crowded, wanted(sought)).hits
        assert len(hits) <= SHOWN
        assert sum(map(len, rows)) <= finding._FIRST + CUSTOMERS, "no more is looked at than is shown"
        assert len(seen) <= 5 + len(rows), sought
        if crowded.get_bind().dialect.name == "sqlite":
            assert [whole for one in seen for whole in read_whole(crowded, *one)] == []
    assert len(find(crowded, wanted("the")).hits) == SHOWN
