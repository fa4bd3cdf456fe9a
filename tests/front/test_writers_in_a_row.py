"""On SQLite the writers of one process come in the order in which they asked, and nobody waits without end."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as TooLong

from statuspage import db as database_module
from statuspage.db import db, write
from statuspage.one_writer import OneWriter
from statuspage.refusals import is_outage, told
from tests.patience import LONG, until

ONLY_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@contextmanager
def somebody_writes(writer: OneWriter) -> Iterator[threading.Event]:
    """Another thread has the turn until the event is set, or the block ends."""
    has_it, is_done = threading.Event(), threading.Event()

    def hold() -> None:
        with writer.turn(LONG):
            has_it.set()
            is_done.wait(LONG)

    thread = threading.Thread(target=hold)
    thread.start()
    assert has_it.wait(LONG)
    try:
        yield is_done
    finally:
        is_done.set()
        thread.join(LONG)


def test_whoever_came_first_writes_first() -> None:
    writer, order = OneWriter(), []

    def come(number: int) -> None:
        with writer.turn(LONG):
            order.append(number)

    with ThreadPoolExecutor(20) as pool, somebody_writes(writer) as is_done:
        for number in range(20):
            pool.submit(come, number)
            until(lambda number=number: len(writer._waiting) == number + 1)
        is_done.set()
        pool.shutdown()
    assert order == list(range(20))


def test_who_gave_up_is_called_no_more() -> None:
    writer = OneWriter()
    with somebody_writes(writer), pytest.raises(TooLong), writer.turn(0.01):
        pytest.fail("somebody else writes")
    with writer.turn(0):
        assert writer._writes == threading.get_ident()
    assert writer._writes is None, "the turn is free again, though one gave up waiting for it"


def test_many_who_give_up_and_many_who_do_not_write_one_at_a_time_and_all_get_an_answer() -> None:
    writer, inside, most, answers = OneWriter(), [0], [0], []

    def come(number: int) -> None:
        try:
            with writer.turn(0.001 if number % 3 == 0 else LONG):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                threading.Event().wait(0.0005)
                inside[0] -= 1
                answers.append("wrote")
        except TooLong:
            answers.append("gave up")

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(come, range(300)))
    assert most == [1]
    assert len(answers) == 300
    assert answers.count("wrote") >= 200
    assert writer._writes is None
    assert not writer._waiting


@ONLY_SQLITE
def test_a_transaction_within_another_one_is_refused_at_once_and_harms_nothing(app: Flask) -> None:
    with write() as session:
        session.execute(text("CREATE TABLE mine (number INTEGER)"))
        with pytest.raises(RuntimeError, match="within another one"), write():
            pytest.fail("it would wait for itself")
        session.execute(text("INSERT INTO mine VALUES (1)"))
    with db.engine.connect() as connection:  # a second connection reads what was committed
        assert connection.scalar(text("SELECT number FROM mine")) == 1


@ONLY_SQLITE
def test_while_somebody_writes_everybody_reads(app: Flask) -> None:
    with write() as session:
        session.execute(text("CREATE TABLE mine (number INTEGER)"))
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_count_tickets, app).result(LONG) == 0


def _count_tickets(app: Flask) -> int:
    with app.app_context(), db.engine.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM ticket")))


@ONLY_SQLITE
def test_who_waits_too_long_for_a_turn_has_begun_nothing_and_hears_of_an_outage(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "_BUSY", 50)
    with somebody_writes(database_module._writer), pytest.raises(TooLong) as fault, write():
        pytest.fail("somebody else writes")
    assert is_outage(fault.value), "the page answers 503 in words, with what was typed"
    assert "too busy" in told(fault.value)


@ONLY_SQLITE
def test_what_was_waited_for_a_turn_is_not_waited_for_another_process_as_well(app: Flask, database: str) -> None:
    """The rest of the patience, and afterwards the whole again: the connection is used by others, too."""
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(OperationalError, match="locked") as fault,
            database_module._begun(1, lasting=True) as session,
        ):
            session.execute(text("SELECT 1"))
        assert is_outage(fault.value)
    with db.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA busy_timeout")) == database_module._BUSY
