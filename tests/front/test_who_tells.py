"""A stream hears of what any process wrote, whichever of them is killed; and nobody asks when nobody watches."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest
from flask import Flask

from statuspage.db import db, write
from statuspage.domain.customer_verbs import reply
from statuspage.front import postgresql
from statuspage.front.notifier import Notifier
from tests.cast import Cast
from tests.front.hall import ON_POSTGRESQL, WATCH, listeners, plain
from tests.front.house import Reader, Server, served, watched
from tests.front.small import small_app
from tests.patience import LONG, until

Run = Callable[..., object]


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def another_process(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that listens to this database, and is the notifier of it."""
    with psycopg.connect(plain(url), autocommit=True) as other:
        process = subprocess.Popen((sys.executable, "-c", WATCH, plain(url)))
        try:
            until(lambda: other.execute("SELECT FROM pg_locks WHERE locktype = 'advisory'").fetchone() is not None)
            yield process
        finally:
            process.kill()
            process.wait(LONG)


@ON_POSTGRESQL
def test_whoever_has_written_lets_the_notifier_look_at_once(
    server: Server, small: Flask, database: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Notifier._look

    async def only_once(self: Notifier) -> None:
        await look(self)
        self._due = time.monotonic() + 10 * LONG  # unless somebody has written

    monkeypatch.setattr(Notifier, "_look", only_once)
    elsewhere = small_app(database, small.extensions["settings"])
    with served(elsewhere) as other, Reader(other.port, f"/t/{cast.ticket.id}/stream?since=1") as ana:
        watched(other)
        for version in range(2, 6):
            with small.app_context(), write() as session:
                reply(session, cast.ticket.id, now(), body=f"Word {version}")
            assert ana.next(name="").id == str(version)
    assert server.front is not other.front
    with elsewhere.app_context():
        db.engine.dispose()


@ON_POSTGRESQL
@pytest.mark.parametrize("blow", [signal.SIGKILL, pytest.param(signal.SIGSTOP, marks=pytest.mark.torture)])
def test_a_notifier_that_is_killed_or_stands_still_is_followed_and_nothing_is_missed(
    server: Server, database: str, cast: Cast, run: Run, blow: signal.Signals
) -> None:
    with (
        another_process(database) as notifier,
        Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1") as ana,
    ):
        watched(server)
        run(reply, cast.ticket.id, now(), body="It is told by another process")
        assert ana.next(name="").id == "2"
        os.kill(notifier.pid, blow)
        for version in ("3", "4"):
            run(reply, cast.ticket.id, now(), body="Nobody tells of it now")
            assert ana.next(name="").id == version


@ON_POSTGRESQL
def test_where_nobody_watches_nobody_asks_and_whoever_comes_hears_again(
    server: Server, database: str, cast: Cast, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "REST", 0.0)
    with psycopg.connect(plain(database), autocommit=True) as other:
        for version in (2, 3):
            with Reader(server.port, f"/t/{cast.ticket.id}/stream?since={version - 1}") as ana:
                watched(server)
                run(reply, cast.ticket.id, now(), body="Is anybody there?")
                assert ana.next(name="").id == str(version)
                assert until(lambda: listeners(other))
            until(lambda: not listeners(other))
