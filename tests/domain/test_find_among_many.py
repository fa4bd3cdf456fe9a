"""The first hits among a hundred thousand letters cost no more than a few single rows, on either database."""

import random
import time
from itertools import islice

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from statuspage.domain.desk.find import SHOWN, _Walk, find
from statuspage.domain.letters import Reply
from statuspage.domain.words import gin
from statuspage.domain.words.passages import Passage
from statuspage.domain.words.wanted import wanted

pytestmark = pytest.mark.torture

LETTERS, BATCH, TICKETS = 100_000, 10_000, 2_000
BEHIND = 2**30  # an id behind them all
TIMES, ROUNDS = 10, 9
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


def measured(act):
    """The least processor time of some calls, without the first, which compiles."""
    act()
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        act()
        times.append(time.process_time() - begun)
    return min(times)


def test_the_first_hits_of_many_letters_cost_no_more_than_a_few_single_rows(crowded):
    """Processor time beside that of reading one reply, each in a session of its own, as a request has one."""
    connection = crowded.connection()
    last = crowded.scalars(select(Reply).order_by(Reply.ticket_id.desc()).limit(1)).one()
    key = last.ticket_id, last.version

    def in_a_session(act):
        def once():
            with Session(connection, join_transaction_mode="rollback_only") as one:
                act(one)

        return once

    row = measured(in_a_session(lambda one: one.get_one(Reply, key)))
    told = {}
    for sought in ("the", "machine", "machin", "the machine", "sprocket", "sprock", "sprocket gasket", "nothinglikeit"):
        asked = wanted(sought)
        told[sought] = measured(in_a_session(lambda one, asked=asked: _Walk(one, asked, BEHIND, ()).tickets())) / row
    print({sought: round(times, 1) for sought, times in told.items()})
    assert len(find(crowded, wanted("the")).hits) == SHOWN
    assert max(told.values()) < TIMES, told
