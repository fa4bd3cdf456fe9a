"""Whoever tells a fleet of what was committed is killed, again and again, and a replica takes the server's place."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from statuspage.front.notifier import changes
from tests.conftest import migrate
from tests.databases import throwaway
from tests.front.hall import ENOUGH, LEAVE, WATCH, Hall, look, plain, within
from tests.patience import LONG, until
from tests.replicas import admin, replicated

pytestmark = [pytest.mark.postgresql, pytest.mark.torture]
PROCESSES, TIMES = 3, 10
NOTIFIER = """SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND a.datname = current_database()"""


@contextmanager
def fleet(url: str) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Processes that listen, by the names of their connections."""
    with ExitStack() as ended:
        found = {}
        for number in range(PROCESSES):
            found[f"watch{number}"] = start(url, f"watch{number}")
        ended.callback(lambda: [(one.kill(), one.wait(LONG)) for one in found.values()])
        yield found


def start(url: str, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen((sys.executable, "-c", WATCH, f"{plain(url)}&application_name={name}"))


def test_a_notifier_is_killed_again_and_again_under_writes_and_nothing_is_missed(tmp_path: Path) -> None:
    with throwaway("postgresql", tmp_path, migrate) as url, psycopg.connect(plain(url), autocommit=True) as own:
        told, written, stop, listens = set[int](), set[int](), threading.Event(), threading.Event()

        def listen() -> None:
            with psycopg.connect(plain(url), autocommit=True) as ear:
                ear.execute("LISTEN changes")
                listens.set()
                for said in ear.notifies():
                    if said.payload == "0":
                        return
                    told.update(changes(said.payload).tickets or ())

        ear = threading.Thread(target=listen)
        ear.start()
        assert listens.wait(LONG)

        def write() -> None:
            with psycopg.connect(plain(url), autocommit=True) as writer:
                while not stop.wait(0.005):
                    writer.execute(LEAVE, (len(written) + 1,))
                    written.add(len(written) + 1)

        pen = threading.Thread(target=write)
        with fleet(url) as processes:
            pen.start()
            for _ in range(TIMES):
                (name,) = until(lambda: own.execute(NOTIFIER).fetchone())
                before = len(told)
                until(lambda before=before: len(told) > before)
                processes[name].kill()
                processes[name].wait(LONG)
                until(lambda name=name: own.execute(NOTIFIER).fetchone() not in (None, (name,)))
                processes[name] = start(url, name)
            stop.set()
            pen.join(LONG)
            until(lambda: told >= written)
            own.execute(ENOUGH)
            ear.join(LONG)
        assert told == written


def test_a_replica_that_takes_the_servers_place_begins_with_nothing_and_goes_on() -> None:
    async def deed(here: Hall) -> None:
        one, other = await here.notifier(), await here.other()
        await look(one)
        assert await here.heard() == []
        for ticket in (1, 2):
            await other.execute(LEAVE, (ticket,))
            await look(one)
            assert await here.heard() == [ticket]

    with replicated() as pair, pair.lent(migrate) as (first, second):
        with psycopg.connect(plain(first), autocommit=True) as own:
            own.execute(LEAVE, (7,))
        pair.catch_up()
        pair.replica.promote()
        with admin(pair.replica) as own:
            assert own.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)
        within(second, deed)
