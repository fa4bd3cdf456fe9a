"""Processes that write the rows of letters into PostgreSQL, and that hear of them, by one clock of the machine."""

import asyncio
import itertools
import threading
import time
from collections import defaultdict
from typing import NamedTuple

import psycopg

from statuspage.front.nudges import NUDGE
from statuspage.front.postgresql import PostgresqlWatch
from statuspage.front.watch import Changes
from statuspage.waiting import Waits

TICKETS = 10_000
ANY = 0  # told of this one, whoever hears looks at every ticket
_WORDS = "I had your machine on the bench this morning, and it ran for two hours without switching itself off. "
_LETTER = """WITH moved AS (
    UPDATE ticket SET version = version + 1, letters = letters + 1, last_letter_at = now() WHERE id = %s
    RETURNING id, version),
happened AS (
    INSERT INTO event (ticket_id, version, kind, at, agent_id, data)
    SELECT id, version, 'letter', now(), 1, '{"step": "working"}' FROM moved RETURNING ticket_id, version)
INSERT INTO letter (ticket_id, version, agent_id, at, body, html, heard, is_public, by_phone)
SELECT ticket_id, version, 1, now(), %s, %s, '', false, false FROM happened"""


class Letter(NamedTuple):
    """Sent and committed at these seconds."""

    ticket: int
    sent: float
    done: float


def ready() -> None:
    """Everything is loaded then that is needed here."""


def write_letters(address: str, writers: int, offered: int, begin: float, end: float) -> list[Letter]:
    """Write so many a second together, over so many connections; whoever is late goes on at once."""
    numbers, written = itertools.count(), list[Letter]()
    everyone = [
        threading.Thread(target=_write, args=(address, numbers, offered, begin, end, written)) for _ in range(writers)
    ]
    for one in everyone:
        one.start()
    for one in everyone:
        one.join()
    return written


def _write(
    address: str, numbers: "itertools.count[int]", offered: int, begin: float, end: float, written: list[Letter]
) -> None:
    with psycopg.connect(address, autocommit=True, prepare_threshold=0) as connection:
        for number in numbers:
            at = begin + number / offered
            time.sleep(max(at - time.monotonic(), 0))
            if (sent := time.monotonic()) >= end:
                return
            connection.execute(_LETTER, (number % TICKETS + 1, _WORDS * 5, _WORDS * 5))
            written.append(Letter(number % TICKETS + 1, sent, time.monotonic()))
            if not number:
                connection.execute(NUDGE)  # as a server does, as long as nobody tells


def hear_each(address: str, end: float) -> dict[int, list[float]]:
    """When each ticket was told, until this second, by notifications of the transactions themselves."""
    heard: dict[int, list[float]] = defaultdict(list)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("LISTEN ticket")
        for said in connection.notifies(timeout=end - time.monotonic()):
            heard[int(said.payload)].append(time.monotonic())
    return dict(heard)


def hear_watching(address: str, end: float) -> dict[int, list[float]]:
    """The same, as a process of ours hears of it, which may be the notifier."""
    return asyncio.run(_hear_watching(address, end))


async def _hear_watching(address: str, end: float) -> dict[int, list[float]]:
    heard: dict[int, list[float]] = defaultdict(list)

    def tell(changes: Changes) -> None:
        for ticket in (ANY,) if changes.tickets is None else changes.tickets:
            heard[ticket].append(time.monotonic())

    watch = PostgresqlWatch(address, Waits())
    watch.wake()
    running = asyncio.create_task(watch.run(set, tell))
    await asyncio.sleep(end - time.monotonic())
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await watch.close()
    return dict(heard)
