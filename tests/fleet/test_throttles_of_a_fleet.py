"""Two processes let through as many as one; a crash of PostgreSQL takes the counts, and nothing that is promised."""

import signal
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from statuspage import create_app
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.people.presence import be
from statuspage.security.counts import DatabaseCounts
from statuspage.security.throttle import LOST_LINKS
from tests.conftest import migrate, settings_for
from tests.front.house import send
from tests.outages.conftest import SHORT, fill
from tests.outages.postgres import OwnPostgres, own_postgres
from tests.outages.workers import workers
from tests.patience import until

pytestmark = [pytest.mark.torture, pytest.mark.postgresql]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_two_processes_let_through_as_many_as_one(addresses: tuple[str, str], tmp_path: Path) -> None:
    most = int(LOST_LINKS.split()[0])
    with workers(2, addresses[0], tmp_path) as ports:
        asked = [send(ports[number % 2], "POST", "/ask/link", b"email=nobody", **FORM)[0] for number in range(most + 6)]
    assert [status == 429 for status in asked] == [False] * most + [True] * 6


def test_a_crash_of_postgresql_empties_the_counts_and_who_is_here_alone(tmp_path: Path) -> None:
    with own_postgres() as server:
        migrate(server.url)
        app = create_app(settings_for(server.url, tmp_path, **SHORT))
        ticket, private, _ = fill(app)
        with app.app_context():
            counts = DatabaseCounts(db.engine)
            assert counts.take("k", 1, 60, 1)
            assert not counts.take("k", 1, 60, 1)
            with write() as session:
                be(session, ticket, "reading", now())
            words = db.session.scalars(text("SELECT subject FROM ticket")).all()
            db.session.remove()
            crash(server)
            server.start()
            until(lambda: app.test_client().get(private).status_code == 200)
            assert db.session.scalars(text("SELECT subject FROM ticket")).all() == words
            for table in ("presence", "throttle"):
                assert db.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
            with write() as session:
                be(session, ticket, "reading", now())
            assert counts.take("k", 1, 60, 1)
            db.session.remove()
            db.engine.dispose()


def crash(server: OwnPostgres) -> None:
    """Let it end as when the machine does."""
    running = psutil.Process(server._server.get_postmaster_info().pid)
    family = running.children(recursive=True)
    for process in (running, *family):
        process.send_signal(signal.SIGKILL)
    psutil.wait_procs(family, timeout=60)
    until(lambda: not running.is_running() or running.status() == psutil.STATUS_ZOMBIE)
