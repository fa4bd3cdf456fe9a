"""A thousand letters a second on PostgreSQL: told by one notifier after the commit, against NOTIFY in each transaction.

A letter is the rows of one (its ticket's version, an event, the words), in one prepared statement that is its own
transaction: two cores that also run the server could not do a thousand of the whole verb in Python. Eight connections
write, two processes listen; both ways take turns on one server, which is durable as in production. The reference is
the trigger as it was before revision 0033. Where a commit waits for a slower disk is told by PostgreSQL's
`commit_delay`, which lets each wait two milliseconds longer before it writes its log.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import psycopg
from sqlalchemy import URL, text

from bench.ground import now
from bench.letters import ANY, TICKETS, Letter, hear_each, hear_watching, ready, write_letters
from bench.report import Report, p99
from statuspage import create_app
from statuspage.config import Settings
from statuspage.db import db, write
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import add_agent
from statuspage.domain.people.customers import add_customer
from statuspage.migrations.upgrade import bring_up_to_date
from tests.databases import start_server

OFFERED, WRITERS, SECONDS, ROUNDS = 1_000, 8, 5.0, 3
SLOWER = 2_000  # microseconds that a commit waits longer on the slower disk
BEFORE = 2.0  # seconds until all listen
_COPIES = """INSERT INTO ticket SELECT (jsonb_populate_record(one, jsonb_build_object('id', number))).*
FROM ticket AS one, generate_series(2, :most) AS number"""
MANY = 100_000  # a second, more than anybody could write: as many as they can
_WAYS = {
    "in each transaction": "PERFORM pg_notify('ticket', NEW.ticket_id::text)",
    "by the notifier": "INSERT INTO untold (ticket_id, is_presence) VALUES (NEW.ticket_id, false)",
}
_HEARS: dict[str, Callable[[str, float], dict[int, list[float]]]] = {
    "in each transaction": hear_each,
    "by the notifier": hear_watching,
}


Processes = ProcessPoolExecutor


@dataclass(frozen=True, slots=True)
class Round:
    """Letters a second; the 99th percentile of a commit, and the median and that until one was told, milliseconds."""

    reached: float
    commit: float
    usual: float
    told: float


def measure(report: Report) -> None:
    with _server() as address, _processes() as processes:
        with psycopg.connect(address) as own:
            report.on(f"PostgreSQL {own.info.server_version // 10_000}")
        turns = partial(_turns, processes, address)
        for delay, disk, gain in ((0, "this disk", 0.95), (SLOWER, "one slower by 2 ms", 1.5)):
            _set(address, f"ALTER SYSTEM SET commit_delay = {delay}")
            _tell(report, f"{OFFERED} letters a second, on {disk}", gain, *turns(OFFERED))
        _set(address, "ALTER SYSTEM RESET commit_delay")
        _tell(report, f"as many as {WRITERS} can write, on this disk", 0.95, *turns(MANY))
        report.note(
            "queries that two processes make in a second while nothing happens", _idle(processes, address), "/s", ""
        )


@contextmanager
def _processes() -> Iterator[Processes]:
    """Three, which have begun."""
    context = get_context("spawn")
    together = context.Barrier(3)
    with Processes(3, mp_context=context, initializer=together.wait) as made:
        for begun in [made.submit(ready) for _ in range(3)]:
            begun.result()
        yield made


def _tell(report: Report, what: str, gain: float, old: Round, new: Round) -> None:
    said = f"{_said(new)}; with NOTIFY in each {_said(old)}"
    report.at_least(f"{what}: taken, against NOTIFY", new.reached / old.reached, gain, "x", said)
    report.line("  the p99 of their commits", new.commit / old.commit, 1.25, "x", "the same")
    report.note("  the p99 until a listener was told", new.told / old.told, "x", "the same")


def _said(one: Round) -> str:
    told = f"told p50 {one.usual:.1f} and p99 {one.told:.1f} ms"
    return f"{one.reached:.0f}/s, commit p99 {one.commit:.1f} ms, {told}"


def _turns(processes: Processes, address: str, offered: int) -> tuple[Round, Round]:
    """The old way and the new one by turns; of each the middle of the rounds, figure by figure."""
    found: dict[str, list[Round]] = {way: [] for way in _WAYS}
    for _ in range(ROUNDS):
        for way in _WAYS:
            found[way].append(_round(processes, address, way, offered))
    old, new = (
        Round(*(median(getattr(one, name) for one in rounds) for name in Round.__slots__)) for rounds in found.values()
    )
    return old, new


def _round(processes: Processes, address: str, way: str, offered: int) -> Round:
    body = f"BEGIN {_WAYS[way]}; RETURN NULL; END"
    _set(address, f"CREATE OR REPLACE FUNCTION say_ticket() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    begin = time.monotonic() + BEFORE
    end = begin + SECONDS
    other, listener = (processes.submit(_HEARS[way], address, end + 2) for _ in range(2))
    letters = processes.submit(write_letters, address, WRITERS, offered, begin, end).result()
    heard, _ = listener.result(), other.result()
    commits = [(one.done - one.sent) * 1000 for one in letters]
    told = [(at - one.sent) * 1000 for one in letters if (at := _heard_at(heard, one)) is not None]
    if offered < MANY and len(told) < len(letters):
        raise RuntimeError(f"{len(letters) - len(told)} letters of {len(letters)} were told to nobody")
    took = max(one.done for one in letters) - begin
    return Round(len(letters) / took, p99(commits), median(told), p99(told))


def _heard_at(heard: dict[int, list[float]], letter: Letter) -> float | None:
    """When this one's ticket was told next; each ticket has its turn once in a while only."""
    times = (at for number in (letter.ticket, ANY) for at in heard.get(number, ()) if at >= letter.sent)
    return min(times, default=None)


def _idle(processes: Processes, address: str) -> float:
    """Of the statistics of PostgreSQL: each query of those who listen is a transaction of its own."""
    count = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
    listening = [processes.submit(hear_watching, address, time.monotonic() + 40) for _ in range(2)]
    time.sleep(8)  # until it is calm
    with psycopg.connect(address, autocommit=True) as own:
        first, begun = own.execute(count).fetchone() or (0,), time.monotonic()
        time.sleep(25)
        last, took = own.execute(count).fetchone() or (0,), time.monotonic() - begun
    for one in listening:
        one.result()
    return float((last[0] - first[0]) / took)


def _set(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True) as own:
        own.execute(statement.encode())
        own.execute("SELECT pg_reload_conf()")


@contextmanager
def _server() -> Iterator[str]:
    """The address of a new, durable server's database, with many tickets in it."""
    server = start_server(Path(tempfile.mkdtemp(prefix="statuspage-bench-")))
    try:
        query = {"host": str(server.get_postmaster_info().socket_dir)}
        address = partial(URL.create, username="postgres", database="postgres", query=query)
        plain = address("postgresql").render_as_string(hide_password=False)
        _set(plain, "ALTER SYSTEM SET commit_siblings = 0")
        _migrate(address("postgresql+psycopg").render_as_string(hide_password=False))
        yield plain
    finally:
        server.cleanup()


def _migrate(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "STATUSPAGE_DATA_DIR": folder,
            "STATUSPAGE_DATABASE_URL": url,
            "STATUSPAGE_SECRET_KEYS": "a-key-for-measuring-only-0123456789-abc",
            "STATUSPAGE_LOG_LEVEL": "WARNING",
        }
        app = create_app(Settings.from_env(environ))
        with app.app_context():
            bring_up_to_date()
            with write() as session:
                said = {"email": "a@example.org", "name": "Maria Okafor", "zone": "UTC", "public_as": "photo"}
                agent = add_agent(session, now(), password_hash="-", **said)
                customer = add_customer(session, now(), name="Ana Reis", email="ana@example.org", zone="UTC")
                open_ticket(session, customer, agent, now(), subject="It hums", story="It hums, and that is all.")
                session.execute(text(_COPIES), {"most": TICKETS})
            db.engine.dispose()
